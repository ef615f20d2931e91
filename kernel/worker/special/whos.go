package special

import (
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"text/tabwriter"
)

// Whos prints a table of names: a line of rows holds a name, a type and a
// value, between tabs. Where the value is empty, the next one of values takes
// its place.
func (Specials) Whos(rows string, values ...any) {
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

// Glance describes a value in a few words without calling what its type has.
func Glance(v any) string { return clip(sketch(reflect.ValueOf(v)), 200) }

// few is how many elements of a slice or a map are shown rather than counted.
const few = 10

// brief describes a value in a few words, whatever its size: in its own, if it
// has any.
func brief(v any) string {
	r := reflect.ValueOf(v)
	if r.Kind() == reflect.Pointer && r.IsNil() {
		return "nil"
	}
	switch v := v.(type) {
	case error:
		return v.Error()
	case fmt.Stringer:
		return v.String()
	}
	return sketch(r)
}

// sketch describes a value without calling its methods, those of gonum's
// matrices apart.
func sketch(r reflect.Value) string {
	if !r.IsValid() {
		return "nil"
	}
	t := r.Type()
	switch t.Kind() {
	case reflect.Pointer:
		matrix, ok := r.Interface().(interface{ Dims() (rows, columns int) })
		if ok && !r.IsNil() && strings.HasPrefix(t.Elem().PkgPath(), "gonum.org/") {
			rows, columns := matrix.Dims()
			return fmt.Sprintf("%d×%d", rows, columns)
		}
		fallthrough
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		if r.IsNil() {
			return "nil"
		}
		return "-"
	case reflect.Slice, reflect.Map, reflect.Array:
		if t.Kind() != reflect.Array && r.IsNil() {
			return "nil"
		}
		if r.Len() > few || t.NumMethod() > 0 || !plain(t.Elem()) || t.Kind() == reflect.Map && !plain(t.Key()) {
			return fmt.Sprintf("%d elements", r.Len())
		}
		return fmt.Sprint(r)
	case reflect.Struct:
		var fields []string
		for f := range t.Fields() {
			if !plain(f.Type) {
				return "-"
			}
			fields = append(fields, f.Name+":"+fmt.Sprint(r.FieldByIndex(f.Index)))
		}
		return "{" + strings.Join(fields, " ") + "}"
	case reflect.String:
		return strconv.Quote(r.String())
	}
	return fmt.Sprint(bare(r))
}

// plain tells whether values of a type are short and print themselves without methods.
func plain(t reflect.Type) bool {
	return (t.Kind() <= reflect.Complex128 || t.Kind() == reflect.String) && t.NumMethod() == 0
}

// bare returns a number or a truth value without its type.
func bare(r reflect.Value) any {
	switch {
	case r.CanInt():
		return r.Int()
	case r.CanUint():
		return r.Uint()
	case r.CanFloat():
		return r.Float()
	case r.CanComplex():
		return r.Complex()
	case r.Kind() == reflect.Bool:
		return r.Bool()
	}
	return "-"
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
