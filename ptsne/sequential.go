package ptsne

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/nils"
)

// A Sequential is a network of layers, each fed by the one before it. It
// computes in float32.
//
// Weights are drawn from a seed that is the same for every model unless
// SetSeed changes it: a program gives the same results each time it runs, for
// any GOMAXPROCS. One goroutine at a time may use a model, except that Predict
// may run together with itself.
type Sequential struct {
	layers []Layer
	seed   uint64
	source *rand.PCG  // of rng
	rng    *rand.Rand // for weights not yet drawn, then for shuffling and dropout

	loss      Loss
	optimizer Optimizer
	states    [][][]float32 // the optimizer's moments, for each kernel and bias in turn
	steps     int           // taken since Compile
	training  bool          // by Fit, which holds on to the optimizer and its moments
}

// NewSequential returns a model of the given layers. More can follow by Add.
func NewSequential(layers ...Layer) *Sequential {
	m := new(Sequential)
	m.seedWith(1)
	m.Add(layers...)
	return m
}

func (m *Sequential) seedWith(seed uint64) {
	m.seed, m.source = seed, newSource(seed)
	m.rng = rand.New(m.source)
}

// newSource returns the source of random numbers for a seed.
func newSource(seed uint64) *rand.PCG { return rand.NewPCG(seed, 0) }

// Add appends layers. The model must be compiled again afterwards. Add panics
// if a layer's InputShape is not the number of units of the layer before it, if
// the layer is nil or in the model already, or in a callback of the model's Fit.
func (m *Sequential) Add(layers ...Layer) {
	m.mustNotTrain("Add")
	for i, l := range layers {
		if nils.Is(l) {
			panic(fmt.Sprintf("ptsne: layer %d of the %d to be added is nil", i+1, len(layers)))
		}
		if slices.Contains(m.layers, l) {
			panic(fmt.Sprintf("ptsne: layer %s is in the model already", l.Name()))
		}
		m.layers = append(m.layers, l)
		m.connectLast()
	}
	m.loss, m.optimizer, m.states, m.steps = nil, nil, nil, 0
	if len(m.layers) > 0 && m.layers[0].Inputs() != 0 {
		m.build(m.layers[0].Inputs())
	}
}

// connectLast makes the units of the last layer but one the inputs of the last
// or, where it is the last alone that knows its inputs, the other way round.
func (m *Sequential) connectLast() {
	for i := len(m.layers) - 1; i > 0; i-- {
		l, before := m.layers[i], m.layers[i-1]
		switch {
		case before.Units() == 0 && l.Inputs() != 0:
			before.connect(l.Inputs()) // and on to the one before
			continue
		case l.Inputs() == 0:
			l.connect(before.Units())
		case l.Inputs() != before.Units():
			panic(fmt.Sprintf("ptsne: layer %s takes %d inputs but follows %s, which has %d units",
				l.Name(), l.Inputs(), before.Name(), before.Units()))
		}
		return
	}
}

// SetSeed draws all weights anew from seed, which also seeds the shuffling and
// the dropout that follow, and forgets the optimizer's averages and what the
// loss has learnt: training starts again. It panics in a callback of the model's
// Fit.
func (m *Sequential) SetSeed(seed uint64) {
	m.mustNotTrain("SetSeed")
	m.seedWith(seed)
	m.states, m.steps = nil, 0
	if l, ok := m.loss.(learningLoss); ok {
		l.forget()
	}
	if m.built() {
		for _, l := range m.layers {
			l.build(l.Inputs(), m.rng)
		}
	}
}

// mustNotTrain panics if a callback of Fit calls the method of the given name.
func (m *Sequential) mustNotTrain(method string) {
	if m.training {
		panic(fmt.Sprintf("ptsne: %s was called while Fit trains the model: stop it first, with ErrStopTraining", method))
	}
}

// Layers returns the model's layers. Other models may be made of them, which
// share their weights; see Layer.
func (m *Sequential) Layers() []Layer { return slices.Clone(m.layers) }

// build makes the weights that do not exist yet.
func (m *Sequential) build(inputs int) {
	for _, l := range m.layers {
		if !l.built() {
			l.build(inputs, m.rng)
		}
		inputs = l.Units()
	}
}

func (m *Sequential) built() bool {
	for _, l := range m.layers {
		if !l.built() {
			return false
		}
	}
	return len(m.layers) > 0
}

// last returns the last layer.
func (m *Sequential) last() Layer { return m.layers[len(m.layers)-1] }

// Compile sets what Fit minimises and how. It forgets the averages of an
// earlier optimizer, unless optimizer is the very one the model has, and keeps
// the weights. It returns an error if the model has no layers, loss or optimizer
// is nil, or the optimizer's settings cannot work, and panics in a callback of the
// model's Fit.
func (m *Sequential) Compile(loss Loss, optimizer Optimizer) error {
	m.mustNotTrain("Compile")
	switch {
	case len(m.layers) == 0:
		return errors.New("ptsne: a model without layers cannot be compiled: add layers first")
	case nils.Is(loss):
		return errors.New("ptsne: Compile needs a loss, such as ptsne.TSNE()")
	case nils.Is(optimizer):
		return errors.New("ptsne: Compile needs an optimizer, such as ptsne.SGD(0.1)")
	}
	if optimizer != m.optimizer { // whose rate a schedule may have brought to 0
		if err := optimizer.validate(); err != nil {
			return err
		}
		m.states, m.steps = nil, 0
	}
	m.loss, m.optimizer = loss, optimizer
	return nil
}

// Loss returns the loss that the model was compiled with, nil before, or after
// Load if it is not built in.
func (m *Sequential) Loss() Loss { return m.loss }

// Optimizer returns the optimizer that the model was compiled with, nil before.
func (m *Sequential) Optimizer() Optimizer { return m.optimizer }

// predictRows is how many rows Predict computes at a time. It bounds the
// memory; the result does not depend on it.
const predictRows = 1024

// Predict returns the network's output for each row of x, of shape (rows,
// units of the last layer). A row's output does not depend on the other rows.
func (m *Sequential) Predict(x mat.Matrix) (*mat.Dense, error) {
	if len(m.layers) == 0 {
		return nil, errors.New("ptsne: a model without layers cannot predict: add layers first")
	}
	if err := m.checkInput(x); err != nil {
		return nil, err
	}
	n, _ := x.Dims()
	y := mat.NewDense(n, m.last().Units(), nil)
	a := newActivity(m)
	rows := make([]int, 0, predictRows)
	for lo := 0; lo < n; lo += predictRows {
		rows = rows[:0]
		for i := lo; i < min(n, lo+predictRows); i++ {
			rows = append(rows, i)
		}
		out := a.forward(x, rows)
		for i := range rows {
			row := y.RawRowView(lo + i)
			for j, v := range out.Row(i) {
				row[j] = float64(v)
			}
		}
	}
	return y, nil
}

// checkInput checks x against the first layer, and makes the weights if x is
// the first data the model sees.
func (m *Sequential) checkInput(x mat.Matrix) error {
	if nils.Is(x) {
		return errors.New("ptsne: the input is nil")
	}
	rows, cols := x.Dims()
	if rows == 0 || cols == 0 {
		return errEmpty("input", rows, cols)
	}
	first := m.layers[0]
	if first.Inputs() != 0 && cols != first.Inputs() {
		return &ShapeError{Checked: "input", Layer: first.Name() + "_input", Columns: first.Inputs(), Rows: rows, Cols: cols}
	}
	if err := checkFinite("input", x); err != nil {
		return err
	}
	m.build(cols)
	return nil
}
