package f32

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestScaleClampAndSumSquares(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{0, 1, 3, 4, 7, 1000, grain, 2*grain + 5} {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(rng.NormFloat64())
		}
		want := 0.0
		for _, v := range x {
			want += float64(v) * float64(v)
		}
		sums, got := make([]float64, Pieces(n)), 0.0
		SumSquares(sums, x)
		for _, v := range sums {
			got += v
		}
		if math.Abs(got-want) > 1e-12*want {
			t.Errorf("the squares of %d numbers sum up to %g, want %g", n, got, want)
		}

		scaled, clamped := slices.Clone(x), slices.Clone(x)
		Scale(scaled, 0.3)
		Clamp(clamped, 0.5)
		for i, v := range x {
			if scaled[i] != v*0.3 {
				t.Fatalf("%g times 0.3 gives %g", v, scaled[i])
			}
			if want := math.Max(-0.5, math.Min(float64(v), 0.5)); clamped[i] != float32(want) {
				t.Fatalf("%g is clamped to %g", v, clamped[i])
			}
		}
	}
}
