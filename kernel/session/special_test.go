package session_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestSpecials(t *testing.T) {
	each(t, func(t *testing.T, nb *notebook) {
		dir := t.TempDir()
		home := os.Getenv("HOME")
		nb.want("%who", "\n")
		nb.want("x, s := 3, []float64{1, 2}\nbig := make([]int, 1e6)\nfunc f(a int) int { return a }\ntype point struct{ X, Y int }\nconst limit = 10\np := &point{}", "")
		nb.want("%who", "big\tf\tlimit\tp\tpoint\ts\tx\n")
		table := `Name   Type             Value
big    []int            1000000 elements
f      func(a int) int  -
limit  untyped int      10
p      *point           -
point  type             struct{X int; Y int}
s      []float64        [1 2]
x      int              3
`
		nb.want("%whos", table)
		nb.want("y := x + 1\n%whos", table)
		nb.want("%who", "big\tf\tlimit\tp\tpoint\ts\tx\ty\n")
		nb.want("%env GREETING=hello $HOME", "GREETING=hello "+home+"\n")
		nb.want("os.Getenv(\"GREETING\")\n", "=> hello "+home+"\n")
		nb.want("%env GREETING", "hello "+home+"\n")
		nb.want("!echo $GREETING", "hello "+home+"\n")
		nb.wantFailure("x++\n%env NO_SUCH_NAME", "panic", "%env: NO_SUCH_NAME is not set", "line 2")
		nb.want("%cd "+dir, dir+"\n")
		nb.want("%pwd", dir+"\n")
		nb.want("$ pwd", dir+"\n")
		nb.want("%cd ..", filepath.Dir(dir)+"\n")
		nb.want("%cd -", dir+"\n")
		nb.wantFailure("%cd nowhere", "panic", "chdir nowhere: no such file or directory", "line 1")
		for _, ask := range []string{"%help", ":help"} {
			if show, failure := nb.run(ask); failure != nil || !strings.Contains(show, "%timeit [-n LOOPS]") {
				t.Errorf("%s showed %q and failed with %v", ask, show, failure)
			}
		}
		nb.wantFailure("x++\n%nonsense", "CompileError", "there is no special command %nonsense: %help lists them", "line 2")
	})
}

func TestTimeit(t *testing.T) {
	nb := open(t)
	result := regexp.MustCompile(`^\d[\d.]* (ns|µs|ms|s) ± \d[\d.]* (ns|µs|ms|s) per loop \(mean ± std\. dev\. of 2 runs, [125][0,]* loops? each\)\n$`)
	nb.want("calls := 0\nfunc f(a int) int { calls++; return a }\nfunc two() (int, int) { return 1, 2 }\nxs := []int{1}", "")
	for _, code := range []string{"%timeit -r 2 f(3)", "%timeit -r2 f(3) + len(xs) // a comment", "%timeit -r2 len(xs)", "%timeit -r2 two()",
		"%timeit -r2 for i := range 3 {\n\tf(i)\n}", "%%timeit -r2\ny := f(1)\nfor range 2 {\n\ty += f(y)\n}", "%timeit -r2 xs[0] = 2"} {
		show, failure := nb.run(code)
		if failure != nil {
			t.Fatalf("%s failed: %s", code, strings.Join(failure.Traceback, "\n"))
		}
		if !result.MatchString(show) {
			t.Errorf("%s showed %q", code, show)
		}
	}
	if show, failure := nb.run("%timeit f(3)"); failure != nil || !strings.Contains(show, "of 7 runs, ") {
		t.Errorf("%q, %v", show, failure)
	}
	nb.want("calls = 0", "")
	if show, failure := nb.run("%timeit -n 3 -r2 f(1)"); failure != nil || !strings.Contains(show, "of 2 runs, 3 loops each") {
		t.Errorf("%q, %v", show, failure)
	}
	nb.want("calls", "=> 6\n")
	nb.wantFailure("%timeit -n x f(1)", "CompileError", "%timeit takes -n LOOPS and -r RUNS")
	nb.wantFailure("%timeit", "CompileError", "%timeit wants a statement after it")
	nb.wantFailure("a := 1\n%timeit   f(a, 2)", "CompileError", "line 2, column 16", "too many arguments")
	nb.wantFailure("%%timeit\nfunc g() {}", "CompileError", "declare functions and imports in another cell")
	nb.wantFailure("%timeit panic(\"x\")", "panic", "Cell [17], line 1")
}

func TestReset(t *testing.T) {
	nb := open(t)
	nb.want("import str \"strings\"\nx := 1", "")
	nb.want("%reset\ny := 2", "")
	nb.wantFailure("x", "CompileError", "undefined: x")
	nb.wantFailure("str.ToUpper(\"a\")", "CompileError", "undefined: str")
	nb.want("%who", "y\n")
	nb.want("x := \"again\"\nx", "=> again\n")
	nb.wantFailure("x = \"\"\n%reset", "CompileError", "%reset stands at the top of a cell")
	nb.want("x", "=> again\n")
}

func TestRestore(t *testing.T) {
	nb := open(t)
	nb.want("%restore", "stderr: nothing has been lost that could be restored\n")
	nb.want("import \"os\"\ntype point struct{ x, y int }\nfunc (p point) sum() int { return p.x + p.y }\nfmt.Println(\"once\")", "once\n")
	nb.want("p := point{1, 2}\nn := p.sum()\nn = 10\nn", "=> 10\n")
	nb.want("const k = 7\nvar m = map[string]int{\"k\": k}\nm[\"more\"] = 1", "")
	_, failure := nb.run("lost := 1\nos.Exit(3)")
	if failure == nil || !strings.Contains(strings.Join(failure.Traceback, "\n"), "%restore") {
		t.Fatal(failure)
	}
	nb.wantFailure("p", "CompileError", "undefined: p")
	nb.want("%restore\nn, m := n+1, m\nn", "stderr: declared again: k, m, n, p, point\n=> 4\n")
	nb.want("m", "=> map[k:7]\n")
	nb.wantFailure("p.sum()\npanic(p)", "panic", "line 2")
	nb.wantFailure("lost", "CompileError", "undefined: lost")

	nb.want("q := p", "")
	if _, failure := nb.run("os.Exit(4)"); failure == nil {
		t.Fatal("it lives")
	}
	nb.want("r := 1.5", "")
	nb.want("%restore\nq.sum()", "stderr: declared again: k, m, n, p, point, q\n=> 3\n")
}
