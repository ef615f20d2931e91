package ptsne_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
)

func TestMeanSquaredError(t *testing.T) {
	target := mat.NewDense(2, 2, []float64{1, 2, 3, 4})
	output := mat.NewDense(2, 2, []float64{1, 4, 2, 4})
	if value, _ := ptsne.MeanSquaredError().Loss(target, output); math.Abs(value-5.0/4) > 1e-15 {
		t.Errorf("value is %g, want 1.25", value)
	}
	if err := ptsne.CheckGradient(ptsne.MeanSquaredError(), target, output); err != nil {
		t.Error(err)
	}
}
