// Package nils finds values that are not there: a matrix, say, that a function
// has returned beside an error.
package nils

import "reflect"

// Is reports whether v is nil, or holds a nil pointer, function, map, slice or
// channel.
func Is(v any) bool {
	if v == nil {
		return true
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Slice, reflect.Chan:
		return r.IsNil()
	}
	return false
}
