package session_test

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/output"
)

// The differential test runs each program of testdata/programs twice: cell by
// cell in a session, and as one ordinary program by go run. Both must print the
// same, and panic with the same message or not at all.
//
// The cells of a program stand in one file, with a line "-- cell --" between
// them. They are joined statement by statement:
//
//   - imports come first, each once; a package of the standard library that is
//     named without an import is imported, if only one has the name;
//   - func, type and const declarations come next, as they stand;
//   - so do variables that are declared with a type and no value (var n int).
//     Those with a type and a value (var n int = 3) are declared there and
//     set where they stand. Functions may use both;
//   - all other statements follow in main. The variables they declare, by :=
//     or by var without a type, are main's own: functions cannot use them.
//
// So programs have no func main and no init, and leave defer at the top level
// to the last cell. Go's own rules hold: no variable may be unused, nor a
// name be declared twice.
const cellSeparator = "\n-- cell --\n"

func TestDifferential(t *testing.T) {
	files, err := filepath.Glob("testdata/programs/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	module := programsModule(t)
	std := standardPackages(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			cells := strings.Split(string(content), cellSeparator)
			program, err := join(cells, std)
			if err != nil {
				t.Fatal(err)
			}
			want := runProgram(t, module, program)
			got := runCells(t, cells)
			if got.stdout != want.stdout {
				t.Errorf("the cells print\n%s\nthe program prints\n%s", got.stdout, want.stdout)
			}
			if got.panicked != want.panicked {
				t.Errorf("the cells panic with %q, the program with %q", got.panicked, want.panicked)
			}
		})
	}
}

// outcome is what a run prints, and the message of the panic that ends it.
type outcome struct{ stdout, panicked string }

func runCells(t *testing.T, cells []string) (o outcome) {
	s := newSession(t, t.TempDir(), "")
	var stdout strings.Builder
	for i, code := range cells {
		failure := s.Execute(context.Background(), code, i+1, func(e output.Event) {
			if e.Kind == output.Stream && e.Name == "stdout" {
				stdout.WriteString(e.Text)
			}
		})
		switch {
		case failure == nil:
			continue
		case failure.Name != "panic":
			t.Fatalf("cell %d\n%s\nfails: %s", i+1, code, strings.Join(failure.Traceback, "\n"))
		case i < len(cells)-1:
			t.Fatalf("cell %d of %d panics: %s", i+1, len(cells), failure.Value)
		}
		o.panicked = failure.Value
	}
	o.stdout = stdout.String()
	return o
}

// panicMessage finds the message in what a program writes when it panics.
var panicMessage = regexp.MustCompile(`(?s)^panic: (.*?)(\n\[signal .*)?\n\ngoroutine `)

func runProgram(t *testing.T, module, program string) (o outcome) {
	dir, err := os.MkdirTemp(module, "program")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "main.go")
	if err := os.WriteFile(file, []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	// With -trimpath the go command finds what it has linked of the same text in another directory.
	cmd := exec.Command("go", "run", "-trimpath", file)
	cmd.Dir, cmd.Stdout, cmd.Stderr = module, &stdout, &stderr
	if err := cmd.Run(); err != nil {
		m := panicMessage.FindStringSubmatch(stderr.String())
		if m == nil {
			t.Fatalf("the program\n%s\nfails: %v\n%s", program, err, &stderr)
		}
		o.panicked = m[1]
	}
	o.stdout = stdout.String()
	return o
}

// programsModule returns the directory of a module with gopherbook's own requirements.
func programsModule(t *testing.T) string {
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			t.Fatal(err)
		}
		content = regexp.MustCompile(`(?m)^module .*`).ReplaceAll(content, []byte("module programs"))
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// standardPackages returns the import paths of the standard library by name,
// where only one package has it.
func standardPackages(t *testing.T) map[string]string {
	out, err := exec.Command("go", "list", "std").Output()
	if err != nil {
		t.Fatal(err)
	}
	std := make(map[string]string)
	for _, p := range strings.Fields(string(out)) {
		if strings.Contains(p, "internal") || strings.HasPrefix(p, "vendor/") {
			continue
		}
		name := path.Base(p)
		if _, several := std[name]; several {
			p = ""
		}
		std[name] = p
	}
	return std
}

// joined collects the parts of a program.
type joined struct{ imports, decls, stmts []string }

// join makes the text of a program of its cells.
func join(cells []string, std map[string]string) (string, error) {
	var j joined
	for _, code := range cells {
		if err := j.cell(code); err != nil {
			return "", err
		}
	}
	if err := j.importNamed(std); err != nil {
		return "", err
	}
	text, err := format.Source([]byte(j.text()))
	return string(text), err
}

func (j *joined) text() string {
	return "package main\n\n" + strings.Join(j.imports, "\n") + "\n\n" + strings.Join(j.decls, "\n\n") +
		"\n\nfunc main() {\n" + strings.Join(j.stmts, "\n") + "\n}\n"
}

// cell sorts the statements of a cell. A statement ends where the scanner sees
// a semicolon outside all brackets.
func (j *joined) cell(code string) error {
	var sc scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(code))
	sc.Init(file, []byte(code), nil, 0)
	depth, start := 0, -1
	var tokens []token.Token
	for {
		pos, tok, _ := sc.Scan()
		if start < 0 {
			start = file.Offset(pos)
		}
		switch tok {
		case token.EOF:
			return nil
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		case token.SEMICOLON:
			if depth > 0 {
				break
			}
			if err := j.statement(tokens, code[start:file.Offset(pos)]); err != nil {
				return err
			}
			tokens, start = tokens[:0], -1
			continue
		}
		tokens = append(tokens, tok)
	}
}

func (j *joined) statement(tokens []token.Token, text string) error {
	switch {
	case len(tokens) == 0:
	case tokens[0] == token.IMPORT:
		if !slices.Contains(j.imports, text) {
			j.imports = append(j.imports, text)
		}
	case tokens[0] == token.TYPE, tokens[0] == token.CONST, isFuncDecl(tokens):
		j.decls = append(j.decls, text)
	case tokens[0] == token.VAR:
		return j.variables(text)
	default:
		j.stmts = append(j.stmts, text)
	}
	return nil
}

// isFuncDecl tells a function's declaration from a literal: a name follows
// func, or the receiver.
func isFuncDecl(tokens []token.Token) bool {
	if tokens[0] != token.FUNC {
		return false
	}
	rest := tokens[1:]
	if rest[0] == token.LPAREN {
		rest = rest[slices.Index(rest, token.RPAREN)+1:]
	}
	return len(rest) > 1 && rest[0] == token.IDENT && (rest[1] == token.LPAREN || rest[1] == token.LBRACK)
}

// variables sorts the parts of a var declaration.
func (j *joined) variables(text string) error {
	const prefix = "package main;"
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", prefix+text, 0)
	if err != nil {
		return err
	}
	source := func(from, to ast.Node) string {
		return text[fset.Position(from.Pos()).Offset-len(prefix) : fset.Position(to.End()).Offset-len(prefix)]
	}
	for _, spec := range file.Decls[0].(*ast.GenDecl).Specs {
		spec := spec.(*ast.ValueSpec)
		names := source(spec.Names[0], spec.Names[len(spec.Names)-1])
		if spec.Type == nil || names == "_" {
			j.stmts = append(j.stmts, "var "+source(spec, spec))
			continue
		}
		j.decls = append(j.decls, "var "+names+" "+source(spec.Type, spec.Type))
		if n := len(spec.Values); n > 0 {
			j.stmts = append(j.stmts, names+" = "+source(spec.Values[0], spec.Values[n-1]))
		}
	}
	return nil
}

// importNamed imports the packages of the standard library that the program
// names and does not import.
func (j *joined) importNamed(std map[string]string) error {
	file, err := parser.ParseFile(token.NewFileSet(), "", j.text(), 0)
	if err != nil {
		return fmt.Errorf("the cells do not join: %w\n%s", err, j.text())
	}
	have := make(map[string]bool)
	for _, spec := range file.Imports {
		p, _ := strconv.Unquote(spec.Path.Value)
		have[path.Base(p)] = spec.Name == nil
		if spec.Name != nil {
			have[spec.Name.Name] = true
		} else if base := path.Base(p); base == "v2" {
			have[path.Base(path.Dir(p))] = true
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		id, ok := sel.X.(*ast.Ident)
		if ok && std[id.Name] != "" && !have[id.Name] && slices.Contains(file.Unresolved, id) {
			have[id.Name] = true
			j.imports = append(j.imports, "import "+strconv.Quote(std[id.Name]))
		}
		return true
	})
	return nil
}
