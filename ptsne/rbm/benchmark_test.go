package rbm_test

import (
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/rbm"
)

// An epoch of the paper's first machine, on a tenth of MNIST's rows.
func BenchmarkEpoch(b *testing.B) {
	x := mat.NewDense(6000, 784, nil)
	small := bars(6000)
	x.Apply(func(i, j int, _ float64) float64 { return small.At(i, j%16) }, x)
	r := rbm.New(784, 500, rbm.Epochs(1), quiet)
	for b.Loop() {
		if _, err := r.Fit(x); err != nil {
			b.Fatal(err)
		}
	}
}
