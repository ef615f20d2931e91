package rbm

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
	"github.com/gopherbook/gopherbook/ptsne/internal/progress"
)

// Fit trains the machine on x, of shape (rows, visible), whose elements lie
// between 0 and 1. Those in between are taken for probabilities. It returns, as
// the "loss" of each epoch, the reconstruction error: the mean over all elements
// of the squared difference between x and its reconstruction from sampled hidden
// units. It tells how the training goes, though it is not what is minimised.
//
// Calling Fit again goes on training: twice five epochs are ten. Fit returns the
// History so far together with the error if the context is done, or if the weights
// grow beyond all bounds (a *ptsne.DivergedError).
func (r *RBM) Fit(x mat.Matrix) (*ptsne.History, error) {
	v, err := r.load(x)
	if err != nil {
		return nil, err
	}
	return r.fit(v)
}

// fit is Fit for data that have been checked.
func (r *RBM) fit(x f32.Matrix) (*ptsne.History, error) {
	if r.trained == nil {
		r.trained = newTrainer(r)
	}
	ctx := r.context()
	r.history = &ptsne.History{History: map[string][]float64{}}
	for epoch := range r.epochs {
		if r.verbose > 0 {
			fmt.Fprintf(r.out, "Epoch %d/%d\n", epoch+1, r.epochs)
		}
		loss, err := r.epoch(ctx, x, epoch)
		if err != nil {
			return r.history, err
		}
		r.trained.epochs++
		r.history.Epoch = append(r.history.Epoch, epoch)
		r.history.History["loss"] = append(r.history.History["loss"], loss)
	}
	return r.history, nil
}

// epoch goes through the data once and returns the reconstruction error.
func (r *RBM) epoch(ctx context.Context, x f32.Matrix, epoch int) (float64, error) {
	bar := progress.New(r.out, r.verbose, x.Rows)
	order := r.rng.Perm(x.Rows)
	var wrong, mean float64
	for lo := 0; lo < x.Rows; lo += r.batchSize {
		if ctx.Err() != nil {
			bar.Abandon()
			return 0, fmt.Errorf("rbm: the pass over the batches was stopped: %w", context.Cause(ctx))
		}
		hi := min(lo+r.batchSize, x.Rows)
		wrong += r.trained.step(x, order[lo:hi], r.momentum(r.trained.epochs))
		mean = wrong / float64(hi*x.Cols)
		if math.IsNaN(mean) {
			bar.Abandon()
			return 0, &ptsne.DivergedError{Epoch: epoch, Batch: lo / r.batchSize, Loss: mean}
		}
		bar.Update(hi, progress.Metric("loss", mean))
	}
	if !r.finite() { // the last batch's step does not show in the loss
		bar.Abandon()
		return 0, &ptsne.DivergedError{Epoch: epoch, Batch: (x.Rows - 1) / r.batchSize, Loss: math.NaN()}
	}
	bar.Finish(progress.Metric("loss", mean))
	return mean, nil
}

func (r *RBM) finite() bool {
	for _, parameters := range [][]float32{r.weights.Data, r.visible, r.hidden} {
		for _, w := range parameters {
			if w-w != 0 { // infinite or NaN
				return false
			}
		}
	}
	return true
}
