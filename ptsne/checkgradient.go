package ptsne

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/nils"
)

// A GradientError says where a Loss's gradient and central finite differences
// of its value are furthest apart.
type GradientError struct {
	Row, Col int     // the element of the output
	Gradient float64 // what the loss returned for it
	Numeric  float64 // what differences of the value give
	Off, Of  int     // how many elements are off, of how many
}

func (e *GradientError) Error() string {
	return fmt.Sprintf("ptsne: the gradient is off in %d of %d elements, most at row %d, column %d: the loss returned %.6g, finite differences give %.6g",
		e.Off, e.Of, e.Row, e.Col, e.Gradient, e.Numeric)
}

// CheckGradient compares the gradient that loss returns with central finite
// differences of its value, element by element, and returns nil if they agree
// to four digits or so. It returns a *GradientError if they do not.
//
// output has shape (rows, units) and target (rows, TargetColumns(rows,
// units)). Two evaluations of the loss are made for each element of output: a
// few dozen rows are enough.
func CheckGradient(loss Loss, target, output mat.Matrix) error {
	if nils.Is(loss) || nils.Is(target) || nils.Is(output) {
		return errors.New("ptsne: CheckGradient wants a loss, a target and an output, but one is nil")
	}
	rows, units := output.Dims()
	if rows == 0 || units == 0 {
		return errEmpty("output", rows, units)
	}
	targetRows, targetCols := target.Dims()
	if want := loss.TargetColumns(rows, units); targetRows != rows || targetCols != want {
		return fmt.Errorf("ptsne: CheckGradient: for an output of shape (%d, %d), %T expects a target of shape (%d, %d) but got (%d, %d)",
			rows, units, loss, rows, want, targetRows, targetCols)
	}
	t, y := mat.DenseCopyOf(target), mat.DenseCopyOf(output)
	value, gradient := loss.Loss(t, mat.DenseCopyOf(y))
	if err := checkGradientShape(loss, gradient, y); err != nil {
		return err
	}

	numeric := mat.NewDense(rows, units, nil)
	noise := 0.0 // of the differences: rounding of the value, divided by the step
	for i := range rows {
		for j := range units {
			at := y.At(i, j)
			// The cube root balances rounding against curvature.
			h := math.Cbrt(0x1p-52) * max(1, math.Abs(at))
			y.Set(i, j, at+h)
			up, _ := loss.Loss(t, y)
			y.Set(i, j, at-h)
			down, _ := loss.Loss(t, y)
			y.Set(i, j, at)
			numeric.Set(i, j, (up-down)/(2*h))
			noise = max(noise, 16*0x1p-52*(1+math.Abs(value))/h)
		}
	}

	largest := mat.Max(numeric)
	largest = max(largest, -mat.Min(numeric))
	err := &GradientError{Of: rows * units}
	worst := 0.0
	for i := range rows {
		for j := range units {
			g, n := gradient.At(i, j), numeric.At(i, j)
			allowed := 1e-4*max(math.Abs(g), math.Abs(n)) + 1e-6*largest + noise
			off := math.Abs(g - n)
			if off <= allowed {
				continue
			}
			err.Off++
			if err.Off == 1 || !(off <= worst) { // a NaN is worst of all
				worst = off
				err.Row, err.Col, err.Gradient, err.Numeric = i, j, g, n
			}
		}
	}
	if err.Off > 0 {
		return err
	}
	return nil
}
