package display_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/kernel/display"
)

type place struct{ City, Country string }

// city has fields that cells often have: unexported, embedded, nil.
type city struct {
	Name string
	place
	people  int
	Area    float64
	Founded time.Time
	next    *city
}

func cities() []city {
	return []city{
		{"a|b", place{"A", "<b>"}, 1_200_000, 891.7, time.Date(1237, 10, 28, 0, 0, 0, 0, time.UTC), nil},
		{"two\nlines", place{}, 5, math.NaN(), time.Date(1999, 1, 2, 3, 4, 5, 0, time.UTC), &city{Name: "next"}},
	}
}

func ExampleTable() {
	type point struct {
		Label string
		X, Y  float64
	}
	display.Display(display.Table([]point{{"cat", 1.5, -20}, {"dog", 0.25, 3}}))
	display.Display(display.Table([][]string{{"Ada", "1815"}, {"Grace", "1906"}}, "name", "born"))
	// Output:
	//    Label     X    Y
	// 0  cat    1.50  -20
	// 1  dog    0.25    3
	//    name   born
	// 0  Ada    1815
	// 1  Grace  1906
}

func TestTableText(t *testing.T) {
	two := 2
	for _, test := range []struct {
		name   string
		value  any
		header []string
		want   string
	}{
		{"structs", cities(), nil, `
   Name        City  …  Founded              next
0  a|b         A     …  1237-10-28           <nil>
1  two\nlines        …  1999-01-02 03:04:05  {Name:next place:{City: Country:} people:0 Area:0…
2 rows × 7 columns`},
		{"pointers to structs", []*place{{"A", "B"}, nil}, nil, `
   City  Country
0  A     B
1`},
		{"matrix", mat.NewDense(2, 3, []float64{0, 1, 2.5, -1, 1e-3, 100}), nil, `
    0      1      2
0   0  1.000    2.5
1  -1  0.001  100.0`},
		{"header", mat.NewDense(1, 3, []float64{1, 2, 3}), []string{"x", "y"}, `
   x  y  2
0  1  2  3`},
		{"very large and small numbers", []float64{1, 2.5e-7, 3e12, math.Inf(1)}, nil, `
     value
0        1
1  2.5e-07
2    3e+12
3     +Inf`},
		{"ragged rows", [][]string{{"a"}, nil, {"b", "c"}}, nil, `
   0  1
0  a
1
2  b  c`},
		{"records", []map[string]any{{"b": 1, "a": "x"}, {"b": 2.5, "c": nil}, nil}, nil, `
   a    b  c
0  x    1
1     2.5
2`},
		{"map of numbers", map[int]string{10: "ten", 9: "nine"}, nil, `
key  value
9    nine
10   ten`},
		{"map of structs", map[string]place{"k": {"A", "B"}}, nil, `
key  City  Country
k    A     B`},
		{"texts of their own", []time.Duration{time.Second, 1500 * time.Millisecond}, nil, `
   value
0     1s
1   1.5s`},
		{"pointers", []*int{nil, &two}, nil, `
   value
0  <nil>
1  2`},
		{"a long text", []string{strings.Repeat("é", 60)}, nil, `
   value
0  ` + strings.Repeat("é", 49) + `…`},
		{"nothing", []place{}, nil, "  City  Country"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := display.Table(test.value, test.header...).Data["text/plain"]
			if want := strings.TrimPrefix(test.want, "\n"); got != want {
				t.Errorf("the table is\n%s\nnot\n%s", got, want)
			}
		})
	}
}

func TestTableForms(t *testing.T) {
	forms := display.Table(cities()).Data
	wantMarkdown := `|  | Name | City | Country | people | Area | Founded | next |
| ---: | :--- | :--- | :--- | ---: | ---: | :--- | :--- |
| 0 | a\|b | A | &lt;b> | 1200000 | 891.7 | 1237-10-28 | &lt;nil> |
| 1 | two\\nlines |  |  | 5 | NaN | 1999-01-02 03:04:05 | {Name:next place:{City: Country:} people:0 Area:0… |
`
	if got := forms["text/markdown"]; got != wantMarkdown {
		t.Errorf("the Markdown is\n%s\nnot\n%s", got, wantMarkdown)
	}
	html := forms["text/html"].(string)
	for _, want := range []string{
		`<th style="text-align: left">Name</th>`,
		`<th style="text-align: right">people</th>`,
		`<td style="text-align: right">1200000</td>`,
		`<td style="text-align: left">&lt;b&gt;</td>`,
		`<td style="text-align: left">1999-01-02 03:04:05</td>`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("the HTML lacks %s:\n%s", want, html)
		}
	}
	if strings.Contains(html, "<b>") {
		t.Errorf("a text is not escaped in the HTML:\n%s", html)
	}
}

// Of large tables the first and last rows and columns are shown, as pandas does.
func TestTableIsBounded(t *testing.T) {
	for _, test := range []struct {
		value       any
		rows, cells int // lines of the HTML, and cells in the first of them
		shape       string
	}{
		{make([][3]int, 60), 61, 4, ""},
		{make([][3]int, 61), 12, 4, "61 rows × 3 columns"},
		{make([][20]int, 2), 3, 21, ""},
		{make([][21]int, 1), 2, 22, "1 row × 21 columns"},
		{make([]place, 1_000_000), 12, 3, "1000000 rows × 2 columns"},
		{mat.NewDense(1000, 784, nil), 12, 22, "1000 rows × 784 columns"},
	} {
		forms := display.Table(test.value).Data
		html := forms["text/html"].(string)
		if got := strings.Count(html, "<tr>"); got != test.rows {
			t.Errorf("%T: %d lines, not %d", test.value, got, test.rows)
		}
		first, _, _ := strings.Cut(html, "</tr>")
		if got := strings.Count(first, "<th "); got != test.cells {
			t.Errorf("%T: %d columns, not %d", test.value, got, test.cells)
		}
		if got := strings.Contains(html, " × "); got != (test.shape != "") || !strings.Contains(html, test.shape) {
			t.Errorf("%T: the shape is not %q below\n%s", test.value, test.shape, html)
		}
		for line := range strings.Lines(forms["text/plain"].(string)) {
			if n := len([]rune(line)); n > 101 {
				t.Errorf("%T: a line of the text has %d characters: %s", test.value, n, line)
			}
		}
	}
}

func TestTableOfSomethingElse(t *testing.T) {
	defer func() {
		if v := fmt.Sprint(recover()); !strings.Contains(v, "Table wants a slice, a map or a matrix, not a value of type int") {
			t.Errorf("Table(3) panics with %s", v)
		}
	}()
	display.Table(3)
}

// What people expect as a table shows itself so; its text stays Go's.
func TestTablesShowThemselves(t *testing.T) {
	for _, test := range []struct {
		value any
		table bool
	}{
		{mat.NewDense(2, 2, nil), true},
		{[]place{{"A", "B"}}, true},
		{[]*place{{"A", "B"}}, true},
		{[2]place{}, true},
		{[][]float64{{1}}, true},
		{[][]string{{"a"}}, true},
		{[]map[string]int{{"a": 1}}, true},
		{[]place{}, false},
		{[]int{1}, false},
		{[][]byte{{1}}, false},
		{[]time.Time{{}}, false},
		{[]struct{}{{}}, false},
		{[]any{1}, false},
		{map[string]int{"a": 1}, false},
		{words{1}, false},
		{place{}, false},
	} {
		d := display.Auto(test.value)
		if got := d.Data["text/html"] != nil; got != test.table {
			t.Errorf("%T shows itself as a table: %v, want %v", test.value, got, test.table)
		}
	}
	if got := display.Auto([]place{{"A", "B"}}).Data["text/plain"]; got != "[{City:A Country:B}]" {
		t.Errorf("a slice of structs has the text %s", got)
	}
}
