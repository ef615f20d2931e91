package ptsne_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

func TestClippingKeepsWhatIsShort(t *testing.T) {
	x, y := randmat.Normal(30, 3, 1), randmat.Normal(30, 2, 2)
	train := func(options ...ptsne.SGDOption) [][]float64 {
		m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(1, options...), 3)
		before := weightsOf(m)
		if _, err := m.Fit(x, y, ptsne.BatchSize(30), quiet); err != nil {
			t.Fatal(err)
		}
		steps := weightsOf(m)
		for i := range steps {
			for j := range steps[i] {
				steps[i][j] -= before[i][j]
			}
		}
		return steps
	}
	norm := func(gradients ...[]float64) float64 {
		sum := 0.0
		for _, g := range gradients {
			for _, v := range g {
				sum += v * v
			}
		}
		return math.Sqrt(sum)
	}
	whole := train()
	if !slices.EqualFunc(train(ptsne.ClipNorm(1e6)), whole, slices.Equal) || !slices.EqualFunc(train(ptsne.GlobalClipNorm(1e6)), whole, slices.Equal) ||
		!slices.EqualFunc(train(ptsne.ClipValue(1e6)), whole, slices.Equal) {
		t.Error("a gradient within the bounds is changed")
	}
	const bound = 0.02
	each, together, values := train(ptsne.ClipNorm(bound)), train(ptsne.GlobalClipNorm(bound)), train(ptsne.ClipValue(bound))
	for i, g := range whole {
		for name, c := range map[string]struct {
			got    []float64
			factor float64
		}{
			"ClipNorm":       {each[i], min(1, bound/norm(g))},
			"GlobalClipNorm": {together[i], min(1, bound/norm(whole...))},
		} {
			for j, v := range g {
				if math.Abs(c.got[j]-v*c.factor) > 1e-6 {
					t.Errorf("%s: a gradient of %g becomes %g, want %g", name, v, c.got[j], v*c.factor)
				}
			}
		}
		for j, v := range g {
			if want := max(-bound, min(v, bound)); math.Abs(values[i][j]-want) > 1e-6 {
				t.Errorf("ClipValue: a gradient of %g becomes %g", v, values[i][j])
			}
		}
	}
}
