package ptsne

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
)

// A trainer takes training steps, in memory that it reuses.
type trainer struct {
	model     *Sequential
	act       *activity
	loss      evaluator
	grads     []f32.Matrix // with respect to the sums of each layer
	perLayer  []layerGradient
	weights   [][]float32 // each layer's kernel and bias in turn
	gradients [][]float32 // with respect to each of the weights
	clipper   clipper
}

func newTrainer(m *Sequential) *trainer {
	t := &trainer{model: m, act: newActivity(m), loss: evaluator{loss: m.loss}, grads: make([]f32.Matrix, len(m.layers))}
	for _, d := range m.layers {
		g := layerGradient{f32.New(d.inputs, d.units), make([]float32, d.units)}
		t.perLayer = append(t.perLayer, g)
		t.gradients = append(t.gradients, g.kernel.Data, g.bias)
	}
	t.weights = m.weights()
	if m.states == nil {
		for _, w := range t.weights {
			m.states = append(m.states, newState(m.optimizer, len(w)))
		}
	}
	return t
}

func newState(o Optimizer, weights int) [][]float32 {
	state := make([][]float32, o.moments())
	for i := range state {
		state[i] = make([]float32, weights)
	}
	return state
}

// step moves the weights once and returns the loss before the move. If the
// loss or its gradient is not finite, the weights stay.
func (t *trainer) step(x mat.Matrix, bt *batchTarget) (float64, error) {
	m := t.model
	out := t.act.forward(x, bt.rows)
	value, gradient, err := t.loss.evaluate(bt, out)
	if err != nil {
		return 0, err
	}
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return 0, &DivergedError{Loss: value}
	}
	if !finite(gradient) {
		return 0, checkFinite(fmt.Sprintf("gradient of %T", m.loss), gradient)
	}
	t.backward(gradient, out)
	t.move()
	return value, nil
}

// backward computes the gradient with respect to all weights from that with
// respect to the output.
func (t *trainer) backward(gradient *mat.Dense, out f32.Matrix) {
	m := t.model
	last := len(m.layers) - 1
	t.grads[last].Reuse(out.Rows, out.Cols)
	gather(t.grads[last], gradient, nil)
	f32.Activation(m.layers[last].activation).Gradient(t.grads[last], out)
	for i := last; i > 0; i-- {
		d, before, in := m.layers[i], m.layers[i-1], t.act.outputs[i-1]
		d.weightGradient(t.perLayer[i], in, t.grads[i])
		t.grads[i-1].Reuse(in.Rows, in.Cols)
		f32.Backward(t.grads[i-1], t.grads[i], d.kernel, in, f32.Activation(before.activation))
	}
	m.layers[0].weightGradient(t.perLayer[0], t.act.input, t.grads[0])
}

// move moves the weights along their gradients.
func (t *trainer) move() {
	m := t.model
	settings := m.optimizer.common()
	t.clipper.clip(settings.clipping, t.gradients)
	m.steps++
	for i, w := range t.weights {
		if settings.weightDecay > 0 {
			f32.Scale(w, float32(1-settings.rate*settings.weightDecay))
		}
		m.optimizer.step(w, t.gradients[i], m.states[i], m.steps)
	}
}
