package ptsne_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

func TestCheckGradientFindsWhereItIsOff(t *testing.T) {
	wrong := ptsne.LossFunc(func(target, output *mat.Dense) (float64, *mat.Dense) {
		value, gradient := ptsne.MeanSquaredError().Loss(target, output)
		gradient.Set(3, 1, 2*gradient.At(3, 1))
		gradient.Set(1, 0, gradient.At(1, 0)+1e-3)
		return value, gradient
	})
	target, output := randmat.Normal(5, 2, 1), randmat.Normal(5, 2, 2)
	_, right := ptsne.MeanSquaredError().Loss(target, output)

	var off *ptsne.GradientError
	if err := ptsne.CheckGradient(wrong, target, output); !errors.As(err, &off) {
		t.Fatalf("error is %v, want a *GradientError", err)
	}
	if off.Row != 3 || off.Col != 1 || off.Off != 2 || off.Of != 10 ||
		math.Abs(off.Numeric-right.At(3, 1)) > 1e-8 || math.Abs(off.Gradient-2*right.At(3, 1)) > 1e-12 {
		t.Errorf("error is %+v", off)
	}
	if !strings.Contains(off.Error(), "off in 2 of 10 elements, most at row 3, column 1") {
		t.Errorf("text is %q", off.Error())
	}
}

func TestCheckGradientFindsNaN(t *testing.T) {
	nan := ptsne.LossFunc(func(target, output *mat.Dense) (float64, *mat.Dense) {
		value, gradient := ptsne.MeanSquaredError().Loss(target, output)
		gradient.Set(0, 1, math.NaN())
		return value, gradient
	})
	var off *ptsne.GradientError
	err := ptsne.CheckGradient(nan, randmat.Normal(3, 2, 1), randmat.Normal(3, 2, 2))
	if !errors.As(err, &off) || off.Row != 0 || off.Col != 1 {
		t.Errorf("error is %v", err)
	}
}

func TestCheckGradientChecksShapes(t *testing.T) {
	err := ptsne.CheckGradient(ptsne.TSNE(), randmat.Normal(4, 2, 1), randmat.Normal(4, 2, 2))
	if err == nil || !strings.Contains(err.Error(), "target of shape (4, 4) but got (4, 2)") {
		t.Errorf("error is %v", err)
	}
	none := ptsne.LossFunc(func(target, output *mat.Dense) (float64, *mat.Dense) { return 0, nil })
	if err := ptsne.CheckGradient(none, randmat.Normal(4, 2, 1), randmat.Normal(4, 2, 2)); err == nil || !strings.Contains(err.Error(), "no gradient") {
		t.Errorf("error is %v", err)
	}
}
