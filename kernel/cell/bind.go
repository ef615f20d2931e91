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
			symbol(name, "Var", fmt.Sprintf("(%s{}).%s%s()", mark, mark, name))
		case *types.Func:
			if obj.Signature().TypeParams().Len() == 0 {
				symbol(name, "Func", localName(obj))
			}
		case *types.TypeName:
			if typeParamsOf(obj).Len() == 0 && !isConstraint(obj.Type()) {
				symbol(name, "Type", "(*"+name+")(nil)")
				for _, of := range []string{"[]", "[]*", "map[string]"} { // what is often made of a type
					symbol("", "Type", "(*"+of+name+")(nil)")
				}
			}
		}
	}
	e.b.WriteString(") }\n")
}

// isConstraint tells whether variables cannot be of a type.
func isConstraint(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && !i.IsMethodSet()
}

// addressOfVar returns the name of a variable of the package that holds the
// address of one declared by a cell that was not compiled.
func (e *emitter) addressOfVar(n *entity) string {
	name := hidden + n.unit.Path + hidden + n.name // plugins list exported variables
	if _, ok := e.addresses[name]; ok {
		return name
	}
	e.addresses[name] = ""
	text, err := e.write(n.obj.Type())
	if err != nil {
		e.fail(n.obj.Pos(), err.Error())
	}
	rt := e.useImport(RuntimePath, "rt")
	e.addresses[name] = fmt.Sprintf("(*%s)(%s.Address(%q, %q))", text, rt, n.unit.Path, n.name)
	return name
}

// writeAddresses declares the variables that addressOfVar has named.
func (e *emitter) writeAddresses() {
	for _, name := range sortedKeys(e.addresses) {
		fmt.Fprintf(&e.b, "var %s = %s\n", name, e.addresses[name])
	}
}
