package ptsne

import "gonum.org/v1/gonum/mat"

// MeanSquaredError returns the mean over all elements of (output-target)². The
// target has the output's shape.
func MeanSquaredError() Loss { return meanSquaredError{} }

type meanSquaredError struct{}

func (meanSquaredError) TargetColumns(rows, units int) int { return units }

func (l meanSquaredError) Loss(target, output *mat.Dense) (float64, *mat.Dense) {
	rows, cols := output.Dims()
	if r, c := target.Dims(); r != rows || c != cols {
		panic(mat.ErrShape)
	}
	gradient := mat.NewDense(rows, cols, nil)
	return l.lossDense(gradient, target, output), gradient
}

func (meanSquaredError) lossDense(gradient, target, output *mat.Dense) float64 {
	rows, cols := output.Dims()
	n := float64(rows * cols)
	sum := 0.0
	for i := range rows {
		g, t := gradient.RawRowView(i), target.RawRowView(i)
		for j, y := range output.RawRowView(i) {
			d := y - t[j]
			sum += d * d
			g[j] = 2 / n * d
		}
	}
	return sum / n
}
