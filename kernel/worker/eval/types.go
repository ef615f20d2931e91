package eval

import (
	"fmt"
	"reflect"
	"sync"
	"unsafe"

	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
	"github.com/gopherbook/gopherbook/kernel/worker/rt"
)

// compiled finds the types that some code in the process has been compiled
// with. Only these are used: a type that reflection makes anew would differ from
// the same type in a cell that is compiled and loaded later.
type compiled struct {
	mu    sync.Mutex
	bound int                     // how many of rt's symbols have been looked at
	ids   map[reflect.Type]int    // all types that have been found
	made  map[string]reflect.Type // those without a name, by how they are made
	tabs  map[conversion]unsafe.Pointer
}

// conversion is a type and an interface type that it is converted to.
type conversion struct{ from, to reflect.Type }

var known = newCompiled()

func newCompiled() *compiled {
	c := &compiled{ids: make(map[reflect.Type]int), made: make(map[string]reflect.Type), tabs: make(map[conversion]unsafe.Pointer)}
	for _, ts := range [][]reflect.Type{
		common[bool](), common[string](), common[int](), common[int8](), common[int16](), common[int32](), common[int64](),
		common[uint](), common[uint8](), common[uint16](), common[uint32](), common[uint64](), common[uintptr](),
		common[float32](), common[float64](), common[complex64](), common[complex128](), common[any](), common[error](),
	} {
		for _, t := range ts {
			c.add(t)
		}
	}
	return c
}

// common returns the types that are often made of one.
func common[T any]() []reflect.Type {
	return []reflect.Type{
		reflect.TypeFor[T](), reflect.TypeFor[*T](), reflect.TypeFor[[]T](), reflect.TypeFor[*[]T](), reflect.TypeFor[[][]T](),
		reflect.TypeFor[map[string]T](), reflect.TypeFor[map[int]T](), reflect.TypeFor[map[string][]T](), reflect.TypeFor[map[string]map[string]T](),
	}
}

// basic are the types that have their names from the language.
var basic = map[string]reflect.Type{
	"bool": reflect.TypeFor[bool](), "string": reflect.TypeFor[string](),
	"int": reflect.TypeFor[int](), "int8": reflect.TypeFor[int8](), "int16": reflect.TypeFor[int16](),
	"int32": reflect.TypeFor[int32](), "int64": reflect.TypeFor[int64](),
	"uint": reflect.TypeFor[uint](), "uint8": reflect.TypeFor[uint8](), "uint16": reflect.TypeFor[uint16](),
	"uint32": reflect.TypeFor[uint32](), "uint64": reflect.TypeFor[uint64](), "uintptr": reflect.TypeFor[uintptr](),
	"float32": reflect.TypeFor[float32](), "float64": reflect.TypeFor[float64](),
	"complex64": reflect.TypeFor[complex64](), "complex128": reflect.TypeFor[complex128](),
	"any": reflect.TypeFor[any](), "error": reflect.TypeFor[error](),
}

// add notes a type and those that it is made of, and returns its number.
func (c *compiled) add(t reflect.Type) int {
	if id, ok := c.ids[t]; ok {
		return id
	}
	id := len(c.ids) + 1
	c.ids[t] = id
	key := ""
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		key = made(t.Kind(), c.add(t.Elem()))
	case reflect.Chan:
		c.add(t.Elem())
	case reflect.Array:
		key = made(t.Kind(), c.add(t.Elem()), t.Len())
	case reflect.Map:
		key = made(t.Kind(), c.add(t.Key()), c.add(t.Elem()))
	case reflect.Func:
		var in, out []int
		for i := range t.NumIn() {
			in = append(in, c.add(t.In(i)))
		}
		for i := range t.NumOut() {
			out = append(out, c.add(t.Out(i)))
		}
		key = made(t.Kind(), in, out, t.IsVariadic())
	case reflect.Struct:
		for i := range t.NumField() {
			c.add(t.Field(i).Type)
		}
	}
	if key != "" && t.Name() == "" {
		c.made[key] = t
	}
	return id
}

func made(kind reflect.Kind, of ...any) string { return fmt.Sprint(kind, of) }

// refusal says why a program is not run.
type refusal struct{ why string }

func (r refusal) Error() string { return r.why }

func refuse(format string, args ...any) error { return refusal{fmt.Sprintf(format, args...)} }

// resolve finds a program's types. The first place of the list is taken.
func (c *compiled) resolve(types []tree.Type) ([]reflect.Type, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range rt.Bound(c.bound) {
		c.bound++
		if s.Value == nil {
			continue
		}
		switch s.Kind {
		case rt.Declared:
		case rt.Conversion:
			c.addConversion(reflect.ValueOf(s.Value).Call(nil)[0])
		default:
			c.add(reflect.TypeOf(s.Value))
		}
	}
	found := make([]reflect.Type, len(types)+1)
	for i, t := range types {
		r := c.find(t, found)
		if r == nil {
			return nil, refuse("no compiled code has the type %+v", t)
		}
		if r.Kind() == reflect.Pointer && reflect.PointerTo(r.Elem()) != r {
			return nil, refuse("reflection has another type %v", r)
		}
		found[i+1] = r
	}
	return found, nil
}

// addConversion notes how compiled code makes an interface of a type. To such
// code, a value of an interface begins with the address of a table, and it tells
// types by that address. The tables of compiled conversions are found by the
// linker; one that reflection makes would be another.
func (c *compiled) addConversion(i reflect.Value) {
	at := reflect.New(i.Type())
	at.Elem().Set(i)
	c.tabs[conversion{i.Elem().Type(), i.Type()}] = *(*unsafe.Pointer)(at.UnsafePointer())
}

// convert returns a value as an interface with methods, as compiled code does.
func (c *compiled) convert(v reflect.Value, to reflect.Type) (i reflect.Value, ok bool) {
	c.mu.Lock()
	tab, ok := c.tabs[conversion{v.Type(), to}]
	c.mu.Unlock()
	if !ok {
		return i, false
	}
	value := v.Interface()
	at := reflect.New(to)
	*(*[2]unsafe.Pointer)(at.UnsafePointer()) = [2]unsafe.Pointer{tab, (*[2]unsafe.Pointer)(unsafe.Pointer(&value))[1]}
	return at.Elem(), true
}

// converts tells whether compiled code has made an interface of a type.
func (c *compiled) converts(from, to reflect.Type) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tabs[conversion{from, to}] != nil
}

// find returns a type made of those found before, or nil.
func (c *compiled) find(t tree.Type, found []reflect.Type) reflect.Type {
	id := func(i int) int { return c.ids[found[i]] }
	ids := func(list []int) (of []int) {
		for _, i := range list {
			of = append(of, id(i))
		}
		return of
	}
	switch t.Kind {
	case tree.BasicType:
		return basic[t.Name]
	case tree.NamedType:
		if s, ok := rt.Find(t.Path, t.Name); ok && s.Kind == rt.Type {
			r := reflect.TypeOf(s.Value).Elem()
			c.add(r)
			return r
		}
		return nil
	case tree.PointerType:
		return c.made[made(reflect.Pointer, id(t.Elem))]
	case tree.SliceType:
		return c.made[made(reflect.Slice, id(t.Elem))]
	case tree.ArrayType:
		return c.made[made(reflect.Array, id(t.Elem), t.Len)]
	case tree.MapType:
		return c.made[made(reflect.Map, id(t.Key), id(t.Elem))]
	case tree.FuncType:
		return c.made[made(reflect.Func, ids(t.In), ids(t.Out), t.Variadic)]
	}
	return nil
}
