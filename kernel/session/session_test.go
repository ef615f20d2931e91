package session_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/session"
)

// notebook runs cells for a test, as a front end would.
type notebook struct {
	t *testing.T
	s *session.Session
	n int
}

func open(t *testing.T) *notebook {
	t.Helper()
	s := session.New(session.Options{Dir: t.TempDir(), Source: os.DirFS("../..")})
	t.Cleanup(func() { s.Close() })
	return &notebook{t: t, s: s}
}

// run runs a cell and returns what it showed, as text, and how it failed.
func (nb *notebook) run(code string) (string, *output.Failure) {
	nb.n++
	var b strings.Builder
	failure := nb.s.Execute(context.Background(), code, nb.n, func(e output.Event) {
		switch e.Kind {
		case output.Stream:
			if e.Name == "stderr" {
				b.WriteString("stderr: ")
			}
			b.WriteString(e.Text)
		case output.ExecuteResult:
			fmt.Fprintf(&b, "=> %v\n", e.Data["text/plain"])
		default:
			fmt.Fprintf(&b, "<%s> %v\n", e.Kind, e.Data["text/plain"])
		}
	})
	return b.String(), failure
}

// want runs a cell that must succeed and show this.
func (nb *notebook) want(code, want string) {
	nb.t.Helper()
	got, failure := nb.run(code)
	if failure != nil {
		nb.t.Fatalf("cell\n%s\nfailed: %s\n%s", code, failure.Error(), strings.Join(failure.Traceback, "\n"))
	}
	if got != want {
		nb.t.Errorf("cell\n%s\nshowed\n%q\nnot\n%q", code, got, want)
	}
}

// wantFailure runs a cell that must fail, and show these words in its traceback.
func (nb *notebook) wantFailure(code, name string, words ...string) {
	nb.t.Helper()
	_, failure := nb.run(code)
	if failure == nil {
		nb.t.Fatalf("cell\n%s\ndid not fail", code)
	}
	text := strings.Join(failure.Traceback, "\n")
	if failure.Name != name {
		nb.t.Errorf("cell\n%s\nfailed with %s, not %s:\n%s", code, failure.Name, name, text)
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			nb.t.Errorf("cell\n%s\nfailed with\n%s\nwithout %q", code, text, w)
		}
	}
}

func TestFirst(t *testing.T) {
	nb := open(t)
	nb.want("x := 3\nx + 1", "=> 4\n")
	nb.want("fmt.Println(x)\nfunc double(n int) int { return n * x }\ndouble(5)", "3\n=> 15\n")
	nb.want("x = 10\ndouble(1)", "=> 10\n")
	nb.want("x := 7", "")
	nb.want("double(1)", "=> 7\n")
	nb.want("type point struct{ x, y int }\nfunc (p point) norm() int { return p.x*p.x + p.y*p.y }\np := point{1, 2}\np", "=> {x:1 y:2}\n")
	nb.want("p.x = 5\np.norm()", "=> 29\n")
	nb.want("q := &point{x: 3}\nfmt.Printf(\"%+v %T\\n\", q, q)\nps := []point{{1, 2}, {3, 4}}\nps[1].y", "&{x:3 y:0} *main.point\n=> 4\n")
	nb.want("func (p *point) move() { p.x++ }\np.move()\np", "=> {x:6 y:2}\n")
	nb.want("p.x", "=> 6\n")
	nb.want("func double(n int) string { return strings.Repeat(\"ab\", n) }", "")
	nb.want("double(2)", "=> abab\n")
	nb.want("a, err := strconv.Atoi(\"12\")\na", "=> 12\n")
	nb.want("b, err := strconv.Atoi(\"x\")\nerr", "=> strconv.Atoi: parsing \"x\": invalid syntax\n")
	nb.wantFailure("y := 1\nfmt.Println(zz)", "CompileError", "Cell [15], line 2, column 13: undefined: zz", "fmt.Println(zz)", "^")
	nb.wantFailure("y", "CompileError", "undefined: y")
	nb.wantFailure("func boom(i int) int { return []int{1}[i] }\nboom(3)", "panic", "index out of range [3]", "Cell [17], line 1", "Cell [17], line 2")
	nb.want("x", "=> 7\n")
	nb.want("Display(p)\nfmt.Println(1)\nDisplay(2)", "<display_data> {x:6 y:2}\n1\n<display_data> 2\n")
}
