package cell

import (
	"fmt"
	"go/types"
)

// structTable knows where the struct types without a name have their home. Two
// such types with unexported fields are the same only inside one package. So
// the first unit that writes one exports an alias for it, and every later unit
// writes that alias in its place.
type structTable struct {
	structs []homeStruct
	own     []homeStruct // those that the unit being made exports
}

// homeStruct is a struct type, its unit, and the name of the alias there.
type homeStruct struct {
	typ  *types.Struct
	unit *Unit
	name string
}

// find returns the entry of a type that an earlier unit exports.
func (s *structTable) find(t *types.Struct) *homeStruct {
	for i := range s.structs {
		if types.Identical(s.structs[i].typ, t) {
			return &s.structs[i]
		}
	}
	return nil
}

// unit returns the earlier unit in which a type has its home, or nil.
func (s *structTable) unit(t *types.Struct) *Unit {
	if h := s.find(t); h != nil {
		return h.unit
	}
	return nil
}

func (s *structTable) name(t *types.Struct) string { return s.find(t).name }

// add notes that the unit being made writes a type, and is its home if no
// earlier unit is.
func (s *structTable) add(t *types.Struct, u *Unit) {
	if !closed(t) || s.find(t) != nil {
		return
	}
	for _, h := range s.own {
		if types.Identical(h.typ, t) {
			return
		}
	}
	s.own = append(s.own, homeStruct{t, u, fmt.Sprintf("%sstruct%d", mark, len(s.own))})
}

// closed tells whether a struct type has unexported fields and no type parameters.
func closed(t *types.Struct) bool {
	unexported := false
	for f := range t.Fields() {
		unexported = unexported || !f.Exported()
		if hasTypeParams(f.Type()) {
			return false
		}
	}
	return unexported
}

// hasTypeParams tells whether a type mentions a type parameter.
func hasTypeParams(t types.Type) bool {
	found := false
	walk(t, func(t types.Type) bool {
		_, ok := t.(*types.TypeParam)
		found = found || ok
		return !found
	})
	return found
}
