package f32

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestScaleClampAndDot(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{0, 1, 3, 4, 7, 1000, grain, 2*grain + 5} {
		x, y := make([]float32, n), make([]float32, n)
		want, size := 0.0, 0.0
		for i := range x {
			x[i], y[i] = float32(rng.NormFloat64()), float32(rng.NormFloat64())
			product := float64(x[i]) * float64(y[i])
			want += product
			size += math.Abs(product)
		}
		sums, got := make([]float64, Pieces(n)), 0.0
		Dot(sums, x, y)
		for _, v := range sums {
			got += v
		}
		if math.Abs(got-want) > 1e-12*size {
			t.Errorf("the product of vectors of %d numbers is %g, want %g", n, got, want)
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
