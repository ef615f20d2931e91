package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// A loop at the top level of a cell works on variables of the package, for later
// cells need them. Each turn would load and store them, where in a program of its
// own they were local and stayed in registers. So where nothing else can see or
// change them meanwhile, the loop gets local copies of the numbers and truth
// values that it assigns to, and of the slices and strings that it indexes:
//
//	{ s_, a_ := s, a; for i := range a_ { s_ += a_[i]; s = s_ } }
//
// Each new value goes to the variable too, so that it is there when the loop
// panics or is interrupted. A store costs little; what took time was that each
// turn waited for the store of the last.

// copyVariables makes a loop work on copies, where it can, until the function
// that it returns is called. The loop is a statement with its label.
func (e *emitter) copyVariables(stmt, loop ast.Node) (done func()) {
	none := func() {}
	if !e.inStatements || e.copies != nil || slices.ContainsFunc(e.syn.stmts, hasGoto) {
		return none
	}
	l := &loopVariables{emitter: e, listed: make(map[ast.Stmt]bool), assigned: make(map[types.Object][]ast.Stmt), barred: make(map[types.Object]bool)}
	ast.Inspect(loop, l.node)
	ast.Inspect(bodyOf(loop), l.index)
	if l.visible {
		return none // perhaps a loop inside can
	}
	copies, before := make(map[types.Object]string), ""
	for _, obj := range l.order {
		if l.barred[obj] {
			continue
		}
		variable := e.variable(obj)
		copies[obj] = mark + hidden + realName(obj.Name())
		before += copies[obj] + ":=" + variable + ";"
		for _, assignment := range l.assigned[obj] {
			ed, end := e.at(assignment.End())
			ed.insert(end, ";"+variable+"="+copies[obj])
		}
	}
	if before == "" {
		return none
	}
	ed, start := e.at(stmt.Pos())
	_, end := e.at(stmt.End())
	ed.wrap(start, end, "{"+before, "}")
	e.copies = copies
	return func() { e.copies = nil }
}

// hasGoto tells whether a goto stands in a statement: it must not lead into a block.
func hasGoto(stmt ast.Stmt) bool { return contains(stmt, isGoto) }

// variable returns the text of a variable of the package, or of an earlier cell.
func (e *emitter) variable(obj types.Object) string {
	if n := e.known[obj]; n != nil {
		return e.ref(n)
	}
	return localName(obj)
}

// loopVariables finds out which variables a loop may work on copies of.
type loopVariables struct {
	*emitter
	listed   map[ast.Stmt]bool           // statements that others can follow
	assigned map[types.Object][]ast.Stmt // the assignments to variables
	order    []types.Object              // those variables and the ones that are indexed
	barred   map[types.Object]bool       // those that are used in ways that allow no copy
	visible  bool                        // other code may run, or write through pointers
}

// node looks at a node of the loop.
func (l *loopVariables) node(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncLit, *ast.GoStmt, *ast.DeferStmt, *ast.SendStmt, *ast.SelectStmt:
		l.visible = true
	case *ast.BlockStmt:
		l.list(n.List)
	case *ast.CaseClause:
		l.list(n.Body)
	case *ast.CallExpr:
		l.visible = l.visible || !l.harmless(n)
	case *ast.UnaryExpr:
		l.visible = l.visible || n.Op == token.ARROW
		if id, ok := ast.Unparen(n.X).(*ast.Ident); ok && n.Op == token.AND {
			l.barred[l.info.Uses[id]] = true
		}
	case *ast.RangeStmt:
		switch l.info.TypeOf(n.X).Underlying().(type) {
		case *types.Signature, *types.Chan:
			l.visible = true
		}
		if n.Tok == token.ASSIGN {
			l.assign(nil, n.Key, n.Value)
		}
	case *ast.IncDecStmt:
		l.assign(n, n.X)
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			l.assign(n, n.Lhs...)
		}
	}
	return !l.visible
}

// index notes which slices and strings are indexed in a body. A loop that only
// waits for another goroutine to make one longer does not do that.
func (l *loopVariables) index(n ast.Node) bool {
	x, ok := n.(*ast.IndexExpr)
	if !ok {
		return true
	}
	id, ok := ast.Unparen(x.X).(*ast.Ident)
	if !ok {
		return true
	}
	obj := l.info.Uses[id]
	if !l.ofCells(obj) || slices.Contains(l.order, obj) {
		return true
	}
	switch t := obj.Type().Underlying().(type) {
	case *types.Slice:
		l.order = append(l.order, obj)
	case *types.Basic:
		if t.Info()&types.IsString != 0 {
			l.order = append(l.order, obj)
		}
	}
	return true
}

func (l *loopVariables) list(stmts []ast.Stmt) {
	for _, stmt := range stmts {
		l.listed[stmt] = true
	}
}

// assign notes what a statement assigns to.
func (l *loopVariables) assign(stmt ast.Stmt, to ...ast.Expr) {
	isIdent := func(expr ast.Expr) bool {
		_, ok := expr.(*ast.Ident)
		return ok
	}
	whole := l.listed[stmt] && !slices.ContainsFunc(to, func(expr ast.Expr) bool { return !isIdent(expr) })
	for _, expr := range to {
		if expr == nil {
			continue
		}
		id, ok := ast.Unparen(expr).(*ast.Ident)
		if !ok {
			l.visible = l.visible || l.throughPointer(expr)
			continue
		}
		obj := l.info.Uses[id]
		if !l.ofCells(obj) {
			continue
		}
		b, ok := obj.Type().Underlying().(*types.Basic)
		if !whole || !ok || b.Info()&(types.IsNumeric|types.IsBoolean) == 0 {
			l.barred[obj] = true
		}
		if l.assigned[obj] == nil {
			l.order = append(l.order, obj)
		}
		l.assigned[obj] = append(l.assigned[obj], stmt)
	}
}

// ofCells tells whether an object is a variable that cells have declared at
// their top level.
func (l *loopVariables) ofCells(obj types.Object) bool {
	v, ok := obj.(*types.Var)
	return ok && (l.known[v] != nil || v.Parent() == l.pkg.Scope())
}

// throughPointer tells whether what is assigned to is found by a pointer. It may
// be one to a variable. Elements of slices and maps are no variables.
func (l *loopVariables) throughPointer(expr ast.Expr) bool {
	for {
		switch x := expr.(type) {
		case *ast.ParenExpr:
			expr = x.X
		case *ast.IndexExpr:
			switch l.info.TypeOf(x.X).Underlying().(type) {
			case *types.Slice, *types.Map:
				return false
			case *types.Array:
				expr = x.X
			default:
				return true
			}
		case *ast.SelectorExpr:
			sel := l.info.Selections[x]
			if sel == nil {
				return false // of a package
			}
			if sel.Indirect() {
				return true
			}
			expr = x.X
		default:
			_, ok := expr.(*ast.Ident)
			return !ok
		}
	}
}

// harmlessPackages have functions that neither call nor change what belongs to cells.
var harmlessPackages = []string{"math", "math/bits", "math/cmplx", "math/rand", "math/rand/v2"}

// harmless tells whether a call runs no code that can see the cells' variables.
func (l *loopVariables) harmless(call *ast.CallExpr) bool {
	tv := l.info.Types[call.Fun]
	if tv.IsType() {
		return true
	}
	if tv.IsBuiltin() {
		_, ok := ast.Unparen(call.Fun).(*ast.Ident) // not one of unsafe
		return ok
	}
	f := l.callee(call)
	if f == nil || f.Pkg() == nil || f.Signature().Recv() != nil || !slices.Contains(harmlessPackages, f.Pkg().Path()) {
		return false
	}
	for p := range f.Signature().Params().Variables() {
		if _, ok := p.Type().Underlying().(*types.Basic); !ok {
			return false // a function, perhaps
		}
	}
	return true
}
