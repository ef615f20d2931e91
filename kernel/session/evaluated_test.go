package session_test

import (
	"log/slog"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/session"
)

// evaluating is a notebook whose test knows which cells have been compiled.
type evaluating struct {
	*notebook
	direct directCells
}

func openEvaluating(t *testing.T) *evaluating {
	bindings(t)
	direct := make(directCells)
	return &evaluating{openWith(t, session.Options{Logger: slog.New(direct)}), direct}
}

// evaluated runs a cell that must not be compiled.
func (nb *evaluating) evaluated(code, want string) {
	nb.t.Helper()
	nb.want(code, want)
	if !nb.direct[int64(nb.n)] {
		nb.t.Errorf("cell\n%s\nhas been compiled", code)
	}
}

// compiled runs a cell that has to be.
func (nb *evaluating) compiled(code, want string) {
	nb.t.Helper()
	nb.want(code, want)
	if nb.direct[int64(nb.n)] {
		nb.t.Errorf("cell\n%s\nhas been evaluated", code)
	}
}

// Variables that evaluated cells declare are those of compiled cells, and the other way round.
func TestEvaluatedVariables(t *testing.T) {
	t.Parallel()
	nb := openEvaluating(t)
	nb.evaluated("x := 3", "")
	nb.compiled("func get() int { return x }\ninc := func() { x++ }", "")
	nb.evaluated("x = 5\nget()", "=> 5\n")
	nb.evaluated("inc()\nx", "=> 6\n")
	nb.evaluated("x := x * 2\nget()", "=> 12\n")
	nb.evaluated("x := \"text\"", "")
	nb.evaluated("fmt.Println(get(), x)", "12 text\n")
	nb.compiled("func both() string { return fmt.Sprint(x, get()) }\nboth()", "=> text12\n")
	nb.evaluated("x += \"!\"\nboth()", "=> text!12\n")
	nb.evaluated("Name, px := \"exported\", &x", "")
	nb.compiled("func() { Name += *px; *px = \"new\" }()", "")
	nb.evaluated("fmt.Println(Name, x)", "exportedtext! new\n")
}

// Types and methods again, with values that evaluated cells have made.
func TestEvaluatedRedefinition(t *testing.T) {
	t.Parallel()
	nb := openEvaluating(t)
	nb.compiled("type P struct{ x int }\nfunc mk(x int) P { return P{x} }", "")
	nb.evaluated("p := mk(2)\nps := []P{p, {3}}\nvar a any = p", "")
	nb.compiled("func (p P) Twice() int { return 2 * p.x }", "")
	nb.evaluated("p.Twice() + ps[1].Twice()", "=> 10\n")
	nb.evaluated("p.x = 7\np", "=> {x:7}\n")
	nb.compiled("func twiceP() int { return p.Twice() }", "")
	nb.evaluated("p.x++\ntwiceP()", "=> 16\n")
	nb.compiled("type Q struct{ P }\nq := Q{p}\nq.Twice()", "=> 16\n")
	nb.wantFailure("func mk() string { return p.y }", "CompileError", "p.y undefined")
	show, failure := nb.run("type P struct{ x, y int }\nfunc mk(x int) P { return P{x, 1} }\nfunc twiceP() int { return 0 }\ntype Q struct{ P }")
	if failure != nil {
		t.Fatal(failure.Traceback)
	}
	t.Log(show)
	nb.evaluated("p := mk(4)\np.Twice() + p.y", "=> 9\n")
}

func TestEvaluatedAgain(t *testing.T) {
	t.Parallel()
	nb := openEvaluating(t)
	nb.evaluated("counter := 0\nxs := []int{1, 2}", "")
	nb.evaluated("counter++\ncounter", "=> 1\n")
	nb.evaluated("counter++\ncounter", "=> 2\n")
	nb.evaluated("counter := 0\nxs := []int{1, 2}", "")
	nb.evaluated("counter++\ncounter", "=> 1\n")
	sum := "total := 0\nfor _, x := range xs { total += x }\ntotal"
	nb.evaluated(sum, "=> 3\n")
	nb.compiled("func double() int { return 2 * total }", "")
	nb.evaluated("xs = make([]int, 100000)\nxs[0] = 9", "")
	nb.compiled(sum, "=> 9\n") // a long loop is the compiler's; the variables stay
	nb.evaluated("double()", "=> 18\n")
	nb.wantFailure("xs[counter-2]", "panic", "Cell [11], line 1")
	nb.wantFailure("xs[counter-2]", "panic", "Cell [12], line 1")
}

func TestEvaluatedInterrupt(t *testing.T) {
	t.Parallel()
	nb := openEvaluating(t)
	nb.compiled("func forever(n int) { fmt.Println(n); for {} }", "")
	for _, code := range []string{"forever(1)", "fmt.Println(0)\ntime.Sleep(time.Hour)"} {
		if _, failure, _ := nb.interrupted(code); failure == nil || failure.Name != "interrupted" {
			t.Errorf("%s: %v", code, failure)
		}
		nb.evaluated("fmt.Sprint(\"on\")", "=> on\n")
	}
}

func TestEvaluatedWorkerEnds(t *testing.T) {
	t.Parallel()
	nb := openEvaluating(t)
	nb.evaluated("x := 1", "")
	nb.wantFailure("os.Exit(3)", "WorkerExited", "exit status 3")
	nb.wantFailure("x", "CompileError", "undefined: x")
	nb.evaluated("x := 2.5\nfmt.Println(x)", "2.5\n")
}
