package eval

import (
	"reflect"
	"runtime"
	"slices"
	"strings"
	"unsafe"
)

var nowhere *int

// nilDereference panics as the use of a nil pointer does.
func nilDereference() { *nowhere = 0 }

// assertionError returns what x.(t) panics with.
func assertionError(x reflect.Value, t reflect.Type) error {
	e := reflect.New(reflect.TypeFor[runtime.TypeAssertionError]())
	set := func(name string, t reflect.Type) {
		f := e.Elem().FieldByName(name)
		*(*unsafe.Pointer)(f.Addr().UnsafePointer()) = reflect.ValueOf(t).UnsafePointer()
	}
	set("asserted", t)
	if t.Kind() != reflect.Interface {
		set("_interface", x.Type())
	}
	if !x.IsNil() {
		set("concrete", x.Elem().Type())
		if t.Kind() == reflect.Interface {
			name := missingMethod(x.Elem().Type(), t)
			*(*string)(e.Elem().FieldByName("missingMethod").Addr().UnsafePointer()) = name
		}
	}
	return e.Interface().(error)
}

// missingMethod returns the first method of an interface that a type has not.
func missingMethod(t, want reflect.Type) string {
	var methods []reflect.Method
	for i := range want.NumMethod() {
		methods = append(methods, want.Method(i))
	}
	slices.SortFunc(methods, func(a, b reflect.Method) int { return strings.Compare(a.Name, b.Name) })
	for _, m := range methods {
		have, ok := reflect.Zero(t).Type().MethodByName(m.Name)
		if !ok || reflect.Zero(t).Method(have.Index).Type() != m.Type {
			return m.Name
		}
	}
	return ""
}
