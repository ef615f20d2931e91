package session_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/gopherbook/gopherbook/kernel/session"
)

// BenchmarkCell measures how long a session takes for a cell, from its text to
// the end of its run, with the evaluator and without. No two cells are of the
// same text: one that has been run before is run again without a build.
func BenchmarkCell(b *testing.B) {
	bindings(b)
	kinds := []struct {
		name string
		code func(i int) string
	}{
		{"Arithmetic", func(i int) string { return "x*2 + " + strconv.Itoa(i) }},
		{"Glue", func(i int) string { return "y := f(x, " + strconv.Itoa(i) + ")\nfmt.Println(len(xs), y, xs[1:])" }},
		{"Method", func(i int) string { return "p.N = " + strconv.Itoa(i) + "\np.Twice()" }},
	}
	for _, kind := range kinds {
		for name, o := range map[string]session.Options{"Evaluated": {}, "Compiled": {NoEvaluator: true}} {
			b.Run(kind.name+name, func(b *testing.B) {
				nb := openWith(b, o)
				nb.want("x, xs := 1, []int{1, 2, 3}\nfunc f(a, b int) int { return a + b }\ntype P struct{ N int }\nfunc (p P) Twice() int { return 2 * p.N }\nvar p P", "")
				_, _ = nb.run("fmt.Println(x)")
				var took []time.Duration
				for i := 0; b.Loop(); i++ {
					start := time.Now()
					if _, failure := nb.run(kind.code(i)); failure != nil {
						b.Fatal(failure)
					}
					took = append(took, time.Since(start))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
			})
		}
	}
}
