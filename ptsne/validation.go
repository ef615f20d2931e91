package ptsne

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/progress"
)

// ValidationData has Fit compute the loss on data that it does not train on, at
// the end of each epoch. It is "val_loss" in the epoch's Logs, in the History
// and in what is printed.
//
// x and target have the shapes that Fit wants. For the t-SNE loss, target is the
// *Joint of x; its batches may have another size than those of the training.
// The divergence grows with the number of pairs in a batch: the two losses are
// comparable where the batches are equally large. With SamplePairs they are not
// comparable, for val_loss is that of all pairs of target; epochs are, by either.
// A target of many rows in one batch takes the time and the memory of one: give
// JointProbabilities a BatchSize.
func ValidationData(x, target mat.Matrix) FitOption {
	return setting(func(s *settings) { s.validate, s.validationInput, s.validationTarget = true, x, target })
}

// A validation computes the loss on held-out data.
type validation struct {
	x       mat.Matrix
	batches *batches
	scorer  *scorer
}

// newValidation returns nil if no validation is wanted.
func (m *Sequential) newValidation(s *settings) (*validation, error) {
	if !s.validate {
		return nil, nil
	}
	own := *s
	own.samplePairs = false
	if _, ok := s.validationTarget.(*Joint); ok {
		own.batchSize, own.batchSet = 0, false
	}
	b, err := m.newBatches(s.validationInput, s.validationTarget, &own)
	if err != nil {
		return nil, fmt.Errorf("ValidationData: %w", err)
	}
	return &validation{s.validationInput, b, newScorer(m)}, nil
}

func (v *validation) loss(ctx context.Context) (float64, error) {
	return v.scorer.loss(ctx, progress.New(nil, 0, v.batches.rows()), v.x, v.batches)
}

// A scorer computes the loss without training, in memory that it reuses.
type scorer struct {
	activity  *activity
	evaluator evaluator
}

func newScorer(m *Sequential) *scorer {
	return &scorer{newActivity(m), evaluator{loss: m.loss}}
}

func (s *scorer) loss(ctx context.Context, bar *progress.Bar, x mat.Matrix, b *batches) (float64, error) {
	return b.each(ctx, bar, func(_ int, bt *batchTarget) (float64, error) {
		value, _, err := s.evaluator.evaluate(bt, s.activity.forward(x, bt.rows))
		return value, err
	})
}
