package f32

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

var (
	activationNames = [...]string{"Linear", "ReLU", "Sigmoid", "Tanh"}
	exact           = [...]func(x float64) float64{
		func(x float64) float64 { return x },
		func(x float64) float64 { return max(x, 0) },
		func(x float64) float64 { return 1 / (1 + math.Exp(-x)) },
		math.Tanh,
	}
)

// everyFloat32 calls f with numbers from the whole range of float32, all that
// are step apart in their order and those around special ones, as many at a
// time as f likes.
func everyFloat32(step uint32, f func(x []float32)) {
	var x []float32
	add := func(bits uint32) {
		if x = append(x, math.Float32frombits(bits)); len(x) == 1<<12 {
			f(x)
			x = x[:0]
		}
	}
	for sign := range uint32(2) {
		for bits := uint32(0); bits < 0x7f800000-step; bits += step {
			add(sign<<31 | bits)
		}
		for _, v := range []float32{0, math.SmallestNonzeroFloat32, 0x1p-126, 0.25, 0.55, 1, 8.66, 17, 44, 87.3, 88.72, 103.9, 104, 709, math.MaxFloat32, float32(math.Inf(1))} {
			for d := range uint32(9) {
				if bits := math.Float32bits(v) + d - 4; bits <= 0x7f800000 {
					add(sign<<31 | bits)
				}
			}
		}
	}
	f(x)
}

// The errors of the activations over the whole range, in units of the last
// place of the result.
func TestActivationsAreExactTo(t *testing.T) {
	limits := [activations]float64{0, 0, 3, 3}
	with(t, func(t *testing.T) {
		for a, limit := range limits {
			worst, where := 0.0, float32(0)
			everyFloat32(9973, func(x []float32) {
				got := slices.Clone(x)
				active.forward[a](got, make([]float32, len(x)))
				for i, v := range x {
					want := exact[a](float64(v))
					if float64(got[i]) == want || math.Abs(want) < 0x1p-126 && math.Abs(float64(got[i])) < 0x1p-125 {
						continue // at the far end, the logistic function is 0 a little too early
					}
					_, exponent := math.Frexp(want)
					off := math.Abs(float64(got[i])-want) / math.Ldexp(1, max(exponent-24, -149))
					if !(off <= worst) {
						worst, where = off, v
					}
				}
			})
			t.Logf("%s: %.2f units at %g", activationNames[a], worst, where)
			if !(worst <= limit) {
				t.Errorf("%s is %.2f units in the last place off at %g, want at most %v", activationNames[a], worst, where, limit)
			}
		}
	})
}

func TestActivationsPassOnNaN(t *testing.T) {
	with(t, func(t *testing.T) {
		for a, f := range active.forward {
			for n := 1; n < 20; n++ {
				x := make([]float32, n)
				x[n-1] = float32(math.NaN())
				f(x, make([]float32, n))
				for i, v := range x {
					if math.IsNaN(float64(v)) != (i == n-1) {
						t.Errorf("%s of %d numbers: number %d becomes %v", activationNames[a], n, i, v)
					}
				}
			}
		}
	})
}

func TestLayerForwardAndBackward(t *testing.T) {
	with(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 1))
		for a := range activations {
			for _, s := range [][3]int{{1, 1, 1}, {5, 7, 3}, {40, 50, 33}, {100, 300, 2}} {
				batch, inputs, units := s[0], s[1], s[2]
				in, kernel := randomMatrix(rng, batch, inputs), randomMatrix(rng, inputs, units)
				bias := randomMatrix(rng, 1, units).Row(0)
				out := randomMatrix(rng, batch, units)
				Forward(out, in, kernel, bias, a)
				grad, back := randomMatrix(rng, batch, units), randomMatrix(rng, batch, inputs)
				Backward(back, grad, kernel, in, a)
				for i := range batch {
					for j, got := range out.Row(i) {
						sum := float64(bias[j])
						for k, v := range in.Row(i) {
							sum += float64(v) * float64(kernel.Row(k)[j])
						}
						if want := exact[a](sum); math.Abs(float64(got)-want) > 1e-4 {
							t.Fatalf("%s: output is %g, want %g", activationNames[a], got, want)
						}
					}
					for k, got := range back.Row(i) {
						sum := 0.0
						for j, v := range grad.Row(i) {
							sum += float64(v) * float64(kernel.Row(k)[j])
						}
						// The derivative, from the activation's value.
						y := float64(in.Row(i)[k])
						if want := sum * [...]float64{1, 1, y * (1 - y), 1 - y*y}[a]; math.Abs(float64(got)-want) > 1e-4*(1+math.Abs(want)) {
							t.Fatalf("%s: gradient is %g, want %g", activationNames[a], got, want)
						}
					}
				}
			}
		}
	})
}

func TestGradientIsTheDerivative(t *testing.T) {
	with(t, func(t *testing.T) {
		const h = 1e-4
		rng := rand.New(rand.NewPCG(2, 2))
		for a := range activations {
			out, grad := New(50, 3), New(50, 3)
			var want []float64
			for i := range out.Data {
				x := rng.NormFloat64()
				if a == ReLU && math.Abs(x) < h {
					x = h // not at the kink
				}
				out.Data[i], grad.Data[i] = float32(exact[a](x)), 2
				want = append(want, 2*(exact[a](x+h)-exact[a](x-h))/(2*h))
			}
			a.Gradient(grad, out)
			for i, g := range grad.Data {
				if math.Abs(float64(g)-want[i]) > 1e-5 {
					t.Errorf("%s: gradient %g, differences give %g", activationNames[a], g, want[i])
				}
			}
		}
	})
}

func TestSumRows(t *testing.T) {
	with(t, func(t *testing.T) {
		for _, s := range [][2]int{{2, 3}, {5, 700}, {1003, 41}, {0, 4}} {
			m := randomMatrix(rand.New(rand.NewPCG(3, 3)), s[0], s[1])
			sum := make([]float32, s[1])
			sum[0] = 9 // what was there does not matter
			SumRows(sum, m)
			for j, got := range sum {
				want := 0.0
				for i := range m.Rows {
					want += float64(m.Row(i)[j])
				}
				if math.Abs(float64(got)-want) > 1e-3 {
					t.Errorf("%v: column %d adds up to %g, want %g", s, j, got, want)
				}
			}
		}
	})
}

func BenchmarkActivations(b *testing.B) {
	x, y := make([]float32, 2000), make([]float32, 2000)
	for _, k := range available() {
		for a, name := range activationNames {
			b.Run(name+"/"+k.name, func(b *testing.B) {
				b.SetBytes(int64(4 * len(x)))
				for b.Loop() {
					k.forward[a](x, y)
				}
			})
		}
	}
}

func TestForwardTransIsForwardWithTheTranspose(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	in, kernel, bias := randomMatrix(rng, 7, 5), randomMatrix(rng, 9, 5), randomMatrix(rng, 1, 9).Data
	turned := New(5, 9)
	for i := range 5 {
		for j := range 9 {
			turned.Row(i)[j] = kernel.Row(j)[i]
		}
	}
	got, want := New(7, 9), New(7, 9)
	ForwardTrans(got, in, kernel, bias, Sigmoid)
	Forward(want, in, turned, bias, Sigmoid)
	for i, v := range got.Data {
		if math.Abs(float64(v-want.Data[i])) > 1e-6 {
			t.Errorf("element %d is %g, want %g", i, v, want.Data[i])
		}
	}
}
