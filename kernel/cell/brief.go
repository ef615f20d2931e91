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
// constant, with nothing in its body but arithmetic. A hundred million turns take
// a tenth of a second, and a check in each of them would take a part of it.
func (e *emitter) brief(loop ast.Node) bool {
	switch n := loop.(type) {
	case *ast.RangeStmt:
		return e.briefRange(n.X) && e.quickBody(n.Body)
	case *ast.ForStmt:
		return e.counts(n) && e.quickBody(n.Body)
	}
	return false
}

func (e *emitter) quickBody(body *ast.BlockStmt) bool {
	return !contains(body, func(n ast.Node) bool { return !e.quick(n) })
}

func (e *emitter) briefRange(x ast.Expr) bool {
	switch t := e.info.TypeOf(x).Underlying().(type) {
	case *types.Slice, *types.Array, *types.Pointer: // to an array
		return !e.waits(x)
	case *types.Basic:
		if t.Info()&types.IsString != 0 {
			return !e.waits(x)
		}
		return e.fewAtMost(x)
	}
	return false
}

// counts tells whether a loop is like
//
//	for i := 0; i < len(x); i++
//
// and its body leaves i alone.
func (e *emitter) counts(loop *ast.ForStmt) bool {
	start, ok := loop.Init.(*ast.AssignStmt)
	if !ok || start.Tok != token.DEFINE || len(start.Lhs) != 1 || !e.fewAtMost(start.Rhs[0]) {
		return false
	}
	id, ok := start.Lhs[0].(*ast.Ident)
	if !ok {
		return false
	}
	i := e.info.Defs[id]
	if i == nil || !isInteger(i.Type()) { // a large float may be the same when 1 is added
		return false
	}
	is := func(x ast.Expr) bool {
		id, ok := ast.Unparen(x).(*ast.Ident)
		return ok && e.info.Uses[id] == i
	}
	until, ok := loop.Cond.(*ast.BinaryExpr)
	if !ok || until.Op != token.LSS || !is(until.X) || !e.fewAtMost(until.Y) && !e.isLength(until.Y) {
		return false
	}
	next, ok := loop.Post.(*ast.IncDecStmt)
	return ok && next.Tok == token.INC && is(next.X) && !contains(loop.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			return slices.ContainsFunc(n.Lhs, is)
		case *ast.IncDecStmt:
			return is(n.X)
		case *ast.UnaryExpr:
			return n.Op == token.AND && is(n.X)
		}
		return false
	})
}

// fewAtMost tells whether an expression is a constant number of turns that do not
// take long, and not negative.
func (e *emitter) fewAtMost(x ast.Expr) bool {
	value := e.info.Types[x].Value
	if value == nil {
		return false
	}
	n, exact := constant.Int64Val(constant.ToInt(value))
	return exact && n >= 0 && n <= 1e6
}

func isInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// isLength tells whether an expression is the length of a variable.
func (e *emitter) isLength(x ast.Expr) bool {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok || len(call.Args) != 1 || e.waits(call.Args[0]) {
		return false
	}
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok {
		return false
	}
	b, ok := e.info.Uses[id].(*types.Builtin)
	if !ok || b.Name() != "len" {
		return false
	}
	_, isMap := e.info.TypeOf(call.Args[0]).Underlying().(*types.Map)
	_, isChan := e.info.TypeOf(call.Args[0]).Underlying().(*types.Chan)
	return !isMap && !isChan
}

// quick tells whether a node, but for the nodes in it, takes no time to speak of.
func (e *emitter) quick(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BlockStmt, *ast.IncDecStmt, *ast.ExprStmt, *ast.EmptyStmt, *ast.IfStmt, *ast.SwitchStmt, *ast.CaseClause,
		*ast.Ident, *ast.BasicLit, *ast.ParenExpr, *ast.SelectorExpr, *ast.StarExpr, *ast.SliceExpr:
		return true
	case *ast.BranchStmt:
		return n.Tok != token.GOTO
	case *ast.AssignStmt:
		return n.Tok == token.ASSIGN || n.Tok == token.DEFINE || e.isNumber(n.Lhs[0])
	case *ast.UnaryExpr:
		return n.Op != token.ARROW && e.isNumber(n.X)
	case *ast.BinaryExpr:
		return e.isNumber(n.X)
	case *ast.IndexExpr:
		_, isMap := e.info.TypeOf(n.X).Underlying().(*types.Map)
		return !isMap
	case *ast.CallExpr:
		return e.quickCall(n)
	}
	return false
}

// quickCall is quick of a call: of a conversion between numbers, or a function
// of them.
func (e *emitter) quickCall(call *ast.CallExpr) bool {
	if e.info.Types[call.Fun].IsType() {
		return e.isNumber(call) && e.isNumber(call.Args[0])
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := e.info.Uses[id].(*types.Builtin); ok {
			switch b.Name() {
			case "len", "cap", "min", "max", "real", "imag", "complex":
				return true
			}
		}
	}
	f := e.callee(call)
	return f != nil && f.Pkg() != nil && f.Pkg().Path() == "math"
}

// isNumber tells whether an expression is a number or a truth value, whose size
// a word or two bound.
func (e *emitter) isNumber(x ast.Expr) bool {
	t := e.info.TypeOf(x)
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsNumeric|types.IsBoolean) != 0
}
