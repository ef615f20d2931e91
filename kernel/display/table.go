package display

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
)

// Table shows a value by rows and columns:
//
//   - a slice or array of structs, or of pointers to them: a column for each field
//   - a slice or array of maps: a column for each key
//   - a slice of slices, such as [][]string or [][]float64: the columns by their numbers
//   - a matrix (anything with Dims and At): the columns by their numbers
//   - a map: a row for each key, in ascending order
//   - any other slice: one column
//
// A header takes the place of the columns' own names, from the left on. A CSV
// file of which the first line has the names is shown by
//
//	display.Table(records[1:], records[0]...)
//
// Numbers are aligned at the right. Up to 60 rows and 20 columns are shown
// whole, of more the first and last 5 rows or 10 columns; long texts are cut.
// Table panics if v is none of these.
func Table(v any, header ...string) Data {
	t := tableOf(v)
	if t == nil {
		panic(fmt.Sprintf("display: Table wants a slice, a map or a matrix, not a value of type %T", v))
	}
	for j := range min(len(header), t.columns) {
		t.name(j, header[j])
	}
	g := t.grid()
	return Data{Data: MIMEMap{MIMETypeText: g.text(), MIMETypeHTML: g.html(), MIMETypeMarkdown: g.markdown()}}
}

// tabular tells whether a value that could be shown as a table is shown so
// without being asked. It has no text of its own and nor have its rows.
func tabular(v any) bool {
	if hasText(v) {
		return false
	}
	if _, ok := v.(matrix); ok {
		return true
	}
	t := reflect.TypeOf(v)
	if t.Kind() != reflect.Slice && t.Kind() != reflect.Array || reflect.ValueOf(v).Len() == 0 {
		return false
	}
	row := t.Elem()
	if showsItself(row) {
		return false
	}
	switch row.Kind() {
	case reflect.Pointer:
		return row.Elem().Kind() == reflect.Struct && row.Elem().NumField() > 0
	case reflect.Struct:
		return row.NumField() > 0
	case reflect.Map:
		return row.Key().Kind() == reflect.String
	case reflect.Slice, reflect.Array:
		k := row.Elem().Kind()
		return (k <= reflect.Complex128 && k != reflect.Uint8 || k == reflect.String) && !showsItself(row.Elem())
	}
	return false
}

// showsItself tells whether values of a type have a text of their own.
func showsItself(t reflect.Type) bool {
	if t.Kind() == reflect.Interface {
		return false
	}
	return hasText(reflect.Zero(t).Interface()) || hasText(reflect.Zero(reflect.PointerTo(t)).Interface())
}

// table is a value as rows and columns.
type table struct {
	rows, columns int
	corner        string                       // the name of what index tells
	names         []string                     // of the columns; nil for their numbers
	index         func(i int) string           // the name of a row; nil for its number
	cell          func(i, j int) reflect.Value // the zero Value where there is none
}

// name gives a column another name.
func (t *table) name(j int, name string) {
	if t.names == nil {
		for k := range t.columns {
			t.names = append(t.names, strconv.Itoa(k))
		}
	}
	t.names[j] = name
}

// tableOf returns v as a table, or nil if it is none.
func tableOf(v any) *table {
	if v == nil {
		return nil
	}
	r := reflect.ValueOf(v)
	if m, ok := v.(matrix); ok && !isNil(v) {
		t := &table{cell: func(i, j int) reflect.Value { return reflect.ValueOf(m.At(i, j)) }}
		t.rows, t.columns = m.Dims()
		return t
	}
	switch r.Kind() {
	case reflect.Slice, reflect.Array:
		t := &table{rows: r.Len()}
		t.setColumns(r.Type().Elem(), r.Index)
		return t
	case reflect.Map:
		keys := sortedKeys(r)
		t := &table{rows: len(keys), corner: "key", index: func(i int) string { return cellText(keys[i]) }}
		t.setColumns(r.Type().Elem(), func(i int) reflect.Value { return r.MapIndex(keys[i]) })
		return t
	}
	return nil
}

// setColumns finds the columns of rows of a type.
func (t *table) setColumns(row reflect.Type, at func(i int) reflect.Value) {
	element, elementAt := row, at
	if row.Kind() == reflect.Pointer {
		element = row.Elem()
		elementAt = func(i int) reflect.Value { return at(i).Elem() } // the zero Value for nil
	}
	kind := element.Kind()
	if showsItself(row) {
		kind = reflect.Invalid
	}
	switch kind {
	case reflect.Struct:
		t.structColumns(element, elementAt)
	case reflect.Map:
		t.mapColumns(elementAt)
	case reflect.Slice, reflect.Array:
		t.sliceColumns(elementAt)
	default:
		t.columns, t.names = 1, []string{"value"}
		t.cell = func(i, _ int) reflect.Value { return at(i) }
	}
}

// structColumns makes a column of each field. The fields of embedded structs
// are fields too.
func (t *table) structColumns(row reflect.Type, at func(i int) reflect.Value) {
	var fields [][]int
	for _, f := range reflect.VisibleFields(row) {
		embedded := f.Anonymous && (f.Type.Kind() == reflect.Struct || f.Type.Kind() == reflect.Pointer) && !showsItself(f.Type)
		if !embedded {
			t.names = append(t.names, f.Name)
			fields = append(fields, f.Index)
		}
	}
	t.columns = len(fields)
	t.cell = func(i, j int) reflect.Value {
		v := at(i)
		if !v.IsValid() {
			return v
		}
		field, err := v.FieldByIndexErr(fields[j])
		if err != nil { // a nil pointer to an embedded struct
			return reflect.Value{}
		}
		return field
	}
}

// mapColumns makes a column of each key that the rows to be shown have.
func (t *table) mapColumns(at func(i int) reflect.Value) {
	seen := map[string]bool{}
	var keys []reflect.Value
	for _, i := range ends(t.rows, mostRows, edgeRows) {
		if i < 0 || !at(i).IsValid() {
			continue
		}
		for _, k := range at(i).MapKeys() {
			if name := cellText(k); !seen[name] {
				seen[name] = true
				keys = append(keys, k)
			}
		}
	}
	slices.SortFunc(keys, compareKeys)
	for _, k := range keys {
		t.names = append(t.names, cellText(k))
	}
	t.columns = len(keys)
	t.cell = func(i, j int) reflect.Value {
		if v := at(i); v.IsValid() {
			return v.MapIndex(keys[j])
		}
		return reflect.Value{}
	}
}

// sliceColumns numbers the columns. Rows that are shorter have empty cells.
func (t *table) sliceColumns(at func(i int) reflect.Value) {
	for _, i := range ends(t.rows, mostRows, edgeRows) {
		if i >= 0 && at(i).IsValid() {
			t.columns = max(t.columns, at(i).Len())
		}
	}
	t.cell = func(i, j int) reflect.Value {
		if v := at(i); v.IsValid() && j < v.Len() {
			return v.Index(j)
		}
		return reflect.Value{}
	}
}

// sortedKeys returns the keys of a map in ascending order.
func sortedKeys(m reflect.Value) []reflect.Value {
	keys := m.MapKeys()
	slices.SortFunc(keys, compareKeys)
	return keys
}

// compareKeys orders numbers by their value, and all else by its text.
func compareKeys(a, b reflect.Value) int {
	if a.Kind() == b.Kind() {
		switch {
		case a.CanInt():
			return cmp.Compare(a.Int(), b.Int())
		case a.CanUint():
			return cmp.Compare(a.Uint(), b.Uint())
		case a.CanFloat():
			return cmp.Compare(a.Float(), b.Float())
		case a.Kind() == reflect.String:
			return cmp.Compare(a.String(), b.String())
		}
	}
	return cmp.Compare(cellText(a), cellText(b))
}
