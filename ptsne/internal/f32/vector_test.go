package f32

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestFromFloat64(t *testing.T) {
	with(t, func(t *testing.T) {
		for n := range 40 {
			src, dst := make([]float64, n), make([]float32, n+1)
			for i := range src {
				src[i] = math.Exp(float64(i)) / 3
			}
			FromFloat64(dst[:n], src)
			for i, v := range src {
				if dst[i] != float32(v) {
					t.Errorf("%g becomes %g, want %g", v, dst[i], float32(v))
				}
			}
			if dst[n] != 0 {
				t.Error("something beside dst was written to")
			}
		}
	})
}

func TestFirstBelow(t *testing.T) {
	with(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 1))
		inf := float32(math.Inf(1))
		for range 500 {
			n := rng.IntN(40)
			p, a := randomMatrix(rng, 1, n), randomMatrix(rng, 1, n)
			if n == 0 {
				p, a = Matrix{}, Matrix{}
			}
			b := float32(4*rng.NormFloat64()) - 6
			if rng.IntN(10) == 0 {
				b = inf
			}
			want := 0
			for want < n && !(a.Data[want]-2*p.Data[want] < b) {
				want++
			}
			if got := FirstBelow(p.Data[:n], a.Data[:n], b); got != want {
				t.Fatalf("%d of %d, want %d", got, n, want)
			}
		}
	})
}
