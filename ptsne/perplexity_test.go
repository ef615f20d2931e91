package ptsne_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// meanReference is P of all rows of x for several perplexities, in float64.
func meanReference(x mat.Matrix, perplexities ...float64) *mat.Dense {
	n, _ := x.Dims()
	sum := mat.NewDense(n, n, nil)
	for _, u := range perplexities {
		sum.Add(sum, referenceJoint(x, u))
	}
	sum.Scale(1/float64(len(perplexities)), sum)
	return sum
}

func TestSeveralPerplexitiesAgreeWithTheFormulas(t *testing.T) {
	x := randmat.Normal(50, 6, 1)
	p := joint(t, x, ptsne.Perplexity(20, 3, 7))
	if want := meanReference(x, 3, 7, 20); !mat.EqualApprox(p, want, 1e-6) {
		t.Errorf("P differs from the reference by up to %g", maxDifference(p, want))
	}
	if got := p.String(); !strings.Contains(got, ": perplexity 20, 3, 7, batches: 1,") {
		t.Errorf("String is %q", got)
	}
	if once, twice := joint(t, x, ptsne.Perplexity(7)), joint(t, x, ptsne.Perplexity(7, 7)); !mat.EqualApprox(once, twice, 1e-9) {
		t.Error("a perplexity given twice is another one")
	}
}

func TestMultiscaleAgreesWithTheFormulas(t *testing.T) {
	for n, want := range map[int][]float64{
		4:  {2},
		5:  {2},
		6:  {2, 4},
		11: {2, 4},
		12: {2, 4, 8},
		64: {2, 4, 8, 16, 32},
	} {
		x := randmat.Normal(n, 5, 1)
		p := joint(t, x, ptsne.Perplexity(1e9), ptsne.Multiscale()) // the last counts
		if got := p.Perplexity(); !slices.Equal(got, want) {
			t.Errorf("%d rows have the perplexities %v, want %v", n, got, want)
		}
		// The entropies match to 1e-5, which few rows share.
		if want := meanReference(x, want...); !mat.EqualApprox(p, want, 1e-5) {
			t.Errorf("P of %d rows differs from the reference by up to %g", n, maxDifference(p, want))
		}
	}
}

// Each batch has the scales of its own size.
func TestMultiscaleOfASmallerLastBatch(t *testing.T) {
	x := randmat.Normal(50, 4, 1)
	p := joint(t, x, ptsne.Multiscale(), ptsne.BatchSize(40))
	last := joint(t, x.Slice(40, 50, 0, 4), ptsne.Multiscale())
	if got := fmt.Sprint(p.Perplexity(), last.Perplexity()); got != "[2 4 8 16] [2 4]" {
		t.Errorf("the perplexities are %s", got)
	}
	for i := range 10 {
		for j := range 10 {
			if p.At(40+i, j) != last.At(i, j) {
				t.Fatalf("p(%d, %d) is that of another batch size", 40+i, j)
			}
		}
	}
}

func TestPerplexityErrors(t *testing.T) {
	x := randmat.Normal(45, 3, 1)
	rows := func(n int) mat.Matrix { return x.Slice(0, n, 0, 3) }
	for want, run := range map[string]func() (*ptsne.Joint, error){
		"Perplexity(): want at least one":              func() (*ptsne.Joint, error) { return ptsne.JointProbabilities(x, ptsne.Perplexity()) },
		"Perplexity(NaN): want a number above 1":       func() (*ptsne.Joint, error) { return ptsne.JointProbabilities(x, ptsne.Perplexity(5, math.NaN())) },
		"Perplexity(0.5): want a number above 1":       func() (*ptsne.Joint, error) { return ptsne.JointProbabilities(x, ptsne.Perplexity(0.5, 10)) },
		"perplexity 44 is too large for a batch of 45": func() (*ptsne.Joint, error) { return ptsne.JointProbabilities(x, ptsne.Perplexity(44, 5)) },
		"Neighbors(12) are too few for perplexity 12": func() (*ptsne.Joint, error) {
			return ptsne.JointProbabilities(x, ptsne.Perplexity(5, 12), ptsne.Neighbors(12))
		},
		"Neighbors(16) are too few for perplexity 16": func() (*ptsne.Joint, error) {
			return ptsne.JointProbabilities(x, ptsne.Multiscale(), ptsne.Neighbors(16))
		},
		"Multiscale wants at least 4 rows in a batch, but": func() (*ptsne.Joint, error) { return ptsne.JointProbabilities(rows(3), ptsne.Multiscale()) },
		"but the last gets 2 of 42 rows in batches of 20": func() (*ptsne.Joint, error) {
			return ptsne.JointProbabilities(rows(42), ptsne.Multiscale(), ptsne.BatchSize(20))
		},
		"wants at least 3 rows in a batch, but there are 1": func() (*ptsne.Joint, error) { return ptsne.JointProbabilities(rows(1)) },
		"wants at least 3 rows in a batch, but there are 2": func() (*ptsne.Joint, error) { return ptsne.JointProbabilities(x, ptsne.BatchSize(2)) },
	} {
		if p, err := run(); p != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
}

func BenchmarkMultiscale(b *testing.B) {
	x := randmat.Normal(2000, 784, 1)
	for b.Loop() {
		joint(b, x, ptsne.BatchSize(1000), ptsne.Multiscale())
	}
}
