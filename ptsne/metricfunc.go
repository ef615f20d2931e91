package ptsne

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// MetricFunc makes distance the distance between rows, such as that of Manhattan:
//
//	ptsne.MetricFunc(func(a, b []float64) float64 { return floats.Distance(a, b, 1) })
//
// It is called for each pair of rows of a batch, in both orders and by several
// goroutines at a time, and must not change its arguments. It returns 0 or a
// positive number. So many calls take far longer than Metric's distances, which
// come from products of matrices: on two processors, Manhattan's of 5000 rows of
// 784 columns take 20 seconds or more, those of Metric less than one. It panics
// if distance is nil.
func MetricFunc(distance func(a, b []float64) float64) JointOption {
	if distance == nil {
		panic("ptsne: MetricFunc(nil): want a function of two rows")
	}
	return setting(func(s *settings) { s.metricFunc = distance })
}

// rowsBetweenLooks is how many rows a scan goes through before it looks at the
// context again.
const rowsBetweenLooks = 64

// scan finds the k nearest other rows of each of the rows [lo, hi) of x by a
// distance of the user's, of those equally far the first, and their squared
// distances, as a multiple of that to the farthest of the k. It tells done what
// part of the rows is done.
func scan(ctx context.Context, distance func(a, b []float64) float64, x mat.Matrix, lo, hi, k int, done func(part float64)) (*neighborhood, error) {
	n := hi - lo
	_, cols := x.Dims()
	rows, read := mat.NewDense(n, cols, nil), rowReader(x)
	for i := range n {
		row := rows.RawRowView(i)
		copy(row, read(lo+i, row))
	}
	nn := &neighborhood{n, k, make([]int32, n*k), make([]float32, n*k)}
	wrong := make([]error, n)
	for from := 0; from < n; from += rowsBetweenLooks {
		if ctx.Err() != nil {
			return nil, canceled(ctx, "JointProbabilities")
		}
		to := min(n, from+rowsBetweenLooks)
		parallel.For(to-from, 1, func(first, end int) {
			d, numbers := make([]float64, n), make([]int32, n)
			for i := from + first; i < from+end; i++ {
				for j := range d {
					if j == i {
						continue
					}
					d[j] = distance(rows.RawRowView(i), rows.RawRowView(j))
					if !(d[j] >= 0 && d[j] <= math.MaxFloat64) {
						wrong[i] = fmt.Errorf("ptsne: the function given to MetricFunc returns %v for rows %d and %d of the input: want a finite distance, 0 or more",
							d[j], lo+i, lo+j)
						return
					}
				}
				keepNearest(nn.columns(i), nn.values(i), d, i, numbers)
			}
		})
		for _, err := range wrong[from:to] {
			if err != nil {
				return nil, err
			}
		}
		done(float64(to) / float64(n))
	}
	return nn, nil
}

// keepNearest sets col to the nearest of all rows but i by their distances d,
// and val to the squares of these. It sorts in memory for the number of each row.
func keepNearest(col []int32, val []float32, d []float64, i int, memory []int32) {
	near := memory[:0]
	for j := range d {
		if j != i {
			near = append(near, int32(j))
		}
	}
	slices.SortFunc(near, func(a, b int32) int { return cmp.Or(cmp.Compare(d[a], d[b]), cmp.Compare(a, b)) })
	near = near[:len(col)]
	farthest := d[near[len(near)-1]]
	slices.Sort(near)
	for c, j := range near {
		r := 0.0
		if farthest > 0 {
			r = d[j] / farthest
		}
		col[c], val[c] = j, float32(r*r)
	}
}
