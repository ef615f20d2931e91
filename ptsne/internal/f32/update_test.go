package f32

import (
	"math"
	"testing"
)

// Two steps from w = 1 with gradients 2 and 1, worked by hand.
func TestSteps(t *testing.T) {
	step := func(f func(w, g []float32)) float64 {
		w := []float32{1}
		f(w, []float32{2})
		f(w, []float32{1})
		return float64(w[0])
	}
	v, nv, m, s, a := []float32{0}, []float32{0}, []float32{0}, []float32{0}, []float32{0}
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"SGD", step(func(w, g []float32) { SGD(w, g, 0.1) }), 0.7},
		// v: -0.2, then 0.5*-0.2-0.1 = -0.2.
		{"Momentum", step(func(w, g []float32) { Momentum(w, g, v, 0.1, 0.5, false) }), 0.6},
		// w: 1 + 0.5*-0.2-0.2 = 0.7, then 0.7 + 0.5*-0.2-0.1 = 0.5.
		{"Nesterov", step(func(w, g []float32) { Momentum(w, g, nv, 0.1, 0.5, true) }), 0.5},
		// m: 1, 1; v: 2, 1.5.
		{"Adam", step(func(w, g []float32) { Adam(w, g, m, s, 0.1, 0.5, 0.5, 0) }),
			1 - 0.1/math.Sqrt2 - 0.1/math.Sqrt(1.5)},
		// a: 2, then 1.5.
		{"RMSprop", step(func(w, g []float32) { RMSprop(w, g, a, 0.1, 0.5, 0) }),
			1 - 0.2/math.Sqrt2 - 0.1/math.Sqrt(1.5)},
	} {
		if math.Abs(c.got-c.want) > 1e-6 {
			t.Errorf("%s ends at %g, want %g", c.name, c.got, c.want)
		}
	}
}
