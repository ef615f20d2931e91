package ptsne

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/progress"
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
	if s.shuffle {
		b.dropShort()
	}
	if err := s.checkRate(m.optimizer); err != nil {
		return nil, err
	}
	v, err := m.newValidation(s)
	if err != nil {
		return nil, err
	}
	if err := s.checkExaggeration(m.loss, m.optimizer); err != nil {
		return nil, err
	}
	if s.seed != nil && s.initialEpoch == 0 {
		*m.source = *newSource(*s.seed)
	}
	f := &fitting{settings: s, model: m, x: x, batches: b, rng: m.rng, trainer: newTrainer(m), validation: v}
	f.trainer.act.augment = s.augment
	f.batchEnders, f.logs = s.callbacks.batchEnders(), Logs{}

	if v != nil && s.verbose > 0 {
		fmt.Fprintf(s.out, "Train on %d samples, validate on %d samples\n", b.rows(), v.batches.rows())
	}
	history := &History{History: map[string][]float64{}}
	defer func(was bool) { m.training = was }(m.training)
	m.training = true
	s.callbacks.trainBegin(m)
	defer s.callbacks.trainEnd(m)
	for epoch := s.initialEpoch; epoch < s.epochs; epoch++ {
		logs, err := f.epoch(epoch)
		if err == nil {
			err = s.callbacks.epochEnd(epoch, logs)
			history.add(epoch, logs)
		}
		if errors.Is(err, ErrStopTraining) {
			break
		}
		if err != nil {
			return history, err
		}
	}
	return history, nil
}

// A fitting is one call of Fit.
type fitting struct {
	*settings
	model   *Sequential
	x       mat.Matrix
	batches *batches
	rng     *rand.Rand
	trainer *trainer

	validation *validation // nil without

	batchEnders []batchEnder
	logs        Logs // of a batch, reused
}

// epoch goes through the data once and returns the epoch's figures.
func (f *fitting) epoch(epoch int) (Logs, error) {
	if err := f.callbacks.epochBegin(epoch); err != nil {
		return nil, err
	}
	if f.verbose > 0 {
		fmt.Fprintf(f.out, "Epoch %d/%d\n", epoch+1, f.epochs)
	}
	if f.shuffle {
		f.batches.shuffle(f.rng)
	}
	f.trainer.loss.loss = f.lossIn(epoch, f.model.loss)
	bar := progress.New(f.out, f.verbose, f.batches.rows())
	mean, err := f.batches.each(f.ctx, bar, func(n int, bt *batchTarget) (float64, error) {
		if f.schedule != nil {
			perEpoch := len(f.batches.starts)
			if err := f.schedule.beforeStep(f.model.optimizer, epoch*perEpoch+n, f.epochs*perEpoch); err != nil {
				return 0, err
			}
		}
		value, err := f.trainer.step(f.ctx, f.x, bt, f.rng)
		return value, f.batchEnd(epoch, n, value, err)
	})
	if err != nil {
		bar.Abandon()
		return nil, err
	}
	logs, line := Logs{"loss": mean}, progress.Metric("loss", mean)
	if f.validation != nil {
		value, err := f.validation.loss(f.ctx)
		if err != nil {
			bar.Abandon()
			return nil, err
		}
		logs["val_loss"] = value
		line += progress.Metric("val_loss", value)
	}
	if f.schedule != nil {
		logs["lr"] = f.model.optimizer.LearningRate()
	}
	bar.Finish(line)
	return logs, nil
}

// batchEnd tells the callbacks of batch n, whose step gave value and err, and
// returns the error that ends the epoch.
func (f *fitting) batchEnd(epoch, n int, value float64, err error) error {
	var diverged *DivergedError
	switch {
	case errors.As(err, &diverged):
		diverged.Epoch, diverged.Batch = epoch, n
		value = diverged.Loss
	case err != nil:
		return err
	}
	var v verdict
	for _, c := range f.batchEnders {
		clear(f.logs)
		f.logs["loss"] = value
		v.add(c.OnBatchEnd(n, f.logs))
	}
	if said := v.err(); said != nil {
		return said
	}
	return err
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
	bar := progress.New(s.out, s.verbose, b.rows())
	mean, err := newScorer(m).loss(s.ctx, bar, x, b)
	if err != nil {
		bar.Abandon()
		return 0, err
	}
	bar.Finish(progress.Metric("loss", mean))
	return mean, nil
}

// canceled is the error of work that its context ended.
func canceled(ctx context.Context, work string) error {
	return fmt.Errorf("ptsne: %s was stopped: %w", work, context.Cause(ctx))
}
