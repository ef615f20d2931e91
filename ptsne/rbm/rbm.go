package rbm

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
)

// An RBM is a restricted Boltzmann machine.
type RBM struct {
	settings
	rng *rand.Rand

	weights f32.Matrix // visible × hidden
	visible []float32  // biases
	hidden  []float32

	history *ptsne.History
	trained *trainer // keeps the velocities, nil before the first Fit
}

// New returns a machine with the given numbers of visible and hidden units. Its
// weights are drawn from a normal distribution of standard deviation 0.1, its
// biases are 0. It panics unless there is a unit in each layer.
func New(visible, hidden int, options ...Option) *RBM {
	if visible < 1 || hidden < 1 {
		panic(fmt.Sprintf("rbm: New(%d, %d): want at least one visible and one hidden unit", visible, hidden))
	}
	r := &RBM{
		settings: newSettings(options),
		weights:  f32.New(visible, hidden),
		visible:  make([]float32, visible),
		hidden:   make([]float32, hidden),
	}
	r.rng = rand.New(rand.NewPCG(r.seed, 0))
	for i := range r.weights.Data {
		r.weights.Data[i] = float32(0.1 * r.rng.NormFloat64())
	}
	return r
}

// Visible returns the number of visible units.
func (r *RBM) Visible() int { return len(r.visible) }

// Hidden returns the number of hidden units.
func (r *RBM) Hidden() int { return len(r.hidden) }

// Weights returns a copy of the weights, of shape (visible, hidden).
func (r *RBM) Weights() *mat.Dense { return toDense(r.weights) }

// Biases returns copies of the biases of both layers.
func (r *RBM) Biases() (visible, hidden *mat.VecDense) {
	return toVector(r.visible), toVector(r.hidden)
}

// Filters returns the weights of each hidden unit as a row, of shape (hidden,
// visible): for images, an image that shows where the unit wants light. They go
// to plotting.Mosaic as they are.
func (r *RBM) Filters() *mat.Dense { return mat.DenseCopyOf(r.Weights().T()) }

// History returns what each epoch of the last Fit gave, nil before.
func (r *RBM) History() *ptsne.History { return r.history }

// Transform returns, for each row of x, the probabilities of the hidden units
// to be on, or the means of Gaussian ones: of shape (rows, hidden).
func (r *RBM) Transform(x mat.Matrix) (*mat.Dense, error) {
	v, err := r.load(x)
	if err != nil {
		return nil, err
	}
	return toDense(r.transform(v)), nil
}

// Reconstruct returns, for each row of x, what the machine makes of it when it
// sees the row only by its hidden units: the probabilities of the visible units
// given Transform, of x's shape.
func (r *RBM) Reconstruct(x mat.Matrix) (*mat.Dense, error) {
	v, err := r.load(x)
	if err != nil {
		return nil, err
	}
	r.down(v, r.transform(v))
	return toDense(v), nil
}

func (r *RBM) transform(v f32.Matrix) f32.Matrix {
	h := f32.New(v.Rows, r.Hidden())
	r.up(h, v)
	return h
}

// up sets h to the probabilities, or means, of the hidden units given v.
func (r *RBM) up(h, v f32.Matrix) { f32.Forward(h, v, r.weights, r.hidden, r.activation()) }

// down sets v to the probabilities of the visible units given h.
func (r *RBM) down(v, h f32.Matrix) { f32.ForwardTrans(v, h, r.weights, r.visible, f32.Sigmoid) }

func (r *RBM) activation() f32.Activation {
	if r.gaussian {
		return f32.Linear
	}
	return f32.Sigmoid
}

// sample draws states of the hidden units. h has their probabilities, or means.
func (r *RBM) sample(states, h f32.Matrix) {
	if r.gaussian {
		f32.AddNormal(states, h, r.rng.Uint64())
	} else {
		f32.Bernoulli(states, h, r.rng.Uint64())
	}
}
