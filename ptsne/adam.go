package ptsne

import (
	"math"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
)

// AdamOptimizer is Kingma and Ba's method; see Adam.
type AdamOptimizer struct {
	optimizerSettings
	beta1, beta2, epsilon float64
}

// An AdamOption sets a detail of Adam.
type AdamOption interface{ adam(*AdamOptimizer) }

type adamOption func(*AdamOptimizer)

func (set adamOption) adam(o *AdamOptimizer) { set(o) }

// Betas sets how slowly Adam's averages of the gradient and of its square
// forget, each in [0, 1). The defaults are 0.9 and 0.999.
func Betas(beta1, beta2 float64) AdamOption {
	return adamOption(func(o *AdamOptimizer) { o.beta1, o.beta2 = beta1, beta2 })
}

// Adam returns Kingma and Ba's method (2015, algorithm 1). Keras's default
// learning rate is 0.001, and its epsilon 1e-7 is used.
func Adam(rate float64, options ...AdamOption) *AdamOptimizer {
	o := &AdamOptimizer{optimizerSettings{rate: rate}, 0.9, 0.999, 1e-7}
	for _, option := range options {
		option.adam(o)
	}
	return o
}

func (o *AdamOptimizer) validate() error {
	if err := o.check("Adam"); err != nil {
		return err
	}
	if err := checkSetting("Adam", "first beta", o.beta1, 0, 1); err != nil {
		return err
	}
	return checkSetting("Adam", "second beta", o.beta2, 0, 1)
}

func (o *AdamOptimizer) moments() int { return 2 }

func (o *AdamOptimizer) step(w, g []float32, state [][]float32, t int) {
	rate := o.rate * math.Sqrt(1-math.Pow(o.beta2, float64(t))) / (1 - math.Pow(o.beta1, float64(t)))
	f32.Adam(w, g, state[0], state[1], float32(rate), float32(o.beta1), float32(o.beta2), float32(o.epsilon))
}
