package cell

import (
	"encoding/binary"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"math"
	"os"
	"runtime"

	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
)

// value returns the node of an expression with one value.
func (g *glue) value(e ast.Expr) *tree.Node {
	e = ast.Unparen(e)
	tv := g.info.Types[e]
	switch {
	case tv.Value != nil:
		return g.constant(tv)
	case tv.IsNil():
		return &tree.Node{Op: tree.Nil}
	case !tv.IsValue():
		g.refuse("no value")
	}
	switch e := e.(type) {
	case *ast.Ident:
		return g.object(g.info.Uses[e])
	case *ast.SelectorExpr:
		return g.selection(e)
	case *ast.IndexExpr:
		return g.index(e, "")
	case *ast.SliceExpr:
		return g.subset(e)
	case *ast.StarExpr:
		return g.deref(g.value(e.X), e.Star)
	case *ast.UnaryExpr:
		return g.unary(e)
	case *ast.BinaryExpr:
		return g.binary(e)
	case *ast.CallExpr:
		n := g.call(e)
		if tv := g.info.Types[e.Fun]; tv.IsType() && !g.isEarly(e) {
			return n
		}
		return g.first(n)
	case *ast.CompositeLit:
		return g.literal(e)
	case *ast.TypeAssertExpr:
		n := g.assertion(e, "")
		if isDirect(g.info.TypeOf(e)) {
			return n
		}
		return g.first(n)
	}
	g.refuse("this expression")
	return nil
}

// operand returns the node of an expression that is used as a value of a type.
func (g *glue) operand(e ast.Expr, as types.Type) *tree.Node {
	g.converts(g.info.TypeOf(e), as)
	return g.copied(e, as)
}

// copied returns the node of an expression that is used, or compared, as a value
// of a type.
func (g *glue) copied(e ast.Expr, as types.Type) *tree.Node {
	n := g.value(e)
	tv := g.info.Types[ast.Unparen(e)]
	if g.prelude == nil || tv.Value != nil || tv.IsNil() || !types.IsInterface(as) || types.IsInterface(tv.Type) || isLate(tv.Type) {
		return n
	}
	if !tv.Addressable() || n.Op == tree.Local {
		return g.first(n)
	}
	return n
}

func (g *glue) constant(tv types.TypeAndValue) *tree.Node {
	t := types.Default(tv.Type)
	b, ok := t.Underlying().(*types.Basic)
	if !ok {
		g.refuse("a constant of a type parameter")
	}
	word := func(text []byte, w uint64) []byte { return binary.BigEndian.AppendUint64(text, w) }
	float := func(text []byte, v constant.Value, single bool) []byte {
		f, _ := constant.Float64Val(constant.ToFloat(v))
		if single {
			f32, _ := constant.Float32Val(constant.ToFloat(v))
			f = float64(f32)
		}
		return word(text, math.Float64bits(f))
	}
	var text []byte
	switch info := b.Info(); {
	case info&types.IsBoolean != 0:
		text = []byte{0}
		if constant.BoolVal(tv.Value) {
			text[0] = 1
		}
	case info&types.IsString != 0:
		text = []byte(constant.StringVal(tv.Value))
	case info&types.IsUnsigned != 0:
		u, _ := constant.Uint64Val(constant.ToInt(tv.Value))
		text = word(nil, u)
	case info&types.IsInteger != 0:
		i, _ := constant.Int64Val(constant.ToInt(tv.Value))
		text = word(nil, uint64(i))
	case info&types.IsFloat != 0:
		text = float(nil, tv.Value, b.Kind() == types.Float32)
	case info&types.IsComplex != 0:
		z := constant.ToComplex(tv.Value)
		single := b.Kind() == types.Complex64
		text = float(float(nil, constant.Real(z), single), constant.Imag(z), single)
	default:
		g.refuse("a constant of type " + t.String())
	}
	return &tree.Node{Op: tree.Const, Type: g.typ(t), Text: text}
}

// object returns the node of what a name stands for.
func (g *glue) object(obj types.Object) *tree.Node {
	if slot, ok := g.slots[obj]; ok {
		return &tree.Node{Op: tree.Local, N: slot}
	}
	n := g.known[obj]
	if v, ok := obj.(*types.Var); ok && n == nil && v.Parent() == g.pkg.Scope() {
		n = g.unit.declare[v.Name()]
	}
	if f, ok := obj.(*types.Func); ok && f.Signature().TypeParams().Len() > 0 {
		g.refuse("a generic function")
	}
	if n != nil {
		return g.entity(n)
	}
	pkg := obj.Pkg()
	if pkg == nil || pkg.Path() == "main" || obj.Parent() != pkg.Scope() {
		g.refuse("the name " + obj.Name())
	}
	g.usePackage(pkg.Path())
	op := tree.Function
	if _, ok := obj.(*types.Var); ok {
		op = tree.Global
	}
	return &tree.Node{Op: op, N: g.symbol(pkg.Path(), obj.Name())}
}

// selection returns the node of x.f, where f is a field or x a package.
func (g *glue) selection(e *ast.SelectorExpr) *tree.Node {
	sel := g.info.Selections[e]
	if sel == nil {
		return g.object(g.info.Uses[e.Sel])
	}
	if sel.Kind() != types.FieldVal {
		g.refuse("a method that is not called")
	}
	n, _ := g.fields(e, sel.Index())
	return n
}

// fields returns the node of the field of e.X that a path leads to, and its type.
func (g *glue) fields(e *ast.SelectorExpr, path []int) (*tree.Node, types.Type) {
	n, t := g.value(e.X), g.info.TypeOf(e.X)
	for _, i := range path {
		st, pointer := structOf(t)
		if pointer {
			n = g.deref(n, e.X.End())
		}
		n = &tree.Node{Op: tree.Field, N: i, Args: []*tree.Node{n}}
		t = st.Field(i).Type()
	}
	return n, t
}

func (g *glue) deref(x *tree.Node, pos token.Pos) *tree.Node {
	return &tree.Node{Op: tree.Deref, Args: []*tree.Node{x}, Line: g.line(pos)}
}

// array returns a node for what is indexed or sliced: what it points to, if it
// points to an array.
func (g *glue) array(e ast.Expr, pos token.Pos) *tree.Node {
	n := g.value(e)
	if _, ok := g.info.TypeOf(e).Underlying().(*types.Pointer); ok {
		n = g.deref(n, pos)
	}
	return n
}

func (g *glue) index(e *ast.IndexExpr, form string) *tree.Node {
	t, ok := g.info.Types[e.X]
	if !ok || !t.IsValue() {
		g.refuse("type arguments")
	}
	n := &tree.Node{Op: tree.Index, Name: form, Line: g.line(e.Lbrack)}
	switch u := t.Type.Underlying().(type) {
	case *types.Map:
		n.Args = []*tree.Node{g.value(e.X), g.operand(e.Index, u.Key())}
	case *types.Slice, *types.Array, *types.Pointer, *types.Basic:
		n.Args = []*tree.Node{g.array(e.X, e.Lbrack), g.value(e.Index)}
	default:
		g.refuse("type arguments")
	}
	return n
}

func (g *glue) subset(e *ast.SliceExpr) *tree.Node {
	_, slice := g.info.TypeOf(e.X).Underlying().(*types.Slice)
	if e.Slice3 && !slice {
		g.refuse("the capacity of a slice of an array")
	}
	n := &tree.Node{Op: tree.Subset, Args: []*tree.Node{g.array(e.X, e.Lbrack)}, Line: g.line(e.Lbrack)}
	for _, bound := range []ast.Expr{e.Low, e.High, e.Max} {
		if bound == nil {
			n.Args = append(n.Args, nil)
			continue
		}
		n.Args = append(n.Args, g.value(bound))
	}
	return g.first(n)
}

func (g *glue) unary(e *ast.UnaryExpr) *tree.Node {
	switch e.Op {
	case token.AND:
		return &tree.Node{Op: tree.Addr, Type: g.typ(g.info.TypeOf(e)), Args: []*tree.Node{g.value(e.X)}}
	case token.ADD, token.SUB, token.XOR, token.NOT:
		return &tree.Node{Op: tree.Unary, Name: e.Op.String(), Args: []*tree.Node{g.value(e.X)}}
	}
	g.refuse("receiving")
	return nil
}

func (g *glue) binary(e *ast.BinaryExpr) *tree.Node {
	n := &tree.Node{Op: tree.Binary, Name: e.Op.String(), Line: g.line(e.OpPos)}
	switch e.Op {
	case token.LAND, token.LOR:
		return g.logical(e)
	case token.SHL, token.SHR:
		n.Op = tree.Shift
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		n.Op = tree.Compare
		n.Args = []*tree.Node{g.copied(e.X, g.info.TypeOf(e.Y)), g.copied(e.Y, g.info.TypeOf(e.X))}
		return n
	case token.ADD, token.SUB:
		if fuses(g.info, e.X) || fuses(g.info, e.Y) {
			g.refuse("a product that is added")
		}
	}
	n.Args = []*tree.Node{g.value(e.X), g.value(e.Y)}
	return n
}

// fuses tells whether the compiler may round x*y + z only once: some processors
// have an instruction for it.
func fuses(info *types.Info, x ast.Expr) bool {
	level := os.Getenv("GOAMD64")
	if runtime.GOARCH == "amd64" && (level == "" || level == "v1" || level == "v2") {
		return false
	}
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		b, ok := n.(*ast.BinaryExpr)
		if ok && b.Op == token.MUL && info.Types[b].Value == nil {
			t, _ := info.TypeOf(b).Underlying().(*types.Basic)
			found = found || t != nil && t.Info()&(types.IsFloat|types.IsComplex) != 0
		}
		return !found
	})
	return found
}

func (g *glue) assertion(e *ast.TypeAssertExpr, form string) *tree.Node {
	if e.Type == nil {
		g.refuse("a type switch")
	}
	return &tree.Node{Op: tree.Assert, Name: form, Type: g.typ(g.info.TypeOf(e.Type)), Args: []*tree.Node{g.value(e.X)}, Line: g.line(e.X.End())}
}

// literal returns the node of a composite literal.
func (g *glue) literal(e *ast.CompositeLit) *tree.Node {
	t := g.info.TypeOf(e)
	if p, ok := t.Underlying().(*types.Pointer); ok { // &T left out
		return &tree.Node{Op: tree.Addr, Type: g.typ(t), Args: []*tree.Node{g.literalOf(e, p.Elem())}}
	}
	return g.literalOf(e, t)
}

func (g *glue) literalOf(e *ast.CompositeLit, t types.Type) *tree.Node {
	n := &tree.Node{Type: g.typ(t)}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		n.Op = tree.StructLit
		for i, elt := range e.Elts {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				elt = kv.Value
				i = fieldIndex(u, kv.Key.(*ast.Ident).Name)
			}
			n.Args = append(n.Args, g.element(i, elt, u.Field(i).Type()))
		}
	case *types.Slice:
		g.elements(n, e.Elts, u.Elem())
	case *types.Array:
		g.elements(n, e.Elts, u.Elem())
		n.N = int(u.Len())
	case *types.Map:
		if g.mustOrder(e.Elts, true) {
			g.refuse("calls in a map literal")
		}
		n.Op, n.Line = tree.MapLit, g.line(e.Lbrace)
		for _, elt := range e.Elts {
			kv := elt.(*ast.KeyValueExpr)
			n.Args = append(n.Args, g.operand(kv.Key, u.Key()), g.operand(kv.Value, u.Elem()))
		}
		return g.first(n)
	}
	return n
}

func fieldIndex(st *types.Struct, name string) int {
	for i := range st.NumFields() {
		if st.Field(i).Name() == name {
			return i
		}
	}
	return -1
}

func (g *glue) elements(n *tree.Node, elts []ast.Expr, t types.Type) {
	n.Op = tree.ElementLit
	i := 0
	for _, elt := range elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			at, _ := constant.Int64Val(constant.ToInt(g.info.Types[kv.Key].Value))
			i, elt = int(at), kv.Value
		}
		n.Args = append(n.Args, g.element(i, elt, t))
		i++
		n.N = max(n.N, i)
	}
	if n.N > 1<<16 { // the compiler knows what is too much
		g.refuse("a literal with many elements")
	}
}

func (g *glue) element(i int, e ast.Expr, t types.Type) *tree.Node {
	return &tree.Node{Op: tree.Element, N: i, Args: []*tree.Node{g.operand(e, t)}}
}
