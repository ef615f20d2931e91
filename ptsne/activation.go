package ptsne

import (
	"fmt"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
)

// An Activation is the function a layer applies to its weighted sums.
type Activation int

const (
	Linear  = Activation(f32.Linear)  // x
	ReLU    = Activation(f32.ReLU)    // max(x, 0)
	Sigmoid = Activation(f32.Sigmoid) // 1 / (1 + exp(-x))
	Tanh    = Activation(f32.Tanh)    // tanh(x)
)

var activationNames = [...]string{Linear: "linear", ReLU: "relu", Sigmoid: "sigmoid", Tanh: "tanh"}

// String returns Keras's name of the activation, such as "relu".
func (a Activation) String() string {
	if !a.valid() {
		return fmt.Sprintf("Activation(%d)", int(a))
	}
	return activationNames[a]
}

func (a Activation) valid() bool { return a >= 0 && int(a) < len(activationNames) }
