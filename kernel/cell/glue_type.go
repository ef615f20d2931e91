package cell

import (
	"go/types"
	"slices"

	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
)

// typ returns the place of a type in the program, from 1. It refuses types that
// the worker has no way to find: made by type arguments, by struct and interface
// types without a name, or with names that are not exported.
func (g *glue) typ(t types.Type) int {
	t = types.Unalias(t)
	if b, ok := t.(*types.Basic); ok {
		t = types.Default(b)
	}
	if i := indexOf(g.types, t); i >= 0 {
		return i + 1
	}
	d := g.describe(t) // adds those that t is made of
	g.types = append(g.types, t)
	g.program.Types = append(g.program.Types, d)
	return len(g.types)
}

func (g *glue) describe(t types.Type) tree.Type {
	switch t := t.(type) {
	case *types.Basic:
		if t.Info()&types.IsUntyped != 0 || t.Kind() == types.UnsafePointer || t.Kind() == types.Invalid {
			g.refuse("type " + t.String())
		}
		return tree.Type{Kind: tree.BasicType, Name: types.Typ[t.Kind()].Name()} // byte is uint8
	case *types.Named:
		return g.describeNamed(t)
	case *types.Pointer:
		return tree.Type{Kind: tree.PointerType, Elem: g.typ(t.Elem())}
	case *types.Slice:
		return tree.Type{Kind: tree.SliceType, Elem: g.typ(t.Elem())}
	case *types.Array:
		return tree.Type{Kind: tree.ArrayType, Elem: g.typ(t.Elem()), Len: int(t.Len())}
	case *types.Map:
		return tree.Type{Kind: tree.MapType, Key: g.typ(t.Key()), Elem: g.typ(t.Elem())}
	case *types.Signature:
		return tree.Type{Kind: tree.FuncType, In: g.typesOf(t.Params()), Out: g.typesOf(t.Results()), Variadic: t.Variadic()}
	case *types.Interface:
		if t.Empty() {
			return tree.Type{Kind: tree.BasicType, Name: "any"}
		}
	}
	g.refuse("type " + t.String())
	panic("unreachable")
}

func (g *glue) typesOf(tuple *types.Tuple) (places []int) {
	for v := range tuple.Variables() {
		places = append(places, g.typ(v.Type()))
	}
	return places
}

func (g *glue) describeNamed(t *types.Named) tree.Type {
	obj := t.Obj()
	pkg := obj.Pkg()
	switch {
	case t.TypeArgs().Len() > 0:
		g.refuse("type arguments")
	case pkg == nil: // error, or comparable
		return tree.Type{Kind: tree.BasicType, Name: obj.Name()}
	case pkg.Scope().Lookup(obj.Name()) != obj:
		g.refuse("a type of a function")
	case pkg.Path() == "main":
		u := g.s.units[pkg]
		if u == nil {
			g.refuse("a type of no unit")
		}
		return tree.Type{Kind: tree.NamedType, Path: u.Path, Name: obj.Name()}
	case !obj.Exported():
		g.refuse("type " + obj.Name())
	}
	g.usePackage(pkg.Path())
	return tree.Type{Kind: tree.NamedType, Path: pkg.Path(), Name: obj.Name()}
}

// converts notes that values of a type become values of another one, where that
// is an interface with methods. The worker has to have the conversion of
// compiled code; a cell that is compiled because it is missing brings it.
func (g *glue) converts(from, to types.Type) {
	i, ok := to.Underlying().(*types.Interface)
	b, basic := from.(*types.Basic)
	if !ok || i.Empty() || types.IsInterface(from) || basic && b.Kind() == types.UntypedNil {
		return
	}
	pair := tree.Conversion{From: g.typ(from), To: g.typ(to)}
	if slices.Contains(g.program.Conversions, pair) {
		return
	}
	g.program.Conversions = append(g.program.Conversions, pair)
	g.unit.conversions = append(g.unit.conversions, [2]types.Type{types.Default(from), to})
}

// isDirect tells whether an interface holds a value of the type itself and not
// its address.
func isDirect(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Chan, *types.Signature:
		return true
	case *types.Basic:
		return t.Kind() == types.UnsafePointer
	case *types.Struct:
		return t.NumFields() == 1 && isDirect(t.Field(0).Type())
	case *types.Array:
		return t.Len() == 1 && isDirect(t.Elem())
	}
	return false
}

// isLate tells whether the compiler reads a value that an interface is made of
// when it makes the interface; it makes a copy before where this is false.
func isLate(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Slice:
		return true
	case *types.Basic:
		switch t.Kind() {
		case types.Bool, types.Int8, types.Uint8, types.Complex128:
			return false
		}
		return true
	}
	return false
}
