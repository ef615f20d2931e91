package metrics

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// points are the rows of a matrix, one after the other.
type points struct {
	n, d int
	data []float64
}

// newPoints returns the rows of m, as a view if m keeps them without gaps. It
// returns an error if one has a NaN.
func newPoints(which string, m mat.Matrix) (points, error) {
	raw, ok := m.(mat.RawMatrixer)
	if !ok || raw.RawMatrix().Stride != raw.RawMatrix().Cols {
		m = mat.DenseCopyOf(m)
	}
	r := m.(mat.RawMatrixer).RawMatrix()
	p := points{r.Rows, r.Cols, r.Data[:r.Rows*r.Cols]}
	for i, v := range p.data {
		if math.IsNaN(v) {
			return points{}, fmt.Errorf("metrics: the %s points have a NaN in row %d, column %d", which, i/p.d, i%p.d)
		}
	}
	return p, nil
}

func (p points) at(i int) []float64 { return p.data[i*p.d : (i+1)*p.d] }

// distances sets d2 to the squared distances from q to all points. Their roots
// would make some of those that differ equal.
func (p points) distances(d2 []float64, q []float64) {
	if p.d == 2 { // a map, the most common case
		q0, q1 := q[0], q[1]
		for i := range d2 {
			a, b := p.data[2*i]-q0, p.data[2*i+1]-q1
			d2[i] = a*a + b*b
		}
		return
	}
	for i := range d2 {
		sum := 0.0
		for c, v := range p.at(i) {
			diff := v - q[c]
			sum += diff * diff
		}
		d2[i] = sum
	}
}
