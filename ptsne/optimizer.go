package ptsne

import (
	"fmt"
	"math"
)

// An Optimizer turns gradients into steps of the weights. SGD, Adam and
// RMSprop return one. A model that is compiled with it keeps the moving
// averages to itself, so one Optimizer may serve several models.
type Optimizer interface {
	// LearningRate returns the learning rate.
	LearningRate() float64
	// SetLearningRate changes it, from the next batch on.
	SetLearningRate(rate float64)

	// validate returns an error for settings that cannot work.
	validate() error
	// moments returns how many numbers the optimizer keeps for each weight.
	moments() int
	// step moves the weights w by their gradient g. t counts steps from 1, and
	// state holds moments() slices of w's length, zero at first.
	step(w, g []float32, state [][]float32, t int)
}

// learningRate is the part all optimizers share.
type learningRate float64

func (r *learningRate) LearningRate() float64 { return float64(*r) }

func (r *learningRate) SetLearningRate(rate float64) { *r = learningRate(rate) }

// checkSetting returns an error unless lo <= value < hi.
func checkSetting(optimizer, setting string, value, lo, hi float64) error {
	if value >= lo && value < hi {
		return nil
	}
	return fmt.Errorf("ptsne: %s has a %s of %v: want %v or more, and less than %v", optimizer, setting, value, lo, hi)
}

func checkRate(optimizer string, rate learningRate) error {
	if r := float64(rate); r > 0 && !math.IsInf(r, 1) {
		return nil
	}
	return fmt.Errorf("ptsne: %s has a learning rate of %v: want a positive number", optimizer, float64(rate))
}
