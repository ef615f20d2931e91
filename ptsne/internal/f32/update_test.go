package f32

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Two steps from w = 1 with gradients 2 and 1, worked by hand.
func TestSteps(t *testing.T) {
	with(t, func(t *testing.T) {
		for _, n := range []int{1, 7, 8, 30, grain + 3} {
			fill := func(v float32) []float32 {
				x := make([]float32, n)
				for i := range x {
					x[i] = v
				}
				return x
			}
			v, nv, m, s, a := fill(0), fill(0), fill(0), fill(0), fill(0)
			for name, c := range map[string]struct {
				step func(w, g []float32)
				want float64
			}{
				"SGD": {func(w, g []float32) { SGD(w, g, 0.1) }, 0.7},
				// v: -0.2, then 0.5*-0.2-0.1 = -0.2.
				"Momentum": {func(w, g []float32) { Momentum(w, g, v, 0.1, 0.5, false) }, 0.6},
				// w: 1 + 0.5*-0.2-0.2 = 0.7, then 0.7 + 0.5*-0.2-0.1 = 0.5.
				"Nesterov": {func(w, g []float32) { Momentum(w, g, nv, 0.1, 0.5, true) }, 0.5},
				// m: 1, 1; v: 2, 1.5.
				"Adam": {func(w, g []float32) { Adam(w, g, m, s, 0.1, 0.5, 0.5, 0) }, 1 - 0.1/math.Sqrt2 - 0.1/math.Sqrt(1.5)},
				// a: 2, then 1.5.
				"RMSprop": {func(w, g []float32) { RMSprop(w, g, a, 0.1, 0.5, 0) }, 1 - 0.2/math.Sqrt2 - 0.1/math.Sqrt(1.5)},
			} {
				w := fill(1)
				c.step(w, fill(2))
				c.step(w, fill(1))
				for i, got := range w {
					if math.Abs(float64(got)-c.want) > 1e-6 {
						t.Fatalf("%s: weight %d of %d ends at %g, want %g", name, i, n, got, c.want)
					}
				}
			}
		}
	})
}

// With settings that differ from each other, all kernels do the same.
func TestStepsAgree(t *testing.T) {
	run := func(k *kernels) (w [5][]float32) {
		use(t, k)
		rng := rand.New(rand.NewPCG(1, 1))
		draw := func() []float32 { return randomMatrix(rng, 1, 100).Row(0) }
		for i := range w {
			w[i] = draw()
		}
		var moments [5][]float32
		for i := range moments {
			moments[i] = make([]float32, 100)
		}
		for range 3 {
			g := draw()
			SGD(w[0], g, 0.3)
			Momentum(w[1], g, moments[0], 0.3, 0.7, false)
			Momentum(w[2], g, moments[1], 0.3, 0.7, true)
			Adam(w[3], g, moments[2], moments[3], 0.01, 0.9, 0.95, 1e-3)
			RMSprop(w[4], g, moments[4], 0.01, 0.8, 1e-3)
		}
		return w
	}
	want := run(generic)
	for _, k := range available() {
		for i, w := range run(k) {
			for j, got := range w {
				if math.Abs(float64(got-want[i][j])) > 1e-5 {
					t.Fatalf("%s: weight %d of optimizer %d is %g, want %g", k.name, j, i, got, want[i][j])
				}
			}
		}
	}
}

func BenchmarkSteps(b *testing.B) {
	const n = 1_000_000
	w, g, m, v := make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
	for _, k := range available() {
		for name, step := range map[string]func(){
			"SGD":      func() { SGD(w, g, 0.1) },
			"Momentum": func() { Momentum(w, g, v, 0.1, 0.9, false) },
			"Adam":     func() { Adam(w, g, m, v, 0.1, 0.9, 0.999, 1e-7) },
		} {
			b.Run(name+"/"+k.name, func(b *testing.B) {
				use(b, k)
				b.SetBytes(4 * n)
				for b.Loop() {
					step()
				}
			})
		}
	}
}
