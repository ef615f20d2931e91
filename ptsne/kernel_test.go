package ptsne

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func randomMap(rng *rand.Rand, n, d int) *mat.Dense {
	y := mat.NewDense(n, d, nil)
	for i := range n {
		for c := range d {
			y.Set(i, c, 3*rng.NormFloat64())
		}
	}
	return y
}

// The sums over all pairs are those of their definition, for one pair after
// the other, also where there are more pairs than are computed together.
func TestRepulsionIsTheSumOverAllPairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{1, 2, 5, 2*pairsAtATime + 3} {
		for _, d := range []int{1, 2, 3, 11} {
			for _, v := range []float64{0, 1, 1.5, 2, 3, 4, 70} {
				var k kernel
				y := randomMap(rng, n, d)
				k.load(v, y)
				if v == 0 {
					v = max(1, float64(d-1))
				}
				i := rng.IntN(n)
				force := make([]float64, d)
				got := k.repel(i, 0, i, force, new(scratch)) + k.repel(i, i+1, n, force, new(scratch))

				var want, size float64
				wantForce := make([]float64, d)
				for j := range n {
					if j == i {
						continue
					}
					var d2 float64
					for c := range d {
						d2 += (y.At(i, c) - y.At(j, c)) * (y.At(i, c) - y.At(j, c))
					}
					w := 1 / (1 + d2/v)
					kij := math.Pow(w, (v+1)/2)
					want += kij
					for c := range d {
						f := kij * w * (y.At(i, c) - y.At(j, c))
						wantForce[c] += f
						size += math.Abs(f)
					}
				}
				if math.Abs(got-want) > 1e-12*want {
					t.Errorf("n %d, d %d, v %g: Σk is %g, want %g", n, d, v, got, want)
				}
				for c, f := range force {
					if math.Abs(f-wantForce[c]) > 1e-12*size {
						t.Errorf("n %d, d %d, v %g: force is %g, want %g", n, d, v, force, wantForce)
						break
					}
				}
			}
		}
	}
}

// The loss and its gradient for one batch, as Fit computes them.
func BenchmarkLossOfABatch(b *testing.B) {
	const n = 5000
	rng := rand.New(rand.NewPCG(1, 1))
	p, err := JointProbabilities(randomMap(rng, n, 10))
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		outputs int
		degrees float64
	}{{2, 0}, {2, 1.5}, {3, 0}, {10, 0}, {30, 0}} {
		b.Run(fmt.Sprintf("outputs=%d/degrees=%g", c.outputs, c.degrees), func(b *testing.B) {
			y, gradient := randomMap(rng, n, c.outputs), mat.NewDense(n, c.outputs, nil)
			loss := &TSNELoss{degrees: degrees{set: c.degrees}}
			b.ReportAllocs()
			for b.Loop() {
				loss.lossSparse(gradient, p.batches[0], y)
			}
		})
	}
}
