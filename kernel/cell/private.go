package cell

import (
	"go/types"
	"slices"
)

// privateTypes returns the types within t that source text cannot name: those
// unexported in an imported package, or local to a function, unless that is one
// of the package local.
func privateTypes(t types.Type, local *types.Package) (private []types.Type) {
	walk(t, func(t types.Type) bool {
		switch t := t.(type) {
		case *types.Alias:
			if isPrivate(t.Obj(), local) {
				return true
			}
			for arg := range t.TypeArgs().Types() {
				private = append(private, privateTypes(arg, local)...)
			}
			return false
		case *types.Named:
			if isPrivate(t.Obj(), local) {
				private = append(private, t)
				return false
			}
		}
		return true
	})
	return private
}

// isPrivate tells whether the name of a type means nothing, or something else,
// outside its package or function, unless that is one of the package local.
func isPrivate(obj *types.TypeName, local *types.Package) bool {
	switch p := obj.Pkg(); {
	case p == nil:
		return false
	case p.Path() == "main":
		return p != local && p.Scope().Lookup(obj.Name()) != obj
	}
	return !obj.Exported()
}

// indexOf returns the place of a type in a list, or -1.
func indexOf(list []types.Type, t types.Type) int {
	return slices.IndexFunc(list, func(u types.Type) bool { return types.Identical(t, u) })
}
