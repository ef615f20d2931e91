package f64

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"
)

func TestButterfliesAgreeWithTheirDefinition(t *testing.T) {
	with(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 1))
		for radix := 2; radix <= 4; radix++ {
			for _, n := range []int{4, 12, 32} {
				yStep, xStep := n, n+4
				draw := func(n int) []float64 {
					x := make([]float64, n)
					for i := range x {
						x[i] = rng.NormFloat64()
					}
					return x
				}
				xRe, xIm := draw((radix-1)*xStep+n), draw((radix-1)*xStep+n)
				yRe, yIm := draw(radix*yStep+1), draw(radix*yStep+1)
				beyond := yRe[radix*yStep]
				w := [6]float64(draw(6))
				Butterfly(radix, yRe, yIm, xRe, xIm, yStep, xStep, n, &w)
				for k := range radix {
					for i := range n {
						var want complex128
						for j := range radix {
							x := complex(xRe[i+j*xStep], xIm[i+j*xStep])
							want += x * cmplx.Rect(1, -2*math.Pi*float64(j*k)/float64(radix))
						}
						if k > 0 {
							want *= complex(w[2*k-2], w[2*k-1])
						}
						if got := complex(yRe[i+k*yStep], yIm[i+k*yStep]); cmplx.Abs(got-want) > 1e-14 {
							t.Fatalf("radix %d, n=%d: result %d of %d is %v, want %v", radix, n, k, i, got, want)
						}
					}
				}
				if yRe[radix*yStep] != beyond {
					t.Errorf("radix %d, n=%d: what lies behind the results is written", radix, n)
				}
			}
		}
	})
}

func TestButterflyChecksItsOperands(t *testing.T) {
	x, y, w := make([]float64, 16), make([]float64, 16), new([6]float64)
	for name, call := range map[string]func(){
		"a radix of 5":    func() { Butterfly(5, y, y, x, x, 1, 1, 4, w) },
		"n of 3":          func() { Butterfly(2, y, y, x, x, 4, 4, 3, w) },
		"a result behind": func() { Butterfly(4, y, y[:15], x, x, 4, 4, 4, w) },
		"a number behind": func() { Butterfly(2, y, y, x, x[:7], 4, 4, 4, w) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is taken", name)
				}
			}()
			call()
		}()
	}
}
