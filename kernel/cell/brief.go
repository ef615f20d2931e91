package cell

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
)

// brief tells whether a loop ends soon by itself, so that it needs no check: one
// over a slice, an array or a string, or that counts up to a length or a small
// constant, with nothing in its body but some arithmetic. A hundred million turns
// of a sum take a tenth of a second, and a check in each of them would take a part
// of it.
func (e *emitter) brief(loop ast.Node) bool {
	switch n := loop.(type) {
	case *ast.RangeStmt:
		return !e.waits(n.X) && e.cost(n.Body) <= e.affordable(n.X)
	case *ast.ForStmt:
		bound := e.bound(n)
		return bound != nil && e.cost(n.Body) <= e.affordable(bound)
	}
	return false
}

const (
	perByte = 2    // what may be spent on a byte of memory: a second on a gigabyte
	few     = 1e6  // turns
	perTurn = 1000 // at most: half a second for a few
)

// affordable returns how much a turn of a loop over x, or of one that counts up to
// its length, may cost: -1 if nothing bounds the turns. The memory bounds those
// over its elements.
func (e *emitter) affordable(x ast.Expr) int {
	t := e.info.TypeOf(x)
	if s, ok := t.Underlying().(*types.Slice); ok {
		if bytes, known := size(s.Elem()); known && bytes > 0 {
			return min(perTurn, perByte*bytes)
		}
	}
	if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsString != 0 {
		return perByte
	}
	if e.fewAtMost(x) || fewElements(t) {
		return perTurn
	}
	return -1
}

// fewElements tells whether a type is an array, or a pointer to one, that is not
// long. There need not be memory for it: a loop may only count.
func fewElements(t types.Type) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	a, ok := t.Underlying().(*types.Array)
	return ok && a.Len() <= few
}

// fewAtMost tells whether an expression is a constant number of turns that are
// few, and not negative.
func (e *emitter) fewAtMost(x ast.Expr) bool {
	value := e.info.Types[x].Value
	if value == nil || !e.isNumber(x) {
		return false
	}
	n, exact := constant.Int64Val(constant.ToInt(value))
	return exact && n >= 0 && n <= few
}

// bound returns what bounds a loop like
//
//	for i := 0; i < len(x); i++
//
// whose body leaves i alone: here x, or a constant. It returns nil for others.
func (e *emitter) bound(loop *ast.ForStmt) ast.Expr {
	start, ok := loop.Init.(*ast.AssignStmt)
	if !ok || start.Tok != token.DEFINE || len(start.Lhs) != 1 || !e.fewAtMost(start.Rhs[0]) {
		return nil
	}
	id, ok := start.Lhs[0].(*ast.Ident)
	if !ok {
		return nil
	}
	i := e.info.Defs[id]
	if i == nil || !isInteger(i.Type()) { // a large float may be the same when 1 is added
		return nil
	}
	is := func(x ast.Expr) bool {
		id, ok := ast.Unparen(x).(*ast.Ident)
		return ok && e.info.Uses[id] == i
	}
	until, ok := loop.Cond.(*ast.BinaryExpr)
	if !ok || until.Op != token.LSS || !is(until.X) {
		return nil
	}
	next, ok := loop.Post.(*ast.IncDecStmt)
	if !ok || next.Tok != token.INC || !is(next.X) || contains(loop.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			return slices.ContainsFunc(n.Lhs, is)
		case *ast.IncDecStmt:
			return is(n.X)
		case *ast.UnaryExpr:
			return n.Op == token.AND && is(n.X)
		}
		return false
	}) {
		return nil
	}
	if x := e.argumentOfLen(until.Y); x != nil {
		return x
	}
	if e.fewAtMost(until.Y) {
		return until.Y
	}
	return nil
}

// argumentOfLen returns the x of len(x), if nothing has to compute x.
func (e *emitter) argumentOfLen(length ast.Expr) ast.Expr {
	call, ok := ast.Unparen(length).(*ast.CallExpr)
	if !ok || e.builtin(call) != "len" {
		return nil
	}
	x := call.Args[0]
	computes := func(n ast.Node) bool { _, ok := n.(*ast.CallExpr); return ok }
	if contains(x, computes) || e.cost(x) > perByte {
		return nil
	}
	return x
}

func isInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}
