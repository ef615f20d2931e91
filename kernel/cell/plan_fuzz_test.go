package cell_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gopherbook/gopherbook/kernel/cell"
)

const cellSeparator = "\n-- cell --\n"

// FuzzPlan looks for cells that Plan cannot stand: text, or a sequence of cells
// with a line "-- cell --" between them.
func FuzzPlan(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed)
	}
	for _, seed := range []string{
		"x := 1\n%time x + 1\n%timeit -n 2 -r1 x * 2; x\n!ls $HOME\n$ echo",
		"%%time\nx := 2\nx" + cellSeparator + "%%timeit -n 3\nx++\n// é" + cellSeparator + "%whos\n%who\n?x\nx?",
		"%reset\n%go get a.b/c@v1.0.0\nx := 3\n%env A=1\n%cd /\n%pwd\n:help",
	} {
		f.Add(seed)
	}
	l := libraryOf(f)
	f.Fuzz(func(t *testing.T, text string) {
		planAll(t, l, strings.SplitN(text, cellSeparator, 5))
	})
}

// planAll plans and commits cells, one after another, and checks what must hold
// of any text:
//
//   - a plan is a package that compiles, or diagnostics of places in the cells;
//   - a cell that has no plan leaves no trace;
//   - a cell is complete if it has a plan, and has no end if it is incomplete;
//   - the first cell, planned again, is the same unit.
func planAll(t *testing.T, l *library, cells []string) {
	s := newPlanner(t, l)
	plans := make([]*cell.Unit, len(cells))
	failed := 0
	for i, text := range cells {
		plans[i] = s.plan(i+1, text)
		checkComplete(t, text, plans[i] != nil)
		if plans[i] == nil {
			failed++
		} else if again := s.plan(i+1, text); i == 0 && !strings.Contains(text, "%who") && (again == nil || !again.Again || again.Path != plans[i].Path) {
			t.Errorf("cell\n%s\nis another one when it is planned again", text)
		}
	}
	if failed == 0 || failed == len(cells) {
		return
	}
	without := newPlanner(t, l)
	for i, u := range plans {
		if u == nil {
			continue
		}
		text := cells[i]
		if v := without.plan(i+1, text); v != nil && v.Code != u.Code {
			t.Errorf("cells that fail have changed the cell\n%s\nfrom\n%s\nto\n%s", text, v.Code, u.Code)
		}
		without.plan(i+1, text)
	}
}

func checkComplete(t *testing.T, text string, planned bool) {
	switch status, _ := cell.IsComplete(text); {
	case planned && status != "complete":
		t.Errorf("cell\n%s\nhas a plan and is %s", text, status)
	case status != "complete" && status != "incomplete" && status != "invalid":
		t.Errorf("status %q", status)
	}
}

// planner plans and commits the cells of a session, and checks the plans.
type planner struct {
	t       testing.TB
	library *library
	session *cell.Session
	texts   map[int]string            // those of the cells, by number
	text    string                    // that of the last one
	checked map[string]*types.Package // the units' packages by path
	dir     string                    // where the compiler writes, if it is to be run
}

func newPlanner(t testing.TB, l *library) *planner {
	return &planner{t: t, library: l, session: cell.NewSession(l), texts: make(map[int]string), checked: make(map[string]*types.Package)}
}

// plan returns the unit of a cell, or nil if it has no plan.
func (p *planner) plan(number int, text string) *cell.Unit {
	p.t.Helper()
	p.texts[number], p.text = text, text
	u, err := p.session.Plan(&cell.Source{Number: number, Text: text})
	if err != nil {
		p.checkDiagnostics(err)
		return nil
	}
	if !u.Again {
		p.check(u)
		p.compile(u)
	}
	if u.Direct != nil {
		p.checkDirect(u.Direct)
	}
	p.session.Commit(u)
	return u
}

func (p *planner) Import(path string) (*types.Package, error) {
	if pkg := p.checked[path]; pkg != nil {
		return pkg, nil
	}
	return p.library.Import(path)
}

// check type-checks the package that a unit is.
func (p *planner) check(u *cell.Unit) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "cell.go", u.Code, parser.SkipObjectResolution)
	if err != nil {
		p.t.Fatalf("the package of cell\n%s\ncannot be parsed: %v\n%s", p.text, err, u.Code)
	}
	conf := types.Config{
		GoVersion: strings.Join(strings.Split(runtime.Version(), ".")[:2], "."),
		Importer:  p,
		Sizes:     types.SizesFor("gc", runtime.GOARCH),
		Error:     func(err error) { p.t.Errorf("%v", err) },
	}
	pkg, err := conf.Check(u.Path, fset, []*ast.File{file}, nil)
	if err != nil {
		p.t.Fatalf("the package of cell\n%s\ndoes not compile: %v\n%s", p.text, err, u.Code)
	}
	p.checked[u.Path] = pkg
	for _, spec := range file.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		if p.checked[path] == nil && !slices.Contains(u.Imports, path) {
			p.t.Errorf("the unit of cell\n%s\ndoes not say that it imports %s", p.text, path)
		}
	}
}

// checkDiagnostics checks that a plan's error names places in the cells.
func (p *planner) checkDiagnostics(err error) {
	var ds cell.Diagnostics
	if !errors.As(err, &ds) || len(ds) == 0 {
		p.t.Fatalf("not diagnostics: %v", err)
	}
	for _, d := range ds {
		if strings.Contains(d.Message, "please report it") {
			p.t.Errorf("cell\n%s\n%s", p.text, d.Message)
		}
		if d.Line == 0 {
			continue
		}
		text, ok := p.texts[d.Cell]
		lines := strings.Split(text, "\n")
		if !ok || d.Line < 1 || d.Line > len(lines) || d.Column < 1 || d.Column > utf8.RuneCountInString(lines[d.Line-1])+1 {
			p.t.Errorf("cell\n%s\nhas no such place: %#v", text, d)
		} else if d.Text != strings.TrimRight(lines[d.Line-1], "\r") {
			p.t.Errorf("line %d of cell\n%s\nis not %q", d.Line, text, d.Text)
		}
	}
}

// seeds returns the contract's scenarios and the programs of kernel/session,
// at most four cells at a time.
func seeds(t testing.TB) (all []string) {
	t.Helper()
	sequences := scenarios(t)
	for _, pattern := range []string{"programs/*.txt", "programs/known/*.txt", "direct/*.txt"} {
		files, err := filepath.Glob(filepath.Join("../session/testdata", pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("no seeds in %s: %v", pattern, err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			sequences = append(sequences, strings.Split(string(content), cellSeparator))
		}
	}
	for _, cells := range sequences {
		all = append(all, strings.Join(cells[:min(4, len(cells))], cellSeparator))
		for i := 4; i < len(cells); i += 3 { // the first one may declare what they use
			all = append(all, strings.Join(append(cells[:1:1], cells[i:min(i+3, len(cells))]...), cellSeparator))
		}
	}
	return all
}

// scenarios returns the cells of the contract's tests: in the text of the test,
// the values of the fields called code, list by list.
func scenarios(t testing.TB) (all [][]string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../session/contract_test.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		steps, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		if list, ok := steps.Type.(*ast.ArrayType); !ok || !isName(list.Elt, "step") {
			return true
		}
		var cells []string
		ast.Inspect(steps, func(n ast.Node) bool {
			if field, ok := n.(*ast.KeyValueExpr); ok && isName(field.Key, "code") {
				if lit, ok := field.Value.(*ast.BasicLit); ok {
					text, _ := strconv.Unquote(lit.Value)
					cells = append(cells, text)
				}
			}
			return true
		})
		all = append(all, cells)
		return false
	})
	if len(all) == 0 {
		t.Fatal("there are no scenarios")
	}
	return all
}

func isName(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}
