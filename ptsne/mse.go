package ptsne

import "gonum.org/v1/gonum/mat"

// MeanSquaredError returns the mean over all elements of (output-target)². The
// target has the output's shape.
func MeanSquaredError() Loss { return LossFunc(meanSquaredError) }

func meanSquaredError(target, output *mat.Dense) (float64, *mat.Dense) {
	var gradient mat.Dense
	gradient.Sub(output, target)
	rows, cols := output.Dims()
	n := float64(rows * cols)
	norm := mat.Norm(&gradient, 2) // Frobenius
	gradient.Scale(2/n, &gradient)
	return norm * norm / n, &gradient
}
