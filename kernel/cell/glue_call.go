package cell

import (
	"go/ast"
	"go/types"

	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
)

// call returns the node of a call, a conversion, or a call of a function of the
// language. It may have any number of values.
func (g *glue) call(e *ast.CallExpr) *tree.Node {
	switch tv := g.info.Types[e.Fun]; {
	case tv.IsType():
		return g.conversion(e)
	case tv.IsBuiltin():
		return g.builtin(e)
	}
	sig, ok := g.info.TypeOf(e.Fun).Underlying().(*types.Signature)
	if !ok {
		g.refuse("this call")
	}
	n := &tree.Node{Op: tree.Call, Args: []*tree.Node{g.called(e.Fun)}, Line: g.line(e.Lparen)}
	if len(e.Args) == 1 {
		if results, several := g.info.TypeOf(e.Args[0]).(*types.Tuple); several {
			for i := range results.Len() {
				g.converts(results.At(i).Type(), parameter(sig, i, false))
			}
			n.Op = tree.CallMany
			n.Args = append(n.Args, g.call(ast.Unparen(e.Args[0]).(*ast.CallExpr)))
			return n
		}
	}
	if e.Ellipsis.IsValid() {
		n.Name = "..."
	}
	for i, arg := range e.Args {
		n.Args = append(n.Args, g.operand(arg, parameter(sig, i, n.Name == "...")))
	}
	return n
}

// parameter returns the type that an argument is converted to.
func parameter(sig *types.Signature, i int, spread bool) types.Type {
	last := sig.Params().Len() - 1
	if !sig.Variadic() || i < last || spread {
		return sig.Params().At(i).Type()
	}
	return sig.Params().At(last).Type().(*types.Slice).Elem()
}

// called returns the node of the function that a call calls.
func (g *glue) called(fun ast.Expr) *tree.Node {
	fun = ast.Unparen(fun)
	e, ok := fun.(*ast.SelectorExpr)
	if !ok || g.info.Selections[e] == nil || g.info.Selections[e].Kind() != types.MethodVal {
		return g.value(fun)
	}
	sel := g.info.Selections[e]
	path := sel.Index()
	x, t := g.fields(e, path[:len(path)-1])
	m := sel.Obj().(*types.Func)
	_, isPointer := types.Unalias(t).Underlying().(*types.Pointer)
	_, wantsPointer := types.Unalias(m.Signature().Recv().Type()).(*types.Pointer)
	switch {
	case types.IsInterface(t):
	case wantsPointer && !isPointer:
		x = &tree.Node{Op: tree.Addr, Args: []*tree.Node{x}}
	case !wantsPointer && isPointer:
		x = g.deref(x, e.X.End())
	}
	name := m.Name()
	if !m.Exported() {
		if m.Pkg() == nil || m.Pkg().Path() != "main" {
			g.refuse("method " + name)
		}
		name = mark + name
	}
	return &tree.Node{Op: tree.Method, Name: name, Args: []*tree.Node{x}}
}

// conversion returns the node of T(x).
func (g *glue) conversion(e *ast.CallExpr) *tree.Node {
	to, from := g.info.TypeOf(e.Fun), g.info.TypeOf(e.Args[0])
	if !convertible(to.Underlying(), from.Underlying()) && !types.Identical(to, from) {
		g.refuse("this conversion")
	}
	return &tree.Node{Op: tree.Convert, Type: g.typ(to), Args: []*tree.Node{g.operand(e.Args[0], to)}, Line: g.line(e.Lparen)}
}

// convertible tells whether the evaluator converts between types as compiled code does.
func convertible(to, from types.Type) bool {
	switch to := to.(type) {
	case *types.Interface:
		return true
	case *types.Basic:
		_, ok := from.(*types.Basic)
		return to.Kind() != types.UnsafePointer && (ok && from.(*types.Basic).Kind() != types.UnsafePointer || to.Info()&types.IsString != 0)
	case *types.Slice:
		if b, ok := from.(*types.Basic); ok {
			return b.Info()&types.IsString != 0 || b.Kind() == types.UntypedNil
		}
		return types.Identical(to, from)
	case *types.Map, *types.Signature, *types.Pointer:
		b, ok := from.(*types.Basic)
		return ok && b.Kind() == types.UntypedNil || types.Identical(to, from)
	}
	return false
}

// isEarly tells whether the compiler makes a call of a conversion.
func (g *glue) isEarly(e *ast.CallExpr) bool {
	_, slice := g.info.TypeOf(e.Fun).Underlying().(*types.Slice)
	_, basic := g.info.TypeOf(e.Args[0]).Underlying().(*types.Basic)
	return slice && basic
}

// builtin returns the node of a call of a function of the language.
func (g *glue) builtin(e *ast.CallExpr) *tree.Node {
	name := ""
	if id, ok := ast.Unparen(e.Fun).(*ast.Ident); ok {
		name = id.Name
	}
	n := &tree.Node{Op: tree.Builtin, Name: name, Line: g.line(e.Lparen)}
	t := g.info.TypeOf(e)
	as := anyType.Underlying() // what the arguments are converted to
	args := e.Args
	switch name {
	case "len", "cap":
		switch g.info.TypeOf(e.Args[0]).Underlying().(type) {
		case *types.Basic, *types.Slice, *types.Map, *types.Chan, *types.Array:
		default:
			g.refuse(name + " of a pointer")
		}
		as = nil
	case "append":
		return g.appendCall(e, n, t)
	case "new":
		n.Type, as = g.typ(t), t.Underlying().(*types.Pointer).Elem()
		if g.info.Types[e.Args[0]].IsType() {
			args = nil
		}
	case "make":
		n.Type, as, args = g.typ(t), nil, e.Args[1:]
	case "delete":
		m := g.info.TypeOf(e.Args[0]).Underlying().(*types.Map)
		n.Args = []*tree.Node{g.value(e.Args[0]), g.operand(e.Args[1], m.Key())}
		return n
	case "complex", "real", "imag":
		n.Type, as = g.typ(t), nil
	case "panic":
	case "copy", "clear", "close", "min", "max":
		as = nil
	default:
		g.refuse("the function " + name)
	}
	for _, arg := range args {
		if as == nil {
			n.Args = append(n.Args, g.value(arg))
		} else {
			n.Args = append(n.Args, g.operand(arg, as))
		}
	}
	return n
}

func (g *glue) appendCall(e *ast.CallExpr, n *tree.Node, t types.Type) *tree.Node {
	n.Type = g.typ(t)
	elem := t.Underlying().(*types.Slice).Elem()
	n.Args = []*tree.Node{g.value(e.Args[0])}
	for _, arg := range e.Args[1:] {
		if e.Ellipsis.IsValid() {
			n.Name = "append..."
			n.Args = append(n.Args, g.value(arg))
			continue
		}
		n.Args = append(n.Args, g.operand(arg, elem))
	}
	return n
}
