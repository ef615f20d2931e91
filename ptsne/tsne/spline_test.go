package tsne

import (
	"math"
	"testing"
)

func TestSplinesAreAPartitionOfUnity(t *testing.T) {
	for _, at := range []float64{0, 0.25, 0.5, 0.999} {
		var w, slope, after, before, none [order]float64
		bspline(at, &w, &slope)
		sum, mean := 0.0, 0.0
		for m, v := range w {
			sum += v
			mean += v * (at + float64(m))
		}
		if math.Abs(sum-1) > 1e-14 || math.Abs(mean-order/2) > 1e-13 {
			t.Errorf("at %g the weights %v have the sum %g and the mean %g, want 1 and %d", at, w, sum, mean, order/2)
		}
		const h = 1e-6
		bspline(at+h, &after, &none)
		bspline(at-h, &before, &none)
		for m := range slope {
			if want := (after[m] - before[m]) / (2 * h); math.Abs(slope[m]-want) > 1e-8 {
				t.Errorf("at %g+%d the slope is %g, want %g", at, m, slope[m], want)
			}
		}
	}
}
