package cell

import "go/types"

// walk calls visit for a type and, where that returns true, for the types that
// it is written with: elements, fields, parameters, type arguments, what an alias
// stands for. Named types are not looked into.
func walk(t types.Type, visit func(types.Type) bool) {
	seen := make(map[types.Type]bool)
	var step func(t types.Type)
	list := func(args *types.TypeList) {
		for t := range args.Types() {
			step(t)
		}
	}
	step = func(t types.Type) {
		if t == nil || seen[t] {
			return
		}
		seen[t] = true
		if !visit(t) {
			return
		}
		switch t := t.(type) {
		case *types.Alias:
			list(t.TypeArgs())
			step(types.Unalias(t))
		case *types.Named:
			list(t.TypeArgs())
		case *types.Pointer:
			step(t.Elem())
		case *types.Slice:
			step(t.Elem())
		case *types.Array:
			step(t.Elem())
		case *types.Chan:
			step(t.Elem())
		case *types.Map:
			step(t.Key())
			step(t.Elem())
		case *types.Tuple:
			for v := range t.Variables() {
				step(v.Type())
			}
		case *types.Signature:
			step(t.Params())
			step(t.Results())
		case *types.Struct:
			for f := range t.Fields() {
				step(f.Type())
			}
		case *types.Interface:
			for m := range t.ExplicitMethods() {
				step(m.Type())
			}
			for e := range t.EmbeddedTypes() {
				step(e)
			}
		case *types.Union:
			for term := range t.Terms() {
				step(term.Type())
			}
		}
	}
	step(t)
}
