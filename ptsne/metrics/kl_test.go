package metrics_test

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/metrics"
)

func TestKLDivergenceAgreesWithTheLoss(t *testing.T) {
	x := random(120, 4, 1)
	p, err := ptsne.JointProbabilities(x, ptsne.Perplexity(10))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []int{1, 2, 3, 20} {
		y := random(120, d, 2)
		want, _ := ptsne.TSNE(ptsne.DegreesOfFreedom(1)).Loss(mat.DenseCopyOf(p), y)
		for _, p := range []mat.Matrix{p, mat.DenseCopyOf(p)} { // sparse, dense
			got, err := metrics.KLDivergence(p, y)
			if err != nil || math.Abs(got-want) > 1e-6 {
				t.Errorf("d=%d: %.12g, error %v, want %.12g", d, got, err, want)
			}
		}
	}
}

func TestKLDivergenceErrors(t *testing.T) {
	y := random(5, 2, 1)
	nan, negative := random(5, 2, 1), mat.NewDense(5, 5, nil)
	nan.Set(2, 1, math.NaN())
	negative.Set(1, 3, -0.5)
	for want, err := range map[string]error{
		"shape (5, 4), and the map 5 points: want (5, 5)": second(metrics.KLDivergence(mat.NewDense(5, 4, nil), y)),
		"a NaN in row 2, column 1":                        second(metrics.KLDivergence(mat.NewDense(5, 5, nil), nan)),
		"in row 1, column 3 is -0.5":                      second(metrics.KLDivergence(negative, y)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
}
