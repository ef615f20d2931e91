package cell

import (
	"fmt"
	"go/types"
)

// writeBindings makes the unit's names known to the worker, for cells that run
// without being compiled. What has type parameters cannot be.
func (e *emitter) writeBindings() {
	rt := e.useImport(RuntimePath, "rt")
	fmt.Fprintf(&e.b, "func init() { %s.Bind(%q", rt, e.unit.Path)
	symbol := func(name, kind, value string) {
		fmt.Fprintf(&e.b, ", %s.Symbol{Name: %q, Kind: %s.%s, Value: %s}", rt, name, rt, kind, value)
	}
	for _, name := range sortedKeys(e.unit.declare) {
		n := e.unit.declare[name]
		if n.unit != e.unit {
			continue
		}
		switch obj := n.obj.(type) {
		case *types.Var:
			address := "&" + localName(obj)
			if e.known[obj] == n { // it lies where it did
				address = fmt.Sprintf("(%s{}).%s()", mark, exportName(name))
			}
			symbol(name, "Var", address)
		case *types.Func:
			if obj.Signature().TypeParams().Len() == 0 {
				symbol(name, "Func", localName(obj))
			}
		case *types.TypeName:
			if typeParamsOf(obj).Len() == 0 && !isConstraint(obj.Type()) {
				symbol(name, "Type", "(*"+localName(obj)+")(nil)")
				for _, of := range []string{"[]", "[]*", "map[string]"} { // what is often made of a type
					symbol("", "Type", "(*"+of+localName(obj)+")(nil)")
				}
			}
		}
	}
	for _, c := range append(e.unit.conversions, e.ownConversions()...) {
		from, err1 := e.write(c[0])
		to, err2 := e.write(c[1])
		if err1 == nil && err2 == nil {
			symbol("", "Conversion", fmt.Sprintf("func() %s { return *new(%s) }", to, from))
		}
	}
	e.b.WriteString(") }\n")
}

// ownConversions returns the types of the unit, and pointers to them, with the
// interfaces of the unit that they have the methods of, and error.
func (e *emitter) ownConversions() (pairs [][2]types.Type) {
	interfaces := []types.Type{types.Universe.Lookup("error").Type()}
	var concrete []types.Type
	for _, name := range sortedKeys(e.unit.declare) {
		n := e.unit.declare[name]
		obj, ok := n.obj.(*types.TypeName)
		if !ok || n.unit != e.unit || obj.IsAlias() || typeParamsOf(obj).Len() > 0 {
			continue
		}
		if !types.IsInterface(obj.Type()) {
			concrete = append(concrete, obj.Type(), types.NewPointer(obj.Type()))
		} else if i := obj.Type().Underlying().(*types.Interface); i.IsMethodSet() && !i.Empty() {
			interfaces = append(interfaces, obj.Type())
		}
	}
	for _, t := range concrete {
		for _, i := range interfaces {
			if types.Implements(t, i.Underlying().(*types.Interface)) {
				pairs = append(pairs, [2]types.Type{t, i})
			}
		}
	}
	return pairs
}

// isConstraint tells whether variables cannot be of a type.
func isConstraint(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && !i.IsMethodSet()
}

// addressOfVar returns the name of a variable of the package that holds the
// address of one that an earlier cell has declared.
func (e *emitter) addressOfVar(n *entity) string {
	name := hidden + n.unit.Path + hidden + n.name // plugins list exported variables
	if _, ok := e.addresses[name]; ok {
		return name
	}
	e.addresses[name] = ""
	rt := e.useImport(RuntimePath, "rt")
	text, err := e.write(n.obj.Type())
	if err == nil {
		e.addresses[name] = fmt.Sprintf("(*%s)(%s.Address(%q, %q))", text, rt, n.unit.Path, n.name)
	} else if like, ok := e.like(n.obj.Type()); ok {
		e.addresses[name] = fmt.Sprintf("%s.AddressLike(%s, %q, %q)", rt, like, n.unit.Path, n.name)
	} else {
		e.fail(n.obj.Pos(), err.Error())
	}
	return name
}

// writeAddresses declares the variables that addressOfVar has named.
func (e *emitter) writeAddresses() {
	for _, name := range sortedKeys(e.addresses) {
		fmt.Fprintf(&e.b, "var %s = %s\n", name, e.addresses[name])
	}
}
