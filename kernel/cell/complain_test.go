package cell_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/cell"
)

// What is wrong with the last of some cells, as line:column message, and the
// note after a slash.
func TestDiagnostics(t *testing.T) {
	for _, c := range []struct {
		name  string
		cells []string
		want  []string
	}{
		{"a missing package is said once", []string{"import \"example.com/foo/v2\"\nfoo.Bar()\nimport \"example.com/go-yaml.v3\"\nyaml.X = foo.Y"}, []string{
			"1:8 package example.com/foo/v2 is not in the standard library",
			"3:8 package example.com/go-yaml.v3 is not in the standard library",
		}},
		{"and under another name", []string{"import bar \"no/such\"\nbar.X()\nbaz"}, []string{
			"1:8 package no/such is not in the standard library",
			"3:1 undefined: baz / did you mean bar?",
		}},
		{"columns count characters", []string{"é := \"ü\"; ü + 1"}, []string{
			"1:11 undefined: ü",
		}},
		{"members of packages", []string{"strings.NewReplacr()\nstrings.zzz"}, []string{
			"1:9 undefined: strings.NewReplacr / did you mean strings.NewReplacer?",
			"2:9 undefined: strings.zzz",
		}},
		{"packages", []string{"maths.Sqrt(2)\nrand.Nothing()"}, []string{
			"1:1 undefined: maths / did you mean math?",
			`2:1 undefined: rand / several packages are called rand: import "crypto/rand" or "math/rand" or "math/rand/v2"`,
		}},
		{"three at most", []string{"item1, item2, item3, item4 := 1, 2, 3, 4\nitem5"}, []string{
			"2:1 undefined: item5 / did you mean item1, item2 or item3?",
		}},
		{"not too far", []string{"alpha := 1\nbeta\nalpine"}, []string{
			"2:1 undefined: beta",
			"3:1 undefined: alpine",
		}},
		{"the session's names", []string{"var weights []float64", "weigths = nil"}, []string{
			"1:1 undefined: weigths / did you mean weights?",
		}},
		{"local names", []string{"func f(first int) int {\n\tif second := first; second > 0 {\n\t\treturn secnd + frist\n\t}\n\treturn secnd\n}"}, []string{
			"3:10 undefined: secnd / did you mean second?",
			"3:18 undefined: frist / did you mean first?",
			"5:9 undefined: secnd",
		}},
		{"fields and methods", []string{"type base struct{ Name string }\ntype item struct{ base; price int }\nfunc (i *item) Total() int { return 1 }", "i := item{prise: 2}\ni.Nmae\n_ = i.Totl() + i.pric\ntime.Now().Fromat(\"\")"}, []string{
			"1:11 unknown field prise in struct literal of type item / did you mean price?",
			"2:3 i.Nmae undefined (type item has no field or method Nmae) / did you mean Name?",
			"3:7 i.Totl undefined (type item has no field or method Totl) / did you mean Total?",
			"3:18 i.pric undefined (type item has no field or method pric) / did you mean price?",
			"4:12 time.Now().Fromat undefined (type time.Time has no field or method Fromat) / did you mean Format?",
		}},
		{"values of an earlier struct", []string{"type p struct{ n int8; s string }", "_ = p{300, 1}\np{1}"}, []string{
			"1:7 cannot use 300 (untyped int constant) as int8 value in struct literal (overflows)",
			"1:12 cannot use 1 (untyped int constant) as string value in struct literal",
			"2:4 too few values in struct literal of type p",
		}},
		{"what refers to itself", []string{"const k = k + 1\ntype t (t)\ntype u = *u"}, []string{
			"2:6 invalid recursive type: t refers to itself",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlanner(t, libraryOf(t))
			last := len(c.cells) - 1
			for i, text := range c.cells[:last] {
				if p.plan(i+1, text) == nil {
					t.Fatalf("cell\n%s\nhas no plan", text)
				}
			}
			_, err := p.session.Plan(&cell.Source{Number: last + 1, Text: c.cells[last]})
			var ds cell.Diagnostics
			if !errors.As(err, &ds) {
				t.Fatalf("no diagnostics but %v", err)
			}
			var got []string
			for _, d := range ds {
				text := fmt.Sprintf("%d:%d %s", d.Line, d.Column, strings.SplitN(d.Message, "\n", 2)[0])
				if d.Note != "" {
					text += " / " + d.Note
				}
				got = append(got, text)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}
