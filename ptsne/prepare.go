package ptsne

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// prepare sets m to rows [lo, hi) of x, in a form whose Euclidean distances have
// the order and the ratio of the rows' distances and that suits float32
// arithmetic. All is divided by a power
// of two, so that squares neither overflow nor vanish. The mean of each column
// is subtracted first, so that distances do not drown in a common offset, except
// where most of the column is zero: there is no such offset, and zeros stay
// exact.
func prepare(m *f32.Matrix, x mat.Matrix, distance Distance, lo, hi int) {
	n := hi - lo
	_, cols := x.Dims()
	read := distance.reader(x)

	// Each piece has sums of its own, which are added up in order.
	type column struct {
		sum, low, high float64
		zeros          int
	}
	pieces := (n + rowsAtATime - 1) / rowsAtATime
	columns := make([]column, pieces*cols)
	parallel.For(n, rowsAtATime, func(first, end int) {
		columns := columns[first/rowsAtATime*cols:][:cols]
		for j := range columns {
			columns[j].low, columns[j].high = math.Inf(1), math.Inf(-1)
		}
		buf := make([]float64, cols)
		for i := first; i < end; i++ {
			for j, v := range read(lo+i, buf) {
				c := &columns[j]
				c.sum += v
				c.low, c.high = min(c.low, v), max(c.high, v)
				if v == 0 {
					c.zeros++
				}
			}
		}
	})
	mean, size := make([]float64, cols), 0.0
	for j := range mean {
		all := columns[j]
		for piece := 1; piece < pieces; piece++ {
			c := columns[piece*cols+j]
			all.sum += c.sum
			all.low, all.high = min(all.low, c.low), max(all.high, c.high)
			all.zeros += c.zeros
		}
		if 2*all.zeros <= n {
			// Of a constant column exactly the constant, whatever the rounding.
			mean[j] = min(max(all.sum/float64(n), all.low), all.high)
		}
		size = max(size, all.high-mean[j], mean[j]-all.low)
	}
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
