package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"runtime"
)

// unbounded is the cost of what may take any time.
const unbounded = 1 << 30

// cost estimates how long a part of a program takes at most, in additions, of
// which a processor does some two in a nanosecond: unbounded for all but
// arithmetic with what is at hand.
func (e *emitter) cost(root ast.Node) (sum int) {
	ast.Inspect(root, func(n ast.Node) bool {
		if n != nil && sum < unbounded {
			sum += e.ownCost(n)
		}
		return sum < unbounded
	})
	return sum
}

// ownCost is the cost of a node without the nodes in it.
func (e *emitter) ownCost(n ast.Node) int {
	switch n := n.(type) {
	case *ast.BlockStmt, *ast.ExprStmt, *ast.EmptyStmt, *ast.CaseClause, *ast.Ident, *ast.BasicLit, *ast.ParenExpr:
		return 0
	case *ast.IncDecStmt, *ast.IfStmt, *ast.StarExpr, *ast.SliceExpr:
		return 1
	case *ast.SelectorExpr:
		if s := e.info.Selections[n]; s == nil || s.Kind() == types.FieldVal {
			return 0
		}
	case *ast.SwitchStmt:
		if n.Tag == nil || e.isNumber(n.Tag) {
			return len(n.Body.List)
		}
	case *ast.BranchStmt:
		if n.Tok != token.GOTO {
			return 0
		}
	case *ast.AssignStmt:
		return e.assignment(n)
	case *ast.UnaryExpr:
		if n.Op != token.ARROW && e.isNumber(n.X) {
			return 1
		}
	case *ast.BinaryExpr:
		if e.isNumber(n.X) {
			return operation(n.Op)
		}
	case *ast.IndexExpr:
		switch e.info.TypeOf(n.X).Underlying().(type) {
		case *types.Slice, *types.Array, *types.Pointer, *types.Basic:
			return 1
		}
	case *ast.CallExpr:
		return e.call(n)
	}
	return unbounded
}

func (e *emitter) assignment(n *ast.AssignStmt) int {
	if n.Tok != token.ASSIGN && n.Tok != token.DEFINE {
		if e.isNumber(n.Lhs[0]) {
			return operation(n.Tok)
		}
		return unbounded
	}
	words := 0
	for _, x := range n.Rhs {
		bytes, known := size(e.info.TypeOf(x))
		if !known {
			return unbounded
		}
		words += (bytes + 7) / 8
	}
	return words
}

func operation(op token.Token) int {
	switch op {
	case token.QUO, token.REM, token.QUO_ASSIGN, token.REM_ASSIGN:
		return 8
	}
	return 1
}

// call is the cost of a conversion between numbers, or of a function of them.
func (e *emitter) call(n *ast.CallExpr) int {
	if e.info.Types[n.Fun].IsType() {
		if e.isNumber(n) && e.isNumber(n.Args[0]) {
			return 1
		}
		return unbounded
	}
	switch e.builtin(n) {
	case "len", "cap", "real", "imag", "complex":
		return 1
	case "min", "max":
		if e.isNumber(n) {
			return len(n.Args)
		}
	}
	f := e.callee(n)
	if f == nil || f.Pkg() == nil || f.Pkg().Path() != "math" {
		return unbounded
	}
	switch f.Name() {
	case "Abs", "Copysign", "Float32bits", "Float32frombits", "Float64bits", "Float64frombits", "Inf", "IsInf", "IsNaN", "NaN", "Signbit":
		return 2
	case "Ceil", "FMA", "Floor", "Max", "Min", "RoundToEven", "Sqrt", "Trunc":
		return 8
	case "Jn", "Yn", "Mod", "Remainder": // it grows with their arguments
		return unbounded
	}
	return 100
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

var sizes = types.SizesFor("gc", runtime.GOARCH)

// size returns how many bytes a value of a type takes, at most a gigabyte or so.
// That of a type parameter is not known.
func size(t types.Type) (bytes int, known bool) {
	const most = 1 << 30
	if _, ok := types.Unalias(t).(*types.TypeParam); ok || t == nil {
		return 0, false
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsUntyped != 0 {
			return 16, true // at most
		}
	case *types.Tuple:
		return 0, false
	case *types.Array:
		bytes, known = size(u.Elem())
		return min(most, int(min(most, u.Len()))*bytes), known
	case *types.Struct:
		for f := range u.Fields() {
			b, ok := size(f.Type())
			if !ok {
				return 0, false
			}
			bytes = min(most, bytes+b)
		}
		return bytes, true
	}
	return int(sizes.Sizeof(t)), true
}
