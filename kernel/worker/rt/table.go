package rt

import (
	"sync"
	"unsafe"
)

// Kind says what a Symbol is.
type Kind uint8

// The kinds of symbols.
const (
	Func       Kind = iota // Value is the function
	Var                    // Value points to the variable
	Type                   // Value is a nil pointer to the type
	Declared               // as Var, of a cell that has not been compiled
	Conversion             // Value is a function that returns a value of a type as an interface; without a name
)

// Symbol is a name of a package that runs in the worker.
type Symbol struct {
	Name  string
	Kind  Kind
	Value any
}

// tables hold what packages have bound, by their path.
var (
	tablesMu sync.RWMutex
	tables   = make(map[string]map[string]Symbol)
	bound    []Symbol // in the order of their binding
)

// Bind makes names of a package known, so that cells reach them without being
// linked against it. Packages made from cells do it when they are initialised.
func Bind(path string, symbols ...Symbol) {
	tablesMu.Lock()
	defer tablesMu.Unlock()
	t := tables[path]
	if t == nil {
		t = make(map[string]Symbol, len(symbols))
		tables[path] = t
	}
	for _, s := range symbols {
		t[s.Name] = s
	}
	bound = append(bound, symbols...)
}

// Find returns what a name of a package has been bound to.
func Find(path, name string) (Symbol, bool) {
	tablesMu.RLock()
	defer tablesMu.RUnlock()
	s, ok := tables[path][name]
	return s, ok
}

// Bound returns the symbols bound so far, without the first ones.
func Bound(first int) []Symbol {
	tablesMu.RLock()
	defer tablesMu.RUnlock()
	return bound[min(first, len(bound)):]
}

// Address returns where a variable lies that a cell has declared.
func Address(path, name string) unsafe.Pointer {
	s, ok := Find(path, name)
	if !ok {
		panic("gopherbook: " + name + " of " + path + " has no address")
	}
	return (*[2]unsafe.Pointer)(unsafe.Pointer(&s.Value))[1] // of a pointer in an interface
}

// AddressLike is Address for a variable of a type that only the compiler can tell.
func AddressLike[T any](_ *T, path, name string) *T { return (*T)(Address(path, name)) }
