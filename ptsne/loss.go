package ptsne

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
)

// A Loss says how far a network's output is from its target. A type of your
// own with these two methods works like the built-in ones; CheckGradient tells
// whether its gradient is right.
type Loss interface {
	// Loss compares the output for one batch, of shape (rows, units), with the
	// rows of the target that belong to it, of shape (rows,
	// TargetColumns(rows, units)). It returns the value of the loss and its
	// gradient with respect to output, in output's shape. It must keep and
	// change neither argument: both are reused for the next batch. The target
	// is written out in full, with 8 bytes for each element: 200 MB for the
	// pairs of a batch of 5000.
	Loss(target, output *mat.Dense) (value float64, gradient *mat.Dense)

	// TargetColumns returns the number of columns of the target for batches of
	// the given number of rows and a network with the given number of outputs.
	// An ordinary loss, which compares each output with a wanted one, returns
	// units. A loss on the pairs of a batch, such as t-SNE's, returns rows.
	TargetColumns(rows, units int) int
}

// LossFunc makes a Loss of a function, for a target with as many columns as
// the network has outputs, like MeanSquaredError's.
type LossFunc func(target, output *mat.Dense) (value float64, gradient *mat.Dense)

// Loss calls f.
func (f LossFunc) Loss(target, output *mat.Dense) (float64, *mat.Dense) { return f(target, output) }

// TargetColumns returns units.
func (f LossFunc) TargetColumns(rows, units int) int { return units }

// PairLossFunc makes a Loss of a function, for a target with one column for
// each row of the batch, like TSNE's.
type PairLossFunc func(target, output *mat.Dense) (value float64, gradient *mat.Dense)

// Loss calls f.
func (f PairLossFunc) Loss(target, output *mat.Dense) (float64, *mat.Dense) {
	return f(target, output)
}

// TargetColumns returns rows.
func (f PairLossFunc) TargetColumns(rows, units int) int { return rows }

// The built-in losses write their gradient where they are told, and those that
// need only the target's non-zeros spare Fit from writing out a batch of 5000
// as 25 million numbers.
type (
	denseLoss interface {
		Loss
		lossDense(gradient, target, output *mat.Dense) float64
	}
	sparseLoss interface {
		Loss
		lossSparse(gradient *mat.Dense, target *csr, output *mat.Dense) float64
	}
)

// A learningLoss may have a parameter of its own that is learned with the
// weights.
type learningLoss interface {
	sparseLoss
	// parameter returns the parameter itself, for a network with the given
	// number of outputs, or nil if there is none to learn.
	parameter(units int) []float32
	// forget puts the parameter back to where it starts.
	forget()
	// lossLearning is lossSparse, and sets slope to the gradient with respect
	// to the parameter.
	lossLearning(gradient *mat.Dense, slope []float32, target *csr, output *mat.Dense) float64
}

// A targetChecker wants more of the elements of its target than that they are
// finite.
type targetChecker interface{ checkTarget(target mat.Matrix) error }

// pairs reports whether the loss compares the rows of a batch with one
// another: then the width of its target is that of the batch.
func pairs(l Loss, units int) bool {
	return l.TargetColumns(units+1, units) != l.TargetColumns(units+2, units)
}

// A batchTarget is the part of the target that belongs to one batch.
type batchTarget struct {
	target mat.Matrix
	rows   []int // the batch's rows of target
	cols   int

	sampling sampling // where the pairs come from if target holds those of all rows

	buf   mat.Dense // reused from batch to batch
	pairs csr
}

func (t *batchTarget) dense() *mat.Dense {
	if t.sampling != nil {
		t.sampling.pairs(t.rows).dense(&t.buf)
		return &t.buf
	}
	gatherDense(&t.buf, t.target, t.rows, t.cols)
	return &t.buf
}

// sparse returns the non-zeros of the batch's pairs. Those of a Joint are
// there already: newBatches has seen to it that its batches are the same.
func (t *batchTarget) sparse() *csr {
	if t.sampling != nil {
		return t.sampling.pairs(t.rows)
	}
	if joint, ok := t.target.(*Joint); ok {
		return joint.batches[t.rows[0]/joint.size]
	}
	t.pairs.set(t.dense())
	return &t.pairs
}

// An evaluator evaluates a loss for one batch after the other, in memory that
// it reuses.
type evaluator struct {
	loss             Loss
	output, gradient mat.Dense
	slope            []float32 // with respect to the loss's parameter, or nil
}

// evaluate calls the loss with an output of the network and checks what it
// returns.
func (e *evaluator) evaluate(t *batchTarget, output f32.Matrix) (float64, *mat.Dense, error) {
	widen(&e.output, output)
	reuse(&e.gradient, output.Rows, output.Cols)
	if e.slope != nil {
		l := e.loss.(learningLoss)
		return l.lossLearning(&e.gradient, e.slope, t.sparse(), &e.output), &e.gradient, nil
	}
	switch l := e.loss.(type) {
	case sparseLoss:
		return l.lossSparse(&e.gradient, t.sparse(), &e.output), &e.gradient, nil
	case denseLoss:
		return l.lossDense(&e.gradient, t.dense(), &e.output), &e.gradient, nil
	}
	value, gradient := e.loss.Loss(t.dense(), &e.output)
	return value, gradient, checkGradientShape(e.loss, gradient, &e.output)
}

func checkGradientShape(l Loss, gradient, output *mat.Dense) error {
	rows, cols := output.Dims()
	if gradient == nil {
		return fmt.Errorf("ptsne: %T returned no gradient, want one of shape (%d, %d)", l, rows, cols)
	}
	if r, c := gradient.Dims(); r != rows || c != cols {
		return fmt.Errorf("ptsne: %T returned a gradient of shape (%d, %d), want the output's (%d, %d)", l, r, c, rows, cols)
	}
	return nil
}
