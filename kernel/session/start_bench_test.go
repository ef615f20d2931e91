package session_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/gopherbook/gopherbook/kernel/session"
)

// BenchmarkStart measures how long a new session takes to the first result,
// when all that it needs has been built before.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	for _, c := range []struct{ name, dir, code string }{
		{"Evaluated", dir, "1 + 1"},
		{"Compiled", dir, "func f(n int) int { return n + 1 }\nfmt.Println(f(1))"},
		{"Local", dir, "func g(p struct{ N int }) int { return p.N }\ng(struct{ N int }{3})"},
		{"Plot", dir, "p := plot.New()\np.Title.Text = \"x\""},
		{"Checkout", "../../notebooks", "fmt.Println(ptsne.ReLU)\nfunc k(n int) int { return n + 2 }"},
	} {
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				s := session.New(session.Options{Dir: c.dir, Source: os.DirFS("../..")})
				nb := &notebook{t: b, s: s}
				nb.run(c.code)
				took = append(took, time.Since(start))
				s.Close()
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
		})
	}
}
