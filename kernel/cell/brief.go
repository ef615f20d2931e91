package cell

import (
	"go/ast"
	"go/token"
	"go/types"
)

// brief tells whether a loop ends soon by itself, so that it needs no check: a
// loop over a slice, an array or a string, with nothing in its body but
// arithmetic. A hundred million turns take a tenth of a second, and a check in
// each of them would take a part of it.
func (e *emitter) brief(loop ast.Node) bool {
	n, ok := loop.(*ast.RangeStmt)
	if !ok {
		return false
	}
	switch t := e.info.TypeOf(n.X).Underlying().(type) {
	case *types.Slice, *types.Array, *types.Pointer: // to an array
	case *types.Basic:
		if t.Info()&types.IsString == 0 {
			return false
		}
	default:
		return false
	}
	return !e.waits(n.X) && !contains(n.Body, func(n ast.Node) bool { return !e.quick(n) })
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
