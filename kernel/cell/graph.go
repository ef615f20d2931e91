package cell

import (
	"go/types"
	"maps"
	"slices"
	"sync/atomic"
)

// Packages gives a session the packages that its cells may import.
type Packages interface {
	// Import returns the types of the package with an import path.
	Import(path string) (*types.Package, error)

	// Named returns the import paths of the packages with a name, as tiers:
	// where a tier has one package that fits, the later tiers do not count.
	Named(name string) [][]string
}

// Session is the graph of what a session's cells have declared. Plan turns a
// cell's text into a Unit without changing anything; Commit makes what the
// unit declares visible to later cells. A Session is not safe for concurrent use,
// but for its Scope.
type Session struct {
	packages  Packages
	files     *fileTable
	entities  map[string]*entity
	imports   map[string]importSpec // by the name it is used under
	dots      []string              // paths imported with a dot
	units     map[*types.Package]*Unit
	structs   []homeStruct // see structTable
	witnesses []*witness
	count     int // units planned so far: their paths stay unique
	byText    map[string]*Unit
	scope     atomic.Pointer[Scope]
}

// NewSession returns a session in which nothing is declared.
func NewSession(packages Packages) *Session {
	s := &Session{
		packages: packages,
		files:    newFileTable(),
		entities: make(map[string]*entity),
		imports:  make(map[string]importSpec),
		units:    make(map[*types.Package]*Unit),
		byText:   make(map[string]*Unit),
	}
	s.publish()
	return s
}

// importSpec is an import that stays for later cells.
type importSpec struct {
	name, path string
}

// entity is a name that a cell has declared, as it stands now.
type entity struct {
	name string
	obj  types.Object
	unit *Unit // where later cells find it
	cell int   // the cell that declared it
	decl *decl // nil for a variable

	uses    []string         // the names that its declaration, or its type, refers to
	layout  []string         // of a type or variable: those that decide how its values lie in memory
	methods map[string]*decl // of a type: built together with it
}

func (e *entity) isVar() bool { _, ok := e.obj.(*types.Var); return ok }

func (e *entity) isType() bool { _, ok := e.obj.(*types.TypeName); return ok }

// Unit is one cell made into a Go package.
type Unit struct {
	Path    string   // its import path, unique in the session
	Code    string   // the package's only file
	Imports []string // the packages it imports, other units apart
	Units   []*Unit  // the units it imports
	Again   bool     // it has been run before: nothing needs to be built
	Notes   []string // what the user should know, such as what a redefinition has taken away

	Direct      *Direct // how it runs without being built, or nil
	Interpreted bool    // it has run so; set it before Commit

	conversions [][2]types.Type // what its statements make values of interfaces of

	text      string
	pkg       *types.Package
	declare   map[string]*entity
	forget    []string
	uses      map[string]*entity // what its text refers to, as it was
	imports   map[string]importSpec
	dots      []string
	structs   []homeStruct
	witnesses []*witness
}

// Commit makes visible what a unit declares. Call it when the unit has been
// built and loaded, before it runs.
func (s *Session) Commit(u *Unit) {
	if u.Again {
		return
	}
	s.units[u.pkg] = u
	for _, name := range u.forget {
		delete(s.entities, name)
	}
	for name, e := range u.declare {
		delete(s.imports, name)
		s.entities[name] = e
	}
	for name, spec := range u.imports {
		delete(s.entities, name)
		s.imports[name] = spec
	}
	for _, path := range u.dots {
		if !slices.Contains(s.dots, path) {
			s.dots = append(s.dots, path)
		}
	}
	s.structs = append(s.structs, u.structs...)
	s.witnesses = append(s.witnesses, u.witnesses...)
	s.byText[u.text] = u
	s.publish()
}

// ranBefore returns the unit that the same text made earlier, if everything
// it refers to and all that it declares are still what they were.
func (s *Session) ranBefore(text string) *Unit {
	u := s.byText[text]
	if u == nil || listsNames(text) {
		return nil
	}
	for name, e := range u.uses {
		if s.entities[name] != e {
			return nil
		}
	}
	for name, e := range u.declare {
		if s.entities[name] != e {
			return nil
		}
	}
	for name, spec := range u.imports {
		if s.imports[name] != spec {
			return nil
		}
	}
	again := *u
	again.Again = true
	again.Notes = nil
	return &again
}

// Reset forgets everything that has been declared, as when the worker that
// held the values is gone. Imports stay.
func (s *Session) Reset() {
	clear(s.entities)
	clear(s.units)
	clear(s.byText)
	s.structs = nil
	s.publish()
}

// Clear forgets everything, imports too.
func (s *Session) Clear() {
	s.Reset()
	clear(s.imports)
	s.dots = nil
	s.publish()
}

// Names returns the names that cells have declared, in order.
func (s *Session) Names() []string { return slices.Sorted(maps.Keys(s.entities)) }

// dependents returns the names of the entities that depend on those given,
// directly or through others, the given ones included.
func (s *Session) dependents(names map[string]bool) map[string]bool {
	return s.closure(names, func(e *entity) []string { return e.uses })
}

// closure adds to names, until nothing more comes, the entities of which edges
// leads to one of them.
func (s *Session) closure(names map[string]bool, edges func(*entity) []string) map[string]bool {
	all := maps.Clone(names)
	for grown := true; grown; {
		grown = false
		for name, e := range s.entities {
			if !all[name] && slices.ContainsFunc(edges(e), func(used string) bool { return all[used] }) {
				all[name] = true
				grown = true
			}
		}
	}
	return all
}
