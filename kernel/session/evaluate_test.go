package session_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/output"
)

func TestEvaluate(t *testing.T) {
	each(t, func(t *testing.T, nb *notebook) {
		nb.want("x := 3\ntype T struct{ n int }\nfunc (t T) HTML() string { return \"<b>\" }\nfunc f() { fmt.Println(\"f\") }\nvar m map[string]int", "")
		evaluate := func(expression string) (shown string) {
			var b strings.Builder
			value, failed := nb.s.Evaluate(context.Background(), expression, func(e output.Event) { b.WriteString(e.Text) })
			if failed != nil {
				return b.String() + failed.Error() + "\n" + strings.Join(failed.Traceback, "\n")
			}
			return fmt.Sprint(b.String(), value.Kind, value.Data)
		}
		for _, c := range []struct{ expression, want string }{
			{"x * 2", "execute_resultmap[text/plain:6]"},
			{"x * 2", "execute_resultmap[text/plain:6]"},
			{"T{x}", "execute_resultmap[text/html:<b> text/plain:{n:3}]"},
			{"strings.Repeat(\"é\", x)", "execute_resultmap[text/plain:ééé]"},
			{"!(x > 3)", "execute_resultmap[text/plain:true]"},
			{"f()", "f\nmap[]"},
			{"func() int { return x }()", "execute_resultmap[text/plain:3]"},
		} {
			if got := evaluate(c.expression); got != c.want {
				t.Errorf("%s: %q, not %q", c.expression, got, c.want)
			}
		}
		for expression, want := range map[string]string{
			"y":                   "undefined: y",
			"y := 1":              "this is no expression of Go: y := 1",
			"x; x":                "this is no expression of Go: x; x",
			"import \"os\"":       "this is no expression",
			"!ls":                 "undefined: ls",
			"x?":                  "this is no expression",
			"":                    "this is no expression",
			"m[\"a\"] / m[\"b\"]": "integer divide by zero",
		} {
			if got := evaluate(expression); !strings.Contains(got, want) {
				t.Errorf("%s: %q, without %q", expression, got, want)
			}
		}
		nb.want("x", "=> 3\n")
		nb.want("%who", "T\tf\tm\tx\n")
	})
}
