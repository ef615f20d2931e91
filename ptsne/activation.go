package ptsne

import (
	"fmt"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
)

// An Activation is the function a layer applies to its weighted sums.
type Activation int

const (
	Linear  Activation = iota // x
	ReLU                      // max(x, 0)
	Sigmoid                   // 1 / (1 + exp(-x))
	Tanh                      // tanh(x)
)

// activations holds what each Activation does: forward adds the bias to the
// sums and applies the function, gradient turns the gradient with respect to
// the output into that with respect to the sums.
var activations = [...]struct {
	name     string
	forward  func(sums f32.Matrix, bias []float32)
	gradient func(grad, out f32.Matrix)
}{
	Linear:  {"linear", f32.AddBias, func(grad, out f32.Matrix) {}},
	ReLU:    {"relu", f32.AddBiasReLU, f32.ReLUGrad},
	Sigmoid: {"sigmoid", f32.AddBiasSigmoid, f32.SigmoidGrad},
	Tanh:    {"tanh", f32.AddBiasTanh, f32.TanhGrad},
}

// String returns Keras's name of the activation, such as "relu".
func (a Activation) String() string {
	if !a.valid() {
		return fmt.Sprintf("Activation(%d)", int(a))
	}
	return activations[a].name
}

func (a Activation) valid() bool { return a >= 0 && int(a) < len(activations) }
