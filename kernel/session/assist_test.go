package session_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

// offers tells whether completing at the end of code offers a text.
func (nb *notebook) offers(code, text string) bool {
	for _, m := range nb.s.Complete(code, len(code)).Matches {
		if m.Text == text {
			return true
		}
	}
	return false
}

// known returns what is known of the name at the end of code.
func (nb *notebook) known(code string) string {
	data, _ := nb.s.Inspect(code, len(code), 0)
	text, _ := data["text/plain"].(string)
	return text
}

func TestHelpFollowsTheCells(t *testing.T) {
	nb := open(t)
	limit, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	for !nb.offers("strings.ToUp", "ToUpper") { // answers do not wait for the go command
		if limit.Err() != nil {
			t.Fatal("strings.ToUpper is not offered before the first cell")
		}
	}
	nb.want("type point struct{ x, y int }\n// origin is where all begins.\norigin := point{}", "")
	if !nb.offers("origin.", "x") {
		t.Error("a field is not offered")
	}
	if got := nb.known("origin"); !strings.Contains(got, "var origin point") || !strings.Contains(got, "where all begins") || !strings.Contains(got, "cell 1") {
		t.Errorf("of a variable is known:\n%s", got)
	}
	nb.wantFailure("lost := 1\nnone()", "CompileError", "undefined")
	if nb.offers("los", "lost") {
		t.Error("a name is offered that was never declared")
	}
	if _, failure := nb.run("type point struct{ z int }"); failure != nil {
		t.Fatal(failure)
	}
	if !nb.offers("point{}.", "z") || nb.offers("point{}.", "x") {
		t.Error("a type is not the new one")
	}
	nb.want("%reset", "")
	if nb.offers("ori", "origin") {
		t.Error("a name is offered that has been forgotten")
	}
}

// What is known of a variable includes its value, unless a cell runs.
func TestHelpShowsValues(t *testing.T) {
	nb := open(t)
	nb.want(`type loud struct{ N int }
func (l loud) String() string { panic("called") }
type celsius float64
var nothing error
n, s, xs, big, l, p, c := 42, "a\tb", []int{1, 2}, make([]float64, 1e6), loud{7}, &loud{8}, celsius(36.6)
m := mat.NewDense(3, 4, nil)
f := func() {}`, "")
	for name, value := range map[string]string{
		"n": "42", "s": `"a\tb"`, "xs": "[1 2]", "big": "1000000 elements", "l": "{N:7}", "c": "36.6", "m": "3×4", "nothing": "nil", "p": "-",
	} {
		if got := nb.known(name); !strings.Contains(got, value) {
			t.Errorf("of %s is known, without %s:\n%s", name, value, got)
		}
	}
	nb.want("f2 := f", "")
}

func TestHelpWhileACellRuns(t *testing.T) {
	nb := open(t)
	nb.want("count := 3\nfunc double(n int) int { return 2 * n }", "")
	asked := false
	nb.onText = func(string) {
		if asked {
			return
		}
		asked = true
		if !nb.offers("x := dou", "double") || !nb.offers("strings.ToUp", "ToUpper") {
			t.Error("names are not offered while a cell runs")
		}
		if got := nb.known("double("); !strings.Contains(got, "func double(n int) int") {
			t.Errorf("while a cell runs, of a function is known:\n%s", got)
		}
		nb.s.Interrupt()
	}
	if _, failure := nb.run("fmt.Println(`begun`)\nselect {}"); failure == nil || failure.Name != "interrupted" || !asked {
		t.Errorf("the cell ended with %v", failure)
	}
}

// Questions may come at any moment: this is for the race detector.
func TestHelpBesideCells(t *testing.T) {
	nb := open(t)
	nb.want("type node[T any] struct { value T; next *node[T] }\nfunc (n *node[T]) Value() T { return n.value }", "")
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for _, code := range []string{"n.", "x := node[int]{", "func (n *node[T]) more() { n.", "mat.NewDense(1, 1, nil).", "for i := range ", "strings.NewReader(``)."} {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					nb.s.Complete(code, len(code))
					nb.s.Inspect(code, 1, 1)
				}
			}
		})
	}
	for i := range 5 {
		nb.want(fmt.Sprintf("n := &node[int]{value: %d}\nn.Value()", i), fmt.Sprintf("=> %d\n", i))
		nb.want(fmt.Sprintf("func (n *node[T]) extra%d() T { return n.Value() }\nvar face%d interface{ Value() int } = n", i, i), "")
	}
	close(stop)
	wg.Wait()
	if !nb.offers("n.", "extra4") {
		t.Error("a method is not offered")
	}
}
