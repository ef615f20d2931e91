package ptsne

import (
	"fmt"
	"math"
)

// An Optimizer turns gradients into steps of the weights. SGD, Adam, RMSprop
// and ConjugateGradients return one. A model that is compiled with it keeps the
// moving averages to itself, so one Optimizer may serve several models.
type Optimizer interface {
	// LearningRate returns the learning rate, 0 for ConjugateGradients, which
	// has none.
	LearningRate() float64
	// SetLearningRate changes it, from the next batch on. It panics where there
	// is none.
	SetLearningRate(rate float64)

	// validate returns an error for settings that cannot work.
	validate() error
	// moments returns how many numbers the optimizer keeps for each weight.
	moments() int
}

// A stepper is an Optimizer that takes one step for each batch.
type stepper interface {
	Optimizer
	// common returns the settings that all steppers share.
	common() *optimizerSettings
	// step moves the weights w by their gradient g. t counts steps from 1, and
	// state holds moments() slices of w's length, zero at first.
	step(w, g []float32, state [][]float32, t int)
}

// An OptimizerOption is understood by SGD, Adam and RMSprop alike.
type OptimizerOption interface {
	SGDOption
	AdamOption
	RMSpropOption
}

// optimizerSettings is the part all steppers share.
type optimizerSettings struct {
	rate        float64
	weightDecay float64
	clipping
}

func (s *optimizerSettings) LearningRate() float64 { return s.rate }

func (s *optimizerSettings) SetLearningRate(rate float64) { s.rate = rate }

func (s *optimizerSettings) common() *optimizerSettings { return s }

// commonOption implements OptimizerOption.
type commonOption func(*optimizerSettings)

func (set commonOption) sgd(o *SGDOptimizer)         { set(&o.optimizerSettings) }
func (set commonOption) adam(o *AdamOptimizer)       { set(&o.optimizerSettings) }
func (set commonOption) rmsprop(o *RMSpropOptimizer) { set(&o.optimizerSettings) }

// WeightDecay makes each step also shrink all weights by the learning rate
// times decay, apart from the gradient, so that moving averages and momentum
// know nothing of it (Loshchilov and Hutter 2019, "Decoupled weight decay
// regularization"): Adam becomes AdamW. The default is 0; 0.01 is common.
func WeightDecay(decay float64) OptimizerOption {
	return commonOption(func(s *optimizerSettings) { s.weightDecay = decay })
}

func (s *optimizerSettings) check(optimizer string) error {
	if !(s.rate > 0) || math.IsInf(s.rate, 1) {
		return fmt.Errorf("ptsne: %s has a learning rate of %v: want a positive number", optimizer, s.rate)
	}
	if err := checkSetting(optimizer, "weight decay", s.weightDecay, 0, math.Inf(1)); err != nil {
		return err
	}
	return s.clipping.check(optimizer)
}

// checkSetting returns an error unless lo <= value < hi.
func checkSetting(optimizer, setting string, value, lo, hi float64) error {
	if value >= lo && value < hi {
		return nil
	}
	return fmt.Errorf("ptsne: %s has a %s of %v: want %v or more, and less than %v", optimizer, setting, value, lo, hi)
}
