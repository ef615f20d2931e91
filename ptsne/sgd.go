package ptsne

import "github.com/gopherbook/gopherbook/ptsne/internal/f32"

// SGDOptimizer is stochastic gradient descent; see SGD.
type SGDOptimizer struct {
	optimizerSettings
	momentum float64
	nesterov bool
}

// An SGDOption sets a detail of SGD.
type SGDOption interface{ sgd(*SGDOptimizer) }

type sgdOption func(*SGDOptimizer)

func (set sgdOption) sgd(o *SGDOptimizer) { set(o) }

// Momentum sets SGD's momentum, in [0, 1). The default is 0.
func Momentum(m float64) SGDOption { return sgdOption(func(o *SGDOptimizer) { o.momentum = m }) }

// Nesterov makes SGD look ahead along its momentum before it steps.
func Nesterov() SGDOption { return sgdOption(func(o *SGDOptimizer) { o.nesterov = true }) }

// SGD returns stochastic gradient descent. Keras's default learning rate is
// 0.01.
func SGD(rate float64, options ...SGDOption) *SGDOptimizer {
	o := &SGDOptimizer{optimizerSettings: optimizerSettings{rate: rate}}
	for _, option := range options {
		option.sgd(o)
	}
	return o
}

func (o *SGDOptimizer) validate() error {
	if err := o.check("SGD"); err != nil {
		return err
	}
	return checkSetting("SGD", "momentum", o.momentum, 0, 1)
}

func (o *SGDOptimizer) moments() int {
	if o.momentum == 0 {
		return 0
	}
	return 1
}

func (o *SGDOptimizer) step(w, g []float32, state [][]float32, t int) {
	if o.momentum == 0 {
		f32.SGD(w, g, float32(o.rate))
		return
	}
	f32.Momentum(w, g, state[0], float32(o.rate), float32(o.momentum), o.nesterov)
}
