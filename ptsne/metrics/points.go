package metrics

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/nils"
)

// points are the rows of a matrix, one after the other.
type points struct {
	n, d int
	data []float64
}

// largestCoordinate is how far from 0 a coordinate may be: squares of more would
// not be numbers.
const largestCoordinate = 1e150

// shapeOf returns the shape of the matrix of points, or an error if there are
// none.
func shapeOf(which string, m mat.Matrix) (n, d int, err error) {
	if nils.Is(m) {
		return 0, 0, fmt.Errorf("metrics: the matrix of the %s points is nil", which)
	}
	if n, d = m.Dims(); n == 0 || d == 0 {
		return 0, 0, fmt.Errorf("metrics: the matrix of the %s points is empty: its shape is (%d, %d)", which, n, d)
	}
	return n, d, nil
}

// newPoints returns the rows of m, which shapeOf has looked at, as a view if m
// keeps them without gaps. It returns an error if one has a NaN, an infinity
// or a coordinate that is too large: they have no distances.
func newPoints(which string, m mat.Matrix) (points, error) {
	raw, ok := m.(mat.RawMatrixer)
	if !ok || raw.RawMatrix().Stride != raw.RawMatrix().Cols {
		m = mat.DenseCopyOf(m)
	}
	r := m.(mat.RawMatrixer).RawMatrix()
	p := points{r.Rows, r.Cols, r.Data[:r.Rows*r.Cols]}
	for i, v := range p.data {
		switch {
		case math.IsNaN(v):
			return points{}, fmt.Errorf("metrics: the %s points have a NaN in row %d, column %d", which, i/p.d, i%p.d)
		case math.IsInf(v, 0):
			return points{}, fmt.Errorf("metrics: the %s points have %v in row %d, column %d", which, v, i/p.d, i%p.d)
		case math.Abs(v) > largestCoordinate:
			return points{}, fmt.Errorf("metrics: the %s points have %v in row %d, column %d: scale them to be below %v", which, v, i/p.d, i%p.d, largestCoordinate)
		}
	}
	return p, nil
}

func (p points) at(i int) []float64 { return p.data[i*p.d : (i+1)*p.d] }

// newLabeled returns the rows of m, which have a label each.
func newLabeled(m mat.Matrix, labels []int) (points, error) {
	n, _, err := shapeOf("map", m)
	if err != nil {
		return points{}, err
	}
	if len(labels) != n {
		return points{}, fmt.Errorf("metrics: %d map points have %d labels", n, len(labels))
	}
	return newPoints("map", m)
}

// checkNeighbors returns an error if points cannot have k neighbours among n
// points, themselves included.
func checkNeighbors(k, n int) error {
	if n < 2 {
		return fmt.Errorf("metrics: there is only %d point: want at least 2", n)
	}
	if k < 1 || k >= n {
		return fmt.Errorf("metrics: k is %d: want at least 1 and below the %d points", k, n)
	}
	return nil
}
