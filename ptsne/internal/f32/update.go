package f32

import (
	"math"

	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// SGD takes a plain step: w -= rate*g.
func SGD(w, g []float32, rate float32) {
	parallel.For(len(w), grain, func(lo, hi int) {
		w, g := w[lo:hi], g[lo:hi]
		for i := range w {
			w[i] -= rate * g[i]
		}
	})
}

// Momentum takes a step with velocity v: v = momentum*v - rate*g, w += v, or
// with Nesterov's look-ahead w += momentum*v - rate*g.
func Momentum(w, g, v []float32, rate, momentum float32, nesterov bool) {
	parallel.For(len(w), grain, func(lo, hi int) {
		w, g, v := w[lo:hi], g[lo:hi], v[lo:hi]
		for i := range w {
			step := rate * g[i]
			v[i] = momentum*v[i] - step
			if nesterov {
				w[i] += momentum*v[i] - step
			} else {
				w[i] += v[i]
			}
		}
	})
}

// Adam takes a step of Kingma and Ba's method, with m and v the moving
// averages of the gradient and its square. rate holds the bias correction.
func Adam(w, g, m, v []float32, rate, beta1, beta2, epsilon float32) {
	parallel.For(len(w), grain, func(lo, hi int) {
		w, g, m, v := w[lo:hi], g[lo:hi], m[lo:hi], v[lo:hi]
		for i, x := range g {
			m[i] = beta1*m[i] + (1-beta1)*x
			v[i] = beta2*v[i] + (1-beta2)*x*x
			w[i] -= rate * m[i] / (sqrt(v[i]) + epsilon)
		}
	})
}

// RMSprop takes a step with a the moving average of the squared gradient.
func RMSprop(w, g, a []float32, rate, rho, epsilon float32) {
	parallel.For(len(w), grain, func(lo, hi int) {
		w, g, a := w[lo:hi], g[lo:hi], a[lo:hi]
		for i, x := range g {
			a[i] = rho*a[i] + (1-rho)*x*x
			w[i] -= rate * x / (sqrt(a[i]) + epsilon)
		}
	})
}

// sqrt compiles to one float32 instruction.
func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
