package rt

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"text/tabwriter"
)

// Whos prints a table of names: a line of rows holds a name, a type and a
// value, between tabs. Where the value is empty, the next one of values takes
// its place.
func Whos(rows string, values ...any) {
	if rows == "" {
		fmt.Println("the cells have declared nothing yet")
		return
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "Name\tType\tValue")
	for _, row := range strings.Split(rows, "\n") {
		fields := strings.SplitN(row, "\t", 3)
		if fields[2] == "" {
			fields[2] = brief(values[0])
			values = values[1:]
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", fields[0], clip(fields[1], 40), clip(fields[2], 60))
	}
	w.Flush()
}

// few is how many elements of a slice or a map are shown rather than counted.
const few = 10

// brief describes a value in a few words, whatever its size.
func brief(v any) string {
	switch v := v.(type) {
	case nil:
		return "nil"
	case error:
		return v.Error()
	case interface{ Dims() (rows, columns int) }:
		if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && r.IsNil() {
			return "nil"
		}
		rows, columns := v.Dims()
		return fmt.Sprintf("%d×%d", rows, columns)
	case fmt.Stringer:
		return v.String()
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Slice, reflect.Map:
		if r.IsNil() {
			return "nil"
		}
		if r.Len() > few || !plain(r.Type().Elem()) {
			return fmt.Sprintf("%d elements", r.Len())
		}
	case reflect.Array:
		if r.Len() > few || !plain(r.Type().Elem()) {
			return fmt.Sprintf("%d elements", r.Len())
		}
	case reflect.Pointer, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		if r.IsNil() {
			return "nil"
		}
		return "-"
	case reflect.Struct:
		for i := range r.NumField() {
			if !plain(r.Field(i).Type()) {
				return "-"
			}
		}
		return fmt.Sprintf("%+v", v)
	case reflect.String:
		return fmt.Sprintf("%q", v)
	}
	return fmt.Sprint(v)
}

// plain tells whether values of a type are short.
func plain(t reflect.Type) bool {
	return t.Kind() <= reflect.Complex128 || t.Kind() == reflect.String
}

// clip returns the first characters of the first line of a text.
func clip(text string, n int) string {
	line, _, more := strings.Cut(text, "\n")
	if runes := []rune(line); len(runes) > n {
		line, more = string(runes[:n-1]), true
	}
	if more {
		line += "…"
	}
	return line
}
