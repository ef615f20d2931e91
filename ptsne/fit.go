package ptsne

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
)

// Fit trains the model to bring its output for x near to target, as the loss
// given to Compile understands it, and returns what each epoch gave. x has one
// row for each sample; target as many rows, and the columns that
// Loss.TargetColumns wants. Calling Fit again goes on training.
//
// Fit returns ErrNotCompiled, a *ShapeError, a *SamplesError or an
// *ElementError for data that do not fit the model, before anything changes.
// It returns the History so far together with the error if the context is done
// (the weights keep what was learnt until then), if a callback fails, or if the
// loss is no longer a number (a *DivergedError).
func (m *Sequential) Fit(x, target mat.Matrix, options ...FitOption) (*History, error) {
	s := defaultSettings()
	s.verbose = 1
	for _, o := range options {
		o.fit(s)
	}
	b, err := m.newBatches(x, target, s)
	if err != nil {
		return nil, err
	}
	rng := m.rng
	if s.seed != nil {
		rng = m.newRand(*s.seed)
	}

	t := newTrainer(m)
	history := &History{History: map[string][]float64{}}
	for _, c := range s.callbacks {
		if c, ok := c.(trainBeginner); ok {
			c.OnTrainBegin(m)
		}
	}
	for epoch := range s.epochs {
		if s.verbose > 0 {
			fmt.Fprintf(s.out, "Epoch %d/%d\n", epoch+1, s.epochs)
		}
		if s.shuffle {
			b.shuffle(rng)
		}
		bar := newProgress(s.out, s.verbose, len(b.order))
		mean, err := b.each(s.ctx, bar, func(n int, bt *batchTarget) (float64, error) {
			value, err := t.step(x, bt)
			var diverged *DivergedError
			if errors.As(err, &diverged) {
				diverged.Epoch, diverged.Batch = epoch, n
			}
			return value, err
		})
		if err != nil {
			bar.abandon()
			return history, err
		}
		bar.finish(metric("loss", mean))
		logs := Logs{"loss": mean}
		history.add(epoch, logs)
		if stop, err := callBack(s.callbacks, epoch, logs); stop {
			return history, err
		}
	}
	return history, nil
}

// callBack calls all callbacks, whatever the first of them says, and reports
// whether to stop.
func callBack(callbacks []Callback, epoch int, logs Logs) (stop bool, err error) {
	for _, c := range callbacks {
		switch e := c.OnEpochEnd(epoch, logs); {
		case errors.Is(e, ErrStopTraining):
			stop = true
		case e != nil:
			stop, err = true, errors.Join(err, e)
		}
	}
	return stop, err
}

// Evaluate returns the loss of the model on x and target: the mean over the
// batches, weighted by their rows. Its errors are those of Fit.
func (m *Sequential) Evaluate(x, target mat.Matrix, options ...EvaluateOption) (float64, error) {
	s := defaultSettings()
	for _, o := range options {
		o.evaluate(s)
	}
	b, err := m.newBatches(x, target, s)
	if err != nil {
		return 0, err
	}
	a, e := newActivity(m), evaluator{loss: m.loss}
	bar := newProgress(s.out, s.verbose, len(b.order))
	mean, err := b.each(s.ctx, bar, func(_ int, bt *batchTarget) (float64, error) {
		value, _, err := e.evaluate(bt, a.forward(x, bt.rows))
		return value, err
	})
	if err != nil {
		bar.abandon()
		return 0, err
	}
	bar.finish(metric("loss", mean))
	return mean, nil
}

// A trainer takes training steps, in memory that it reuses.
type trainer struct {
	model   *Sequential
	act     *activity
	loss    evaluator
	grads   []f32.Matrix // with respect to the sums of each layer
	weights []layerGradient
}

func newTrainer(m *Sequential) *trainer {
	t := &trainer{model: m, act: newActivity(m), loss: evaluator{loss: m.loss}, grads: make([]f32.Matrix, len(m.layers))}
	for _, d := range m.layers {
		t.weights = append(t.weights, layerGradient{f32.New(d.inputs, d.units), make([]float32, d.units)})
	}
	if m.states == nil {
		for _, d := range m.layers {
			m.states = append(m.states, newState(m.optimizer, len(d.kernel.Data)), newState(m.optimizer, d.units))
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

	last := len(m.layers) - 1
	t.grads[last].Reuse(out.Rows, out.Cols)
	gather(t.grads[last], gradient, nil)
	f32.Activation(m.layers[last].activation).Gradient(t.grads[last], out)
	for i := last; i > 0; i-- {
		d, before, in := m.layers[i], m.layers[i-1], t.act.outputs[i-1]
		d.weightGradient(t.weights[i], in, t.grads[i])
		t.grads[i-1].Reuse(in.Rows, in.Cols)
		f32.Backward(t.grads[i-1], t.grads[i], d.kernel, in, f32.Activation(before.activation))
	}
	m.layers[0].weightGradient(t.weights[0], t.act.input, t.grads[0])

	m.steps++
	for i, d := range m.layers {
		m.optimizer.step(d.kernel.Data, t.weights[i].kernel.Data, m.states[2*i], m.steps)
		m.optimizer.step(d.bias, t.weights[i].bias, m.states[2*i+1], m.steps)
	}
	return value, nil
}

// canceled is the error of work that its context ended.
func canceled(ctx context.Context, work string) error {
	return fmt.Errorf("ptsne: %s was stopped: %w", work, context.Cause(ctx))
}
