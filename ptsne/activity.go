package ptsne

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
)

// activity holds the outputs of all layers for one batch, in memory that is
// reused for the next.
type activity struct {
	model   *Sequential
	input   f32.Matrix
	outputs []f32.Matrix
	buffers []f32.Matrix // where outputs are, unless a layer hands on its input
	noise   []uint64     // what each layer drew in train
}

func newActivity(m *Sequential) *activity {
	n := len(m.layers)
	return &activity{model: m, outputs: make([]f32.Matrix, n), buffers: make([]f32.Matrix, n), noise: make([]uint64, n)}
}

// forward computes the network's output for the given rows of x.
func (a *activity) forward(x mat.Matrix, rows []int) f32.Matrix {
	a.load(x, rows)
	return a.run()
}

// run computes the network's output for the input as it is.
func (a *activity) run() f32.Matrix {
	in := a.input
	for i, l := range a.model.layers {
		in = l.forward(&a.buffers[i], in)
		a.outputs[i] = in
	}
	return in
}

// train is forward with layers as they are in training.
func (a *activity) train(x mat.Matrix, rows []int, rng *rand.Rand) f32.Matrix {
	a.load(x, rows)
	in := a.input
	for i, l := range a.model.layers {
		if l.takesNoise() {
			a.noise[i] = rng.Uint64()
		}
		in = l.train(&a.buffers[i], in, a.noise[i])
		a.outputs[i] = in
	}
	return in
}

func (a *activity) load(x mat.Matrix, rows []int) {
	a.input.Reuse(len(rows), a.model.layers[0].Inputs())
	gather(a.input, x, rows)
}

// before returns the input of layer i.
func (a *activity) before(i int) f32.Matrix {
	if i == 0 {
		return a.input
	}
	return a.outputs[i-1]
}
