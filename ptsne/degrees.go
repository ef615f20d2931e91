package ptsne

import (
	"fmt"
	"math"
)

// A degrees is the part of a loss that concerns the degrees of freedom of its
// kernel.
type degrees struct {
	set     float64   // 0 for the default
	learned bool      // whether Fit moves them
	log     []float32 // what it has moved them to, or nil; of length 1
}

// A TSNEOption sets a detail of TSNE or InfoNCE.
type TSNEOption func(*degrees)

// DegreesOfFreedom sets v, the degrees of freedom of Student's t-distribution
// in the map. Small v means heavy tails, which keep clusters apart. It panics
// unless v is positive and finite.
func DegreesOfFreedom(v float64) TSNEOption {
	if !(v > 0) || math.IsInf(v, 1) {
		panic(fmt.Sprintf("ptsne: DegreesOfFreedom(%v): want a positive number", v))
	}
	return func(d *degrees) { d.set = v }
}

// LearnedDegreesOfFreedom makes Fit learn v together with the network (van der
// Maaten 2009, section 3). What the optimizer moves is log v, so that v stays
// positive; weight decay leaves it alone. It starts from DegreesOfFreedom, or
// from d-1. The method DegreesOfFreedom tells the value learnt:
//
//	loss := ptsne.TSNE(ptsne.LearnedDegreesOfFreedom())
//	err := model.Compile(loss, ptsne.Adam(0.001))
//	history, err := model.Fit(x, p, ptsne.Epochs(100))
//	v := loss.DegreesOfFreedom()
//
// Models that share such a loss share its v. A model that has been loaded has a
// loss of its own; see Sequential.Loss.
func LearnedDegreesOfFreedom() TSNEOption {
	return func(d *degrees) { d.learned = true }
}

// DegreesOfFreedom returns v as it is now. It is 0 for the default, d-1, unless
// v is learned and the training has begun.
func (d *degrees) DegreesOfFreedom() float64 {
	if d.log != nil {
		return math.Exp(float64(d.log[0]))
	}
	return d.set
}

// degreesFor returns v for a map of the given number of dimensions.
func (d *degrees) degreesFor(units int) float64 {
	if v := d.DegreesOfFreedom(); v != 0 {
		return v
	}
	return max(1, float64(units-1))
}

// parameter returns log v, as a slice that an optimizer can move, if it is
// learned.
func (d *degrees) parameter(units int) []float32 {
	if d.learned && d.log == nil {
		d.log = []float32{float32(math.Log(d.degreesFor(units)))}
	}
	return d.log
}

// forget makes learning start again.
func (d *degrees) forget() { d.log = nil }
