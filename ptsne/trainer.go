package ptsne

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
)

// A trainer takes training steps, in memory that it reuses.
type trainer struct {
	model     *Sequential
	act       *activity
	loss      evaluator
	grads     []f32.Matrix  // with respect to the sums of each layer
	weights   [][]float32   // of each layer in turn, then the loss's parameter
	layers    int           // how many of the weights are those of layers
	gradients [][]float32   // with respect to each of the weights
	perLayer  [][][]float32 // the same, layer by layer
	clipper   clipper
	descent   *descent // nil unless the optimizer is ConjugateGradients
}

func newTrainer(m *Sequential) *trainer {
	t := &trainer{model: m, act: newActivity(m), loss: evaluator{loss: m.loss}, grads: make([]f32.Matrix, len(m.layers))}
	for _, l := range m.layers {
		var g [][]float32
		for _, w := range l.weights() {
			g = append(g, make([]float32, len(w)))
		}
		t.perLayer = append(t.perLayer, g)
		t.gradients = append(t.gradients, g...)
	}
	t.weights, t.layers = m.learned(), len(t.gradients)
	for _, w := range t.weights[t.layers:] {
		t.loss.slope = make([]float32, len(w))
		t.gradients = append(t.gradients, t.loss.slope)
	}
	m.makeStates()
	if o, ok := m.optimizer.(*ConjugateGradientsOptimizer); ok {
		t.descent = newDescent(t, o.searches)
	}
	return t
}

// makeStates makes the optimizer's moments, as far as they do not exist yet.
func (m *Sequential) makeStates() {
	for i, w := range m.learned() {
		if i >= len(m.states) {
			m.states = append(m.states, newState(m.optimizer, len(w)))
		}
	}
}

func newState(o Optimizer, weights int) [][]float32 {
	state := make([][]float32, o.moments())
	for i := range state {
		state[i] = make([]float32, weights)
	}
	return state
}

// step moves the weights for one batch and returns the loss before. If the loss
// or its gradient is not finite, the weights stay. rng is for layers that are
// random. ctx may end the line searches, but not a single step.
func (t *trainer) step(ctx context.Context, x mat.Matrix, bt *batchTarget, rng *rand.Rand) (float64, error) {
	out, err := t.act.train(x, bt.rows, rng)
	if err != nil {
		return 0, err
	}
	value, gradient, err := t.evaluate(bt, out)
	if err != nil {
		return 0, err
	}
	if !isFinite(value) {
		return 0, &DivergedError{Loss: value, rateless: t.descent != nil}
	}
	if !finite(gradient) {
		return 0, checkFinite(fmt.Sprintf("gradient of %T", t.model.loss), gradient)
	}
	t.backward(gradient, out)
	t.model.steps++
	if t.descent != nil {
		return value, t.descent.run(ctx, bt, value)
	}
	t.move(t.model.optimizer.(stepper))
	return value, nil
}

// evaluate returns the loss and its gradient with respect to the output. The
// loss is NaN if its gradient with respect to its own parameter is not finite.
func (t *trainer) evaluate(bt *batchTarget, out f32.Matrix) (float64, *mat.Dense, error) {
	value, gradient, err := t.loss.evaluate(bt, out)
	for _, s := range t.loss.slope {
		if s-s != 0 { // infinite or NaN
			value = math.NaN()
		}
	}
	return value, gradient, err
}

func isFinite(x float64) bool { return x-x == 0 }

// backward computes the gradient with respect to all weights from that with
// respect to the output.
func (t *trainer) backward(gradient *mat.Dense, out f32.Matrix) {
	layers := t.model.layers
	last := len(layers) - 1
	t.grads[last].Reuse(out.Rows, out.Cols)
	gather(t.grads[last], gradient, nil)
	layers[last].slope().Gradient(t.grads[last], out)
	for i := last; i >= 0; i-- {
		l, in := layers[i], t.act.before(i)
		l.weightGradient(t.perLayer[i], in, t.grads[i])
		if i > 0 {
			t.grads[i-1].Reuse(in.Rows, in.Cols)
			l.backward(t.grads[i-1], t.grads[i], in, layers[i-1].slope(), t.act.noise[i])
		}
	}
}

// move moves the weights along their gradients.
func (t *trainer) move(o stepper) {
	m, settings := t.model, o.common()
	t.clipper.clip(settings.clipping, t.gradients)
	for i, w := range t.weights {
		if settings.weightDecay > 0 && i < t.layers {
			f32.Scale(w, float32(1-settings.rate*settings.weightDecay))
		}
		o.step(w, t.gradients[i], m.states[i], m.steps)
	}
}
