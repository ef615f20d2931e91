package ptsne

import (
	"fmt"
	"math/rand/v2"
	"sync"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
)

// A Layer is a part of a Sequential model: a *DenseLayer, which has weights, or
// a *DropoutLayer.
//
// A layer may belong to several models. They share its weights: training one
// model changes the others. An encoder, a decoder, and an autoencoder of both
// are
//
//	encoder := ptsne.NewSequential(ptsne.Dense(500, ptsne.ReLU, ptsne.InputShape(784)), ptsne.Dense(2, ptsne.Linear))
//	decoder := ptsne.NewSequential(ptsne.Dense(500, ptsne.ReLU, ptsne.InputShape(2)), ptsne.Dense(784, ptsne.Sigmoid))
//	autoencoder := ptsne.NewSequential(append(encoder.Layers(), decoder.Layers()...)...)
type Layer interface {
	// Name returns the layer's name.
	Name() string
	// Inputs returns the number of inputs, 0 while it is not known.
	Inputs() int
	// Units returns the number of outputs, 0 while it is not known.
	Units() int
	// Params returns the number of weights, 0 while it is not known.
	Params() int

	// kind returns Keras's name for layers like this.
	kind() string
	// connect sets the number of inputs.
	connect(inputs int)
	// build makes the weights, drawn from rng, for the number of inputs.
	build(inputs int, rng *rand.Rand)
	built() bool
	// weights returns the weights themselves, not a copy.
	weights() [][]float32

	// forward returns the layer's output for the rows of in. It may be in or
	// use buf's memory.
	forward(buf *f32.Matrix, in f32.Matrix) f32.Matrix
	// train is forward during training, where layers may be random: what they
	// draw depends on noise alone.
	train(buf *f32.Matrix, in f32.Matrix, noise uint64) f32.Matrix
	// takesNoise reports whether train depends on noise.
	takesNoise() bool
	// slope turns the gradient with respect to the output of train into that
	// with respect to the sums it is computed from, if there are any.
	slope() f32.Activation
	// weightGradient sets g to the gradient with respect to the weights. grad
	// is that with respect to the sums.
	weightGradient(g [][]float32, in, grad f32.Matrix)
	// backward sets inGrad to the gradient with respect to the sums of the
	// layer before, whose output is in and whose slope is given.
	backward(inGrad, grad, in f32.Matrix, before f32.Activation, noise uint64)
}

var (
	_ Layer = (*DenseLayer)(nil)
	_ Layer = (*DropoutLayer)(nil)
)

// layerBase is the part all layers share.
type layerBase struct {
	name   string
	inputs int // 0 until known
}

// Name returns the layer's name.
func (b *layerBase) Name() string { return b.name }

// Inputs returns the number of inputs, 0 while it is not known.
func (b *layerBase) Inputs() int { return b.inputs }

func (b *layerBase) connect(inputs int) { b.inputs = inputs }

// A LayerOption sets a detail of a layer.
type LayerOption func(*layerBase)

// InputShape tells the first layer the number of columns of the data. Without
// it the model learns the number from the first data it sees.
func InputShape(columns int) LayerOption {
	if columns < 1 {
		panic(fmt.Sprintf("ptsne: InputShape(%d): want at least one column", columns))
	}
	return func(b *layerBase) { b.inputs = columns }
}

// Name names a layer, in place of dense_1, dense_2 and so on.
func Name(name string) LayerOption {
	return func(b *layerBase) { b.name = name }
}

// newLayer applies options, and counts a name if they give none.
func newLayer(kind string, options []LayerOption) layerBase {
	var b layerBase
	for _, set := range options {
		set(&b)
	}
	if b.name == "" {
		b.name = nextName(kind)
	}
	return b
}

var names = struct {
	sync.Mutex
	count map[string]int
}{count: map[string]int{}}

func nextName(kind string) string {
	names.Lock()
	defer names.Unlock()
	names.count[kind]++
	return fmt.Sprintf("%s_%d", kind, names.count[kind])
}

// ClearSession starts the count of layer names at 1 again, as Keras's
// clear_session does.
func ClearSession() {
	names.Lock()
	defer names.Unlock()
	clear(names.count)
}
