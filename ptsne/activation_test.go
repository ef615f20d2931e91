package ptsne_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
)

func TestActivationsComputeTheirFormula(t *testing.T) {
	for a, f := range map[ptsne.Activation]func(float64) float64{
		ptsne.Linear:  func(x float64) float64 { return x },
		ptsne.ReLU:    func(x float64) float64 { return max(x, 0) },
		ptsne.Sigmoid: func(x float64) float64 { return 1 / (1 + math.Exp(-x)) },
		ptsne.Tanh:    math.Tanh,
	} {
		t.Run(a.String(), func(t *testing.T) {
			d := ptsne.Dense(1, a, ptsne.InputShape(1))
			m := ptsne.NewSequential(d)
			if err := d.SetWeights(mat.NewDense(1, 1, []float64{2}), mat.NewVecDense(1, []float64{0.5})); err != nil {
				t.Fatal(err)
			}
			x := mat.NewDense(4, 1, []float64{-3, -0.25, 0.1, 2})
			y, err := m.Predict(x)
			if err != nil {
				t.Fatal(err)
			}
			for i := range 4 {
				if want := f(2*x.At(i, 0) + 0.5); math.Abs(y.At(i, 0)-want) > 1e-6 {
					t.Errorf("at %g: %g, want %g", x.At(i, 0), y.At(i, 0), want)
				}
			}
		})
	}
}

func TestActivationString(t *testing.T) {
	if got := ptsne.ReLU.String(); got != "relu" {
		t.Errorf("ReLU is %q", got)
	}
	if got := ptsne.Activation(9).String(); got != "Activation(9)" {
		t.Errorf("an unknown activation is %q", got)
	}
}
