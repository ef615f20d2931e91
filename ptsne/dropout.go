package ptsne

import (
	"fmt"
	"math/rand/v2"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
)

// A DropoutLayer leaves out some of its inputs during training; see Dropout.
type DropoutLayer struct {
	layerBase
	rate float64
}

// Dropout returns a layer that, in each step of Fit, sets each input to 0 with
// the probability rate and divides the others by 1-rate, so that their sum
// stays what it is on average (Srivastava et al. 2014). Predict and Evaluate
// change nothing. What is left out follows from the seed of the model, or of
// Fit.
//
// Its name is counted like those of Dense: dropout_1, dropout_2, ... It panics
// unless 0 <= rate < 1.
func Dropout(rate float64, options ...LayerOption) *DropoutLayer {
	if !(rate >= 0 && rate < 1) {
		panic(fmt.Sprintf("ptsne: Dropout(%v): want a rate of 0 or more, and less than 1", rate))
	}
	return &DropoutLayer{newLayer("dropout", options), rate}
}

// Rate returns the probability that an input is left out.
func (d *DropoutLayer) Rate() float64 { return d.rate }

// Units returns the number of outputs, which is that of the inputs.
func (d *DropoutLayer) Units() int { return d.inputs }

// Params returns 0: there are no weights.
func (d *DropoutLayer) Params() int { return 0 }

func (d *DropoutLayer) kind() string { return "Dropout" }

func (d *DropoutLayer) build(inputs int, _ *rand.Rand) { d.inputs = inputs }

func (d *DropoutLayer) built() bool { return d.inputs != 0 }

func (d *DropoutLayer) weights() [][]float32 { return nil }

func (d *DropoutLayer) forward(_ *f32.Matrix, in f32.Matrix) f32.Matrix { return in }

func (d *DropoutLayer) train(buf *f32.Matrix, in f32.Matrix, noise uint64) f32.Matrix {
	buf.Reuse(in.Rows, in.Cols)
	f32.Dropout(*buf, in, d.rate, noise)
	return *buf
}

func (d *DropoutLayer) takesNoise() bool { return true }

func (d *DropoutLayer) slope() f32.Activation { return f32.Linear }

func (d *DropoutLayer) weightGradient([][]float32, f32.Matrix, f32.Matrix) {}

// backward leaves out of the gradient what train has left out, which the same
// noise gives.
func (d *DropoutLayer) backward(inGrad, grad, in f32.Matrix, before f32.Activation, noise uint64) {
	f32.Dropout(inGrad, grad, d.rate, noise)
	before.Gradient(inGrad, in)
}
