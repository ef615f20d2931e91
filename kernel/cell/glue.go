package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
)

// Direct is how a unit runs without being compiled, where it can.
type Direct struct {
	Program  *tree.Program
	Packages []string // those whose names have to be bound in the worker
}

// glue turns a checked cell into a program of the worker's evaluator. It has
// the types of everything at hand, and leaves nothing implicit in the tree.
//
// Whatever glue is not sure of it refuses: the cell is compiled then.
type glue struct {
	*checked
	unit     *Unit
	program  *tree.Program
	packages map[string]bool
	types    []types.Type // of program.Types
	slots    map[types.Object]int

	// prelude takes the calls and the like that the compiler takes out of an
	// expression and does first: see order. Without it they stay where they are.
	prelude *[]*tree.Node
	turns   int // how often the statement may run, for the loops around it
}

// refused is what glue panics with to give up.
type refused struct{ why string }

func (g *glue) refuse(why string) { panic(refused{why}) }

// direct returns the cell as a program for the evaluator, or nil.
func (c *checked) direct(u *Unit) (d *Direct) {
	if len(c.decls) > 0 || len(c.rebound) > 0 || len(c.forget) > 0 || len(c.blanks) > 0 {
		return nil
	}
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(refused); !ok {
				panic(r)
			}
			d = nil
		}
	}()
	g := &glue{
		checked:  c,
		unit:     u,
		program:  &tree.Program{Unit: u.Path, Cell: c.syn.src.Number},
		packages: make(map[string]bool),
		slots:    make(map[types.Object]int),
		turns:    1,
	}
	for _, name := range c.syn.vars {
		if n := u.declare[name]; n.unit == u {
			g.program.Vars = append(g.program.Vars, tree.Var{Name: name, Type: g.typ(n.obj.Type())})
		}
	}
	body := &g.program.Body
	for i, stmt := range c.syn.stmts {
		nodes := g.top(stmt, i == len(c.syn.stmts)-1)
		if _, offset := c.s.files.locate(stmt.Pos()); slices.Contains(c.syn.src.times, offset) {
			nodes = []*tree.Node{{Op: tree.Time, Args: nodes}}
		}
		*body = append(*body, nodes...)
	}
	if c.syn.src.timed {
		*body = []*tree.Node{{Op: tree.Time, N: 1, Args: *body}}
	}
	return &Direct{g.program, slices.Sorted(maps.Keys(g.packages))}
}

// top returns a statement of the cell's top level. What it declares are
// variables that stay.
func (g *glue) top(stmt ast.Stmt, last bool) []*tree.Node {
	switch stmt := stmt.(type) {
	case *ast.ExprStmt:
		if !last || g.result == nil {
			break
		}
		if tv := g.info.Types[g.result]; tv.IsVoid() || g.prints(g.result) {
			break
		}
		op := tree.Result
		if g.syn.silent {
			op = tree.Discard
		}
		return g.ordered([]ast.Expr{stmt.X}, false, func() *tree.Node {
			return &tree.Node{Op: op, Args: []*tree.Node{g.shown(stmt.X)}}
		})
	case *ast.AssignStmt:
		if ids := declared(stmt); ids != nil {
			return g.assignment(g.targets(ids), stmt.Rhs)
		}
	case *ast.DeclStmt:
		var nodes []*tree.Node
		for _, spec := range stmt.Decl.(*ast.GenDecl).Specs {
			spec := spec.(*ast.ValueSpec)
			if spec.Values != nil {
				nodes = append(nodes, g.assignment(g.targets(spec.Names), spec.Values)...)
				continue
			}
			for _, to := range g.targets(spec.Names) {
				if to.typ == nil {
					continue
				}
				zero := &tree.Node{Op: tree.Convert, Type: g.typ(to.typ), Args: []*tree.Node{{Op: tree.Nil}}}
				nodes = append(nodes, &tree.Node{Op: tree.Assign, N: 1, Args: []*tree.Node{to.node(), zero}})
			}
		}
		return nodes
	}
	return g.statement(stmt)
}

// shown returns the value of the last expression as the function takes it that shows it.
func (g *glue) shown(x ast.Expr) *tree.Node {
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok && g.info.Types[call].Value == nil {
		return g.call(call)
	}
	return g.operand(x, anyType)
}

var anyType = types.NewInterfaceType(nil, nil)

// to is a place to assign to.
type to struct {
	typ  types.Type // nil for the blank identifier
	node func() *tree.Node
}

// targets returns the variables that a statement of the top level declares.
func (g *glue) targets(ids []*ast.Ident) []to {
	var ts []to
	for _, id := range ids {
		if id.Name == "_" {
			ts = append(ts, to{node: func() *tree.Node { return &tree.Node{Op: tree.Blank} }})
			continue
		}
		n := g.unit.declare[id.Name]
		ts = append(ts, to{n.obj.Type(), func() *tree.Node { return g.entity(n) }})
	}
	return ts
}

// entity returns the reference to a name of the session.
func (g *glue) entity(n *entity) *tree.Node {
	switch {
	case n.isVar() && n.unit == g.unit:
		i := slices.IndexFunc(g.program.Vars, func(v tree.Var) bool { return v.Name == n.name })
		return &tree.Node{Op: tree.Own, N: i}
	case n.isVar():
		return &tree.Node{Op: tree.Global, N: g.symbol(n.unit.Path, n.name)}
	}
	return &tree.Node{Op: tree.Function, N: g.symbol(n.unit.Path, n.name)}
}

// symbol returns the place of a symbol in the program.
func (g *glue) symbol(path, name string) int {
	s := tree.Symbol{Path: path, Name: name}
	i := slices.Index(g.program.Symbols, s)
	if i < 0 {
		i = len(g.program.Symbols)
		g.program.Symbols = append(g.program.Symbols, s)
	}
	return i
}

// slot returns a new slot.
func (g *glue) slot() int {
	g.program.Slots++
	return g.program.Slots
}

// line returns the line that a position lies in.
func (g *glue) line(pos token.Pos) int {
	src, offset := g.s.files.locate(pos)
	if src == nil {
		return 0
	}
	n, _ := src.position(offset)
	return n
}

// unsuited are packages whose functions look at the calls that lead to them, or
// around the types.
var unsuited = map[string]bool{
	"log": true, "log/slog": true, "plugin": true, "runtime": true, "runtime/debug": true, "testing": true, "unsafe": true,
}

// usePackage notes that the names of a package have to be bound.
func (g *glue) usePackage(path string) {
	if unsuited[path] {
		g.refuse("package " + path)
	}
	if path != RuntimePath {
		g.packages[path] = true
	}
}
