package ptsne

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
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

// A sparseLoss is a built-in Loss that reads the target's non-zeros only, and
// so spares Fit from writing out a batch of 5000 as 25 million numbers.
type sparseLoss interface {
	Loss
	lossSparse(target *csr, output *mat.Dense) (float64, *mat.Dense)
}

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
	buf    *mat.Dense // reused from batch to batch
}

func (t *batchTarget) dense() *mat.Dense {
	t.buf = gatherDense(t.buf, t.target, t.rows, t.cols)
	return t.buf
}

// sparse returns the non-zeros of the batch's pairs. Those of a Joint are
// there already: newBatches has seen to it that its batches are the same.
func (t *batchTarget) sparse() *csr {
	if joint, ok := t.target.(*Joint); ok {
		return joint.batches[t.rows[0]/joint.size]
	}
	return csrOf(t.dense())
}

// evaluateLoss calls the loss for one batch and checks what it returns.
func evaluateLoss(l Loss, t *batchTarget, output *mat.Dense) (float64, *mat.Dense, error) {
	var value float64
	var gradient *mat.Dense
	if s, ok := l.(sparseLoss); ok {
		value, gradient = s.lossSparse(t.sparse(), output)
	} else {
		value, gradient = l.Loss(t.dense(), output)
	}
	return value, gradient, checkGradientShape(l, gradient, output)
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
