package cell

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
)

// witness is a value that a package exports whose type tells of a private type,
// as binary.LittleEndian does of its own, or a function New() *client of client.
// The compiler can infer the private type from it. So a variable of a private
// type, say []client, is declared with the help of a generic function,
//
//	func like0[T0 any](func() *T0) (_ *[]T0) { return }
//	var x = rt.Zero(like0(pkg.New))
//
// and is reached from later cells in the same way.
type witness struct {
	private types.Type
	typ     types.Type // that of the value

	pkg           *types.Package
	before, after string // the expression is these around the package's name
}

// witnesses returns what tells of the private types within t, or nil if that
// does not do to declare variables of type t.
func (c *checked) witnesses(u *Unit, t types.Type) (ws []*witness) {
	for _, p := range privateTypes(t, nil) {
		w := c.witness(u, p)
		if w == nil || !canBeParams(w.typ) {
			return nil
		}
		ws = append(ws, w)
	}
	if !canBeParams(t) {
		return nil
	}
	return ws
}

// witness looks for what tells of a private type: among what has served before,
// in the type's package, and in those that the cell imports.
func (c *checked) witness(u *Unit, private types.Type) *witness {
	for _, w := range append(slices.Clip(c.s.witnesses), u.witnesses...) {
		if types.Identical(w.private, private) {
			return w
		}
	}
	home := private.(*types.Named).Obj().Pkg()
	if home.Path() == "main" {
		return nil
	}
	for _, pkg := range append([]*types.Package{home}, c.pkg.Imports()...) {
		for _, w := range exported(pkg) {
			if indexOf(privateTypes(w.typ, nil), private) >= 0 {
				w.private = private
				u.witnesses = append(u.witnesses, w)
				return w
			}
		}
	}
	return nil
}

// exported returns the values that a package exports, the methods and the fields
// of its types among them.
func exported(pkg *types.Package) (ws []*witness) {
	for _, name := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(name)
		if !obj.Exported() {
			continue
		}
		switch obj := obj.(type) {
		case *types.TypeName:
			if t, ok := obj.Type().(*types.Named); ok && t.TypeParams().Len() == 0 {
				ws = append(ws, members(t)...)
			}
		case *types.Func:
			if obj.Signature().TypeParams().Len() == 0 {
				ws = append(ws, &witness{typ: obj.Type(), pkg: pkg, after: "." + name})
			}
		case *types.Var, *types.Const:
			ws = append(ws, &witness{typ: obj.Type(), pkg: pkg, after: "." + name})
		}
	}
	return ws
}

// members returns the methods of a type, as functions, and the fields.
func members(t *types.Named) (ws []*witness) {
	pkg, name := t.Obj().Pkg(), t.Obj().Name()
	var recv types.Type = types.NewPointer(t)
	before, after := "(*", "."+name+")."
	if types.IsInterface(t) {
		recv, before, after = t, "", "."+name+"."
	}
	methods := types.NewMethodSet(recv)
	for i := range methods.Len() {
		m := methods.At(i).Obj().(*types.Func)
		if !m.Exported() {
			continue
		}
		params := []*types.Var{types.NewParam(0, nil, "", recv)}
		for v := range m.Signature().Params().Variables() {
			params = append(params, v)
		}
		typ := types.NewSignatureType(nil, nil, nil, types.NewTuple(params...), m.Signature().Results(), m.Signature().Variadic())
		ws = append(ws, &witness{typ: typ, pkg: pkg, before: before, after: after + m.Name()})
	}
	if st, ok := t.Underlying().(*types.Struct); ok {
		for f := range st.Fields() {
			if f.Exported() {
				ws = append(ws, &witness{typ: f.Type(), pkg: pkg, before: "new(", after: "." + name + ")." + f.Name()})
			}
		}
	}
	return ws
}

// like returns an expression of the type *t whose value is nil, where t has no
// text. It tells whether there is one.
func (e *emitter) like(t types.Type) (text string, ok bool) {
	ws := e.witnesses(e.unit, t)
	if ws == nil {
		return "", false
	}
	defer func() { e.params = nil }()
	for _, w := range ws {
		for _, p := range privateTypes(w.typ, nil) {
			if e.param(p) == "" {
				e.params = append(e.params, p)
			}
		}
	}
	var params, witnesses, values []string
	for _, p := range e.params {
		constraint := "any"
		if types.Comparable(p) {
			constraint = "comparable"
		}
		params = append(params, e.param(p)+" "+e.predeclared(constraint))
	}
	for _, w := range ws {
		text, err := e.write(w.typ)
		if err != nil {
			return "", false
		}
		witnesses = append(witnesses, text)
		values = append(values, w.before+e.useImport(w.pkg.Path(), w.pkg.Name())+w.after)
	}
	text, err := e.write(t)
	if err != nil {
		return "", false
	}
	name := fmt.Sprintf("%slike%d", hidden, len(e.likes))
	e.likes = append(e.likes, fmt.Sprintf("func %s[%s](%s) (_ *%s) { return }\n",
		name, strings.Join(params, ", "), strings.Join(witnesses, ", "), text))
	return name + "(" + strings.Join(values, ", ") + ")", true
}

// param returns the name of the type parameter that stands for a private type.
func (w *typeWriter) param(private types.Type) string {
	if i := indexOf(w.params, private); i >= 0 {
		return fmt.Sprintf("%s%d", mark, i)
	}
	return ""
}

// canBeParams tells whether type parameters can stand for the private types
// within t: not where they are the arguments of a constraint.
func canBeParams(t types.Type) bool {
	can := true
	walk(t, func(t types.Type) bool {
		named, ok := t.(*types.Named)
		if !ok || named.TypeArgs().Len() == 0 || isPrivate(named.Obj(), nil) {
			return can
		}
		for i := range named.TypeArgs().Len() {
			constraint := named.TypeParams().At(i).Constraint().Underlying().(*types.Interface)
			if privateTypes(named.TypeArgs().At(i), nil) != nil && !constraint.Empty() {
				can = false
			}
		}
		return can
	})
	return can
}
