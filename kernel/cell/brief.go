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
	return !e.waits(x) && (e.memoryBounds(x) || e.fewAtMost(x) || fewElements(e.info.TypeOf(x)))
}

// memoryBounds tells whether an expression is a slice or a string, which has no
// more elements than the memory holds.
func (e *emitter) memoryBounds(x ast.Expr) bool {
	switch t := e.info.TypeOf(x).Underlying().(type) {
	case *types.Slice:
		return words(t.Elem()) > 0
	case *types.Basic:
		return t.Info()&types.IsString != 0
	}
	return false
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

// few is a number of turns that takes a hundredth of a second or so, whatever
// they calculate.
const few = 1e6

// fewAtMost tells whether an expression is a constant number of turns that do not
// take long, and not negative.
func (e *emitter) fewAtMost(x ast.Expr) bool {
	value := e.info.Types[x].Value
	if value == nil || !e.isNumber(x) {
		return false
	}
	n, exact := constant.Int64Val(constant.ToInt(value))
	return exact && n >= 0 && n <= few
}

func isInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// isLength tells whether an expression is the length of a slice or a string that
// nothing has to compute.
func (e *emitter) isLength(x ast.Expr) bool {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok || e.builtin(call) != "len" {
		return false
	}
	return e.memoryBounds(call.Args[0]) && !contains(call.Args[0], func(n ast.Node) bool {
		_, computes := n.(*ast.CallExpr)
		return computes || !e.quick(n)
	})
}

// builtin returns the name of the builtin function that is called, or "".
func (e *emitter) builtin(call *ast.CallExpr) string {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := e.info.Uses[id].(*types.Builtin); ok {
			return b.Name()
		}
	}
	return ""
}

// quick tells whether a node, but for the nodes in it, takes no time to speak of.
func (e *emitter) quick(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BlockStmt, *ast.IncDecStmt, *ast.ExprStmt, *ast.EmptyStmt, *ast.IfStmt, *ast.CaseClause,
		*ast.Ident, *ast.BasicLit, *ast.ParenExpr, *ast.SelectorExpr, *ast.StarExpr, *ast.SliceExpr:
		return true
	case *ast.SwitchStmt:
		return n.Tag == nil || e.isNumber(n.Tag)
	case *ast.BranchStmt:
		return n.Tok != token.GOTO
	case *ast.AssignStmt:
		if n.Tok == token.ASSIGN || n.Tok == token.DEFINE {
			return !slices.ContainsFunc(n.Rhs, func(x ast.Expr) bool { return words(e.info.TypeOf(x)) > quickCopy })
		}
		return e.isNumber(n.Lhs[0])
	case *ast.UnaryExpr:
		return n.Op != token.ARROW && e.isNumber(n.X)
	case *ast.BinaryExpr:
		return e.isNumber(n.X)
	case *ast.IndexExpr:
		switch e.info.TypeOf(n.X).Underlying().(type) {
		case *types.Slice, *types.Array, *types.Pointer, *types.Basic:
			return true
		}
		return false
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
	switch e.builtin(call) {
	case "len", "cap", "real", "imag", "complex":
		return true
	case "min", "max":
		return e.isNumber(call)
	}
	f := e.callee(call)
	return f != nil && f.Pkg() != nil && f.Pkg().Path() == "math" && !slowMath[f.Name()]
}

// slowMath are the functions of package math whose time grows with their
// arguments.
var slowMath = map[string]bool{"Jn": true, "Yn": true, "Mod": true, "Remainder": true}

// quickCopy is how many words are copied in no time to speak of.
const quickCopy = 16

// words returns about how many words a value of a type takes: 0 for none, and
// many for one of a type parameter, which may be anything.
func words(t types.Type) int {
	const many = 1 << 20
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return 3
	case *types.Interface:
		if _, ok := types.Unalias(t).(*types.TypeParam); ok {
			return many
		}
		return 2
	case *types.Array:
		return min(many, int(min(many, u.Len()))*words(u.Elem()))
	case *types.Struct:
		n := 0
		for f := range u.Fields() {
			n += words(f.Type())
		}
		return min(many, n)
	case *types.Tuple:
		return many
	}
	return 2 // at most: a number, a string, a pointer
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
