package backend

import (
	"fmt"
	"sync"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
)

// Loss makes a ptsne.Loss of a formula, for a target with as many columns as the
// network has outputs. The formula is given a batch of the target and the
// network's output for it, both of shape (rows, units). The loss is the mean
// over the elements of what it returns: for a (1, 1) Tensor, that number.
//
// The formula is called for each batch. Batches may differ in their number of
// rows.
func Loss(formula func(yTrue, yPred Tensor) Tensor) ptsne.Loss {
	return ptsne.LossFunc(evaluate("Loss", formula))
}

// PairLoss makes a ptsne.Loss of a formula on the pairs of a batch, such as the
// t-SNE loss. It is Loss, but the target has one column for each row of the
// batch: yTrue has the shape (rows, rows).
func PairLoss(formula func(yTrue, yPred Tensor) Tensor) ptsne.Loss {
	return ptsne.PairLossFunc(evaluate("PairLoss", formula))
}

// evaluate returns a function that computes the value and the gradient of a
// formula.
func evaluate(name string, formula func(yTrue, yPred Tensor) Tensor) func(target, output *mat.Dense) (float64, *mat.Dense) {
	if formula == nil {
		panic(fmt.Sprintf("backend: %s: the formula is nil", name))
	}
	memories := sync.Pool{New: func() any { return new(memory) }}
	return func(target, output *mat.Dense) (float64, *mat.Dense) {
		y := Constant(output)
		result := formula(Constant(target), y)
		nodeOf(name, result)
		value := Mean(result)
		mem := memories.Get().(*memory)
		defer memories.Put(mem)
		computed := compute(mem, value.node, Gradient(value, y).node)
		return computed[0].At(0, 0), computed[1]
	}
}
