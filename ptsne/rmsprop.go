package ptsne

import "github.com/gopherbook/gopherbook/ptsne/internal/f32"

// RMSpropOptimizer divides the gradient by its running size; see RMSprop.
type RMSpropOptimizer struct {
	optimizerSettings
	rho, epsilon float64
}

// An RMSpropOption sets a detail of RMSprop.
type RMSpropOption interface{ rmsprop(*RMSpropOptimizer) }

type rmspropOption func(*RMSpropOptimizer)

func (set rmspropOption) rmsprop(o *RMSpropOptimizer) { set(o) }

// Rho sets how slowly RMSprop's average of the squared gradient forgets, in
// [0, 1). The default is 0.9.
func Rho(rho float64) RMSpropOption {
	return rmspropOption(func(o *RMSpropOptimizer) { o.rho = rho })
}

// RMSprop returns Hinton's method, which divides each gradient by a running
// average of its size. Keras's default learning rate is 0.001, and its epsilon
// 1e-7 is used.
func RMSprop(rate float64, options ...RMSpropOption) *RMSpropOptimizer {
	o := &RMSpropOptimizer{optimizerSettings{rate: rate}, 0.9, 1e-7}
	for _, option := range options {
		option.rmsprop(o)
	}
	return o
}

func (o *RMSpropOptimizer) validate() error {
	if err := o.check("RMSprop"); err != nil {
		return err
	}
	return checkSetting("RMSprop", "rho", o.rho, 0, 1)
}

func (o *RMSpropOptimizer) moments() int { return 1 }

func (o *RMSpropOptimizer) step(w, g []float32, state [][]float32, t int) {
	f32.RMSprop(w, g, state[0], float32(o.rate), float32(o.rho), float32(o.epsilon))
}
