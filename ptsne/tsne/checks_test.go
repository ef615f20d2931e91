package tsne_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/metrics"
	"github.com/gopherbook/gopherbook/ptsne/tsne"
)

func TestWhatIsMissing(t *testing.T) {
	x, _ := blobs(40, 3)
	far := mat.NewDense(40, 2, nil)
	far.Set(3, 1, 1e200)
	p := func(batch int) *ptsne.Joint {
		p, err := ptsne.JointProbabilities(x, ptsne.Perplexity(5), ptsne.BatchSize(batch))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	whole, halves := p(40), p(20)
	for want, run := range map[string]func() (*tsne.Result, error){
		"the data are nil":                                         func() (*tsne.Result, error) { return tsne.Embed((*mat.Dense)(nil)) },
		"StartFrom got nil":                                        func() (*tsne.Result, error) { return tsne.Embed(x, tsne.StartFrom(nil)) },
		"StartFrom got nil: want a map":                            func() (*tsne.Result, error) { return tsne.Embed(x, tsne.StartFrom((*mat.Dense)(nil))) },
		"a map with 1e+200 in row 3, column 1":                     func() (*tsne.Result, error) { return tsne.Embed(x, tsne.StartFrom(far)) },
		"the data have 1 rows: want 3 at least":                    func() (*tsne.Result, error) { return tsne.Embed(x.Slice(0, 1, 0, 3)) },
		"Joint got nil":                                            func() (*tsne.Result, error) { return tsne.Embed(x, tsne.Joint(nil)) },
		"probabilities of 40 rows, but the data have 39":           func() (*tsne.Result, error) { return tsne.Embed(x.Slice(0, 39, 0, 3), tsne.Joint(whole)) },
		"in batches of 20 rows: want all in one":                   func() (*tsne.Result, error) { return tsne.Embed(x, tsne.Joint(halves)) },
		"the input has 1e+200 in row 3, column 1":                  func() (*tsne.Result, error) { return tsne.Embed(far, tsne.Joint(whole), tsne.StartRandom()) },
		"perplexity 2 is too large for 3 rows":                     func() (*tsne.Result, error) { return tsne.Embed(x.Slice(0, 3, 0, 3), tsne.Perplexity(2)) },
		"perplexity 30 is too large for 31 rows: want it below 30": func() (*tsne.Result, error) { return tsne.Embed(x.Slice(0, 31, 0, 3)) },
	} {
		if r, err := run(); err == nil || !strings.Contains(err.Error(), want) || r != nil {
			t.Errorf("the result is %v, error %v, want %q", r, err, want)
		}
	}
	var nobody context.Context
	// The last start that is given counts, and nil is no context and no output.
	want := embed(t, x, tsne.Perplexity(5), tsne.Iterations(20))
	if got := embed(t, x, tsne.Perplexity(5), tsne.Iterations(20), tsne.StartFrom(far), tsne.StartPCA(), tsne.Context(nobody), tsne.Output(nil)); !mat.Equal(got.Y, want.Y) {
		t.Error("the map is another one")
	}
}

// A large constant column does not change the start from principal components,
// nor anything after it.
func TestConstantColumnsDoNotMatter(t *testing.T) {
	x, labels := blobs(100, 5)
	more := mat.NewDense(100, 6, nil)
	more.Slice(0, 100, 0, 5).(*mat.Dense).Copy(x)
	for i := range 100 {
		more.Set(i, 5, 7.7e20)
	}
	want, got := embed(t, x, tsne.Iterations(0)).Y, embed(t, more, tsne.Iterations(0)).Y
	if !mat.EqualApprox(got, want, 1e-6) {
		t.Error("the map starts elsewhere")
	}
	r := embed(t, more, tsne.Perplexity(10), tsne.Iterations(300))
	if accuracy, err := metrics.LeaveOneOutAccuracy(r.Y, labels, 1); err != nil || accuracy < 0.95 {
		t.Errorf("1-NN accuracy is %g, error %v", accuracy, err)
	}
}

// A map may start anywhere that squares of distances are numbers.
func TestStartFromAfar(t *testing.T) {
	x, _ := blobs(40, 3)
	for name, method := range methods {
		for _, scale := range []float64{0, 1e-30, 1e30} {
			start := mat.NewDense(40, 2, nil)
			start.Apply(func(i, j int, _ float64) float64 { return scale * math.Sin(float64(3*i+j)) }, start)
			r, err := tsne.Embed(x, method, tsne.StartFrom(start), tsne.Perplexity(5), tsne.Iterations(1), quiet)
			if err == nil && (math.IsNaN(r.KL) || math.IsInf(r.KL, 0)) || err != nil && !strings.Contains(err.Error(), "diverged") {
				t.Errorf("%s from %g: %v, error %v", name, scale, r, err)
			}
		}
	}
}
