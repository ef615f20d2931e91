package ptsne

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// prepare sets m to rows [lo, hi) of x, in a form whose Euclidean distances have
// the order and the ratio of the rows' distances and that suits float32
// arithmetic. All is divided by a power
// of two, so that squares neither overflow nor vanish. The mean of each column
// is subtracted, so that distances do not drown in a common offset, except
// where most of the column is zero: there is no such offset, and zeros stay
// exact.
func prepare(m *f32.Matrix, x mat.Matrix, distance Distance, lo, hi int) {
	n := hi - lo
	_, cols := x.Dims()
	read := distance.reader(x)

	// Each piece has sums of its own, which are added up in order.
	type column struct {
		sum   float64
		zeros int
	}
	pieces := (n + rowsAtATime - 1) / rowsAtATime
	columns, largest := make([]column, pieces*cols), make([]float64, pieces)
	parallel.For(n, rowsAtATime, func(first, end int) {
		piece := first / rowsAtATime
		columns, size := columns[piece*cols:][:cols], 0.0
		buf := make([]float64, cols)
		for i := first; i < end; i++ {
			for j, v := range read(lo+i, buf) {
				columns[j].sum += v
				size = max(size, math.Abs(v))
				if v == 0 {
					columns[j].zeros++
				}
			}
		}
		largest[piece] = size
	})
	mean := make([]float64, cols)
	for j := range mean {
		var all column
		for piece := range pieces {
			c := columns[piece*cols+j]
			all.sum += c.sum
			all.zeros += c.zeros
		}
		if 2*all.zeros <= n {
			mean[j] = all.sum / float64(n)
		}
	}
	size := slices.Max(largest)
	_, exponent := math.Frexp(size)
	// In two steps, for one alone can be out of range.
	half := math.Ldexp(1, -exponent/2)
	rest := math.Ldexp(1, -exponent-(-exponent/2))

	m.Reuse(n, cols)
	parallel.For(n, rowsAtATime, func(first, end int) {
		buf := make([]float64, cols)
		for i := first; i < end; i++ {
			row := m.Row(i)
			for j, v := range read(lo+i, buf) {
				row[j] = float32((v - mean[j]) * half * rest)
			}
		}
	})
}
