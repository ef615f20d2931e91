package display

import (
	"fmt"
	"reflect"
	"strings"
)

// Text returns a value as text: by its own Error or String method, a matrix by
// rows, anything else as fmt's %+v has it. What is long is shortened.
func Text(v any) string {
	switch v := v.(type) {
	case nil:
		return "<nil>"
	case string:
		return v
	}
	if isNil(v) || hasText(v) {
		return fmt.Sprintf("%v", v)
	}
	if m, ok := v.(matrix); ok {
		return matrixText(m)
	}
	if r := reflect.ValueOf(v); heavy(r) {
		return shortText(r, mostShortText)
	}
	return fmt.Sprintf("%+v", v)
}

// tuple returns several values as one line of text.
func tuple(values []any) string {
	text := "("
	for i, v := range values {
		if i > 0 {
			text += ", "
		}
		text += Text(v)
	}
	return text + ")"
}

const (
	longest       = 1000 // elements that a slice may have without being shortened
	heaviest      = 5000 // numbers and the like that a value may hold in all
	shown         = 20   // elements that a shortened slice or map shows
	mostShortText = 2000 // bytes of a shortened text, about
)

// heavy tells whether a value is too long to be written whole. It looks at no
// more of it than it must.
func heavy(v reflect.Value) bool {
	if v.Kind() == reflect.Pointer {
		v = v.Elem() // fmt follows the first pointer, and no other
	}
	if k := v.Kind(); (k == reflect.Slice || k == reflect.Array) && v.Len() > longest {
		return true
	}
	return rest(v, heaviest) < 0
}

// rest takes what a value weighs from a budget and returns what is left.
func rest(v reflect.Value, budget int) int {
	if budget < 0 {
		return budget
	}
	switch v.Kind() {
	case reflect.String:
		return budget - 1 - v.Len()/10
	case reflect.Interface:
		return rest(v.Elem(), budget)
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() <= reflect.Complex128 {
			return budget - v.Len()
		}
		for i := 0; i < v.Len() && budget >= 0; i++ {
			budget = rest(v.Index(i), budget)
		}
		return budget
	case reflect.Map:
		for each := v.MapRange(); budget >= 0 && each.Next(); {
			budget = rest(each.Value(), rest(each.Key(), budget))
		}
		return budget
	case reflect.Struct:
		for i := 0; i < v.NumField() && budget >= 0; i++ {
			budget = rest(v.Field(i), budget)
		}
		return budget
	}
	return budget - 1
}

// shortText returns a value about as fmt's %+v does, and stops after most
// bytes or so. It looks at no more of the value than it writes. Pointers are
// followed.
func shortText(v reflect.Value, most int) string {
	s := shortener{most: most}
	s.write(v, true)
	if k := v.Kind(); (k == reflect.Slice || k == reflect.Array || k == reflect.Map) && v.Len() > shown {
		fmt.Fprintf(&s, " (%d elements)", v.Len())
	}
	return s.String()
}

type shortener struct {
	strings.Builder
	most int
}

// write writes a value. An outermost one has been asked for a text of its own.
func (s *shortener) write(v reflect.Value, outermost bool) {
	if s.Len() > s.most {
		return
	}
	if !outermost && v.IsValid() && v.CanInterface() && hasText(v.Interface()) {
		fmt.Fprintf(s, "%+v", v.Interface())
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			s.WriteString("<nil>")
			return
		}
		s.WriteString("&")
		s.write(v.Elem(), false)
	case reflect.Interface:
		s.write(v.Elem(), false)
	case reflect.String:
		text := v.String()
		if room := max(0, s.most-s.Len()); len(text) > room {
			text = strings.ToValidUTF8(text[:room], "") + "..."
		}
		s.WriteString(text)
	case reflect.Slice, reflect.Array:
		s.list("[", "]", min(v.Len(), shown), v.Len() > shown, func(i int) { s.write(v.Index(i), false) })
	case reflect.Map:
		keys := sortedKeys(v)
		s.list("map[", "]", min(len(keys), shown), len(keys) > shown, func(i int) {
			s.write(keys[i], false)
			s.WriteString(":")
			s.write(v.MapIndex(keys[i]), false)
		})
	case reflect.Struct:
		s.list("{", "}", v.NumField(), false, func(i int) {
			s.WriteString(v.Type().Field(i).Name + ":")
			s.write(v.Field(i), false)
		})
	default:
		fmt.Fprintf(s, "%+v", v)
	}
}

// list writes n elements between brackets, as many as there is room for.
func (s *shortener) list(open, close string, n int, more bool, element func(i int)) {
	s.WriteString(open)
	for i := range n {
		if i > 0 {
			s.WriteString(" ")
		}
		if s.Len() > s.most {
			s.WriteString("...")
			more = false
			break
		}
		element(i)
	}
	if more {
		s.WriteString(" ...")
	}
	s.WriteString(close)
}
