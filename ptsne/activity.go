package ptsne

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// activity holds the outputs of all layers for one batch, in memory that is
// reused for the next.
type activity struct {
	model   *Sequential
	input   f32.Matrix
	outputs []f32.Matrix
	buffers []f32.Matrix // where outputs are, unless a layer hands on its input
	noise   []uint64     // what each layer drew in train

	augment  Augmentation // of the rows in train, or nil
	variants []float64
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

// train is forward with layers, and rows, as they are in training.
func (a *activity) train(x mat.Matrix, rows []int, rng *rand.Rand) (f32.Matrix, error) {
	if a.augment == nil {
		a.load(x, rows)
	} else if err := a.loadVariants(x, rows, rng.Uint64()); err != nil {
		return f32.Matrix{}, err
	}
	for i, l := range a.model.layers {
		if l.takesNoise() {
			a.noise[i] = rng.Uint64()
		}
	}
	return a.retrain(), nil
}

// retrain is train for the same input and the same noise, with the weights as
// they are now.
func (a *activity) retrain() f32.Matrix {
	in := a.input
	for i, l := range a.model.layers {
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

// loadVariants is load with a variant of each row. What is random follows from
// noise and from the row's place in the batch.
func (a *activity) loadVariants(x mat.Matrix, rows []int, noise uint64) error {
	cols := a.model.layers[0].Inputs()
	a.input.Reuse(len(rows), cols)
	read := rowReader(x)
	a.variants = grow(a.variants, len(rows)*cols)
	parallel.For(len(rows), rowsAtATime, func(lo, hi int) {
		buf := make([]float64, cols)
		for i := lo; i < hi; i++ {
			// An append must not write into the next row.
			src, dst := read(rows[i], buf)[:cols:cols], a.variants[i*cols:(i+1)*cols:(i+1)*cols]
			copy(dst, src)
			a.augment(dst, src, rand.New(rand.NewPCG(noise, uint64(i))))
		}
	})
	variants := mat.NewDense(len(rows), cols, a.variants)
	gather(a.input, variants, nil)
	var bad *ElementError
	if errors.As(checkFinite("variant", variants), &bad) {
		return fmt.Errorf("ptsne: Augment has made of row %d a variant with %v in column %d: want finite numbers", rows[bad.Row], bad.Value, bad.Col)
	}
	return nil
}
