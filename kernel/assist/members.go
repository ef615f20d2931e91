package assist

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/gopherbook/gopherbook/kernel/cell"
)

// member is a field or method, and how deep it is embedded.
type member struct {
	obj   types.Object
	depth int
}

// membersOf returns the fields and methods that can be selected from an
// expression in a cell, embedded ones included. From a type, these are its methods.
func membersOf(x types.TypeAndValue, in *types.Package) (all []member) {
	names := make(map[string]bool)
	memberNames(names, make(map[types.Type]bool), x.Type)
	for name := range names {
		obj, index, _ := types.LookupFieldOrMethod(x.Type, x.Addressable(), in, name)
		if obj == nil {
			continue // ambiguous, or of a pointer that is not to be had
		}
		if _, field := obj.(*types.Var); field && x.IsType() {
			continue
		}
		all = append(all, member{obj, len(index)})
	}
	return all
}

// memberNames collects the names of all fields and methods of a type and of
// what it embeds.
func memberNames(names map[string]bool, seen map[types.Type]bool, t types.Type) {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if seen[t] {
		return
	}
	seen[t] = true
	if named, ok := t.(*types.Named); ok {
		for m := range named.Origin().Methods() {
			names[m.Name()] = true
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			names[f.Name()] = true
			if f.Embedded() {
				memberNames(names, seen, f.Type())
			}
		}
	case *types.Interface:
		for m := range u.Methods() {
			names[m.Name()] = true
		}
	}
}

// wantsType tells whether a type is to stand where a path ends.
func wantsType(path []ast.Node) bool {
	if len(path) < 2 {
		return false
	}
	x := path[len(path)-1]
	switch parent := path[len(path)-2].(type) {
	case *ast.Field:
		return parent.Type == x
	case *ast.ValueSpec:
		return parent.Type == x
	case *ast.TypeSpec:
		return parent.Type == x
	case *ast.ArrayType:
		return parent.Elt == x
	case *ast.MapType:
		return parent.Key == x || parent.Value == x
	case *ast.ChanType:
		return parent.Value == x
	case *ast.Ellipsis:
		return parent.Elt == x
	}
	return false
}

// literalFields adds the fields that can be given where a path ends, if that is
// in the literal of a struct. It tells whether nothing else can stand there.
func literalFields(c *collector, d *cell.Draft, path []ast.Node) (only bool) {
	if len(path) < 3 {
		return false
	}
	var element ast.Node = path[len(path)-1]
	colon := ":"
	i := len(path) - 2
	if kv, ok := path[i].(*ast.KeyValueExpr); ok {
		if kv.Key != element {
			return false
		}
		element, colon, i = kv, "", i-1
	}
	lit, ok := path[i].(*ast.CompositeLit)
	if !ok || !slices.ContainsFunc(lit.Elts, func(e ast.Expr) bool { return e == element }) {
		return false
	}
	t := d.Info.Types[lit].Type
	if t == nil {
		return false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	u, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	given := make(map[string]bool)
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && e != element {
			if id, ok := kv.Key.(*ast.Ident); ok {
				given[id.Name] = true
			}
		} else if e != element {
			return false // the values have no names
		}
	}
	for f := range u.Fields() {
		if !given[f.Name()] && (f.Exported() || ofCells(f.Pkg())) {
			can := describe(f)
			can.Text += colon
			can.tier = fields
			c.add(can)
		}
	}
	return len(given) > 0 || colon == ""
}
