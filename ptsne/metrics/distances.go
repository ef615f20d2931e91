package metrics

import (
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/blas"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
	"github.com/gopherbook/gopherbook/ptsne/internal/f64"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// exactColumns is up to how many columns distances are computed from
// differences, in float64. With more, products of matrices are much faster.
const exactColumns = 16

// eachDistances calls f for each query with the squared distances to all
// points. Calls of f run side by side, and may change d2, which is valid during
// the call.
func (p points) eachDistances(queries points, f func(i int, d2 []float64)) {
	rows := sync.Pool{New: func() any { d2 := make([]float64, p.n); return &d2 }}
	if p.d > exactColumns {
		p.eachProduct(queries, &rows, f)
		return
	}
	columns := make([][]float64, p.d)
	for c := range columns {
		columns[c] = make([]float64, p.n)
		for i := range p.n {
			columns[c][i] = p.at(i)[c]
		}
	}
	parallel.For(queries.n, 16, func(lo, hi int) {
		d2 := rows.Get().(*[]float64)
		defer rows.Put(d2)
		for i := lo; i < hi; i++ {
			clear(*d2)
			for c, v := range queries.at(i) {
				f64.AddSquares(*d2, columns[c], v)
			}
			f(i, *d2)
		}
	})
}

// queriesAtATime is how many rows of products lie in memory.
const queriesAtATime = 64

// eachProduct is eachDistances by products: |a-b|² is |a|² + |b|² - 2ab.
func (p points) eachProduct(queries points, rows *sync.Pool, f func(i int, d2 []float64)) {
	centre, scale := p.frame()
	a, b := queries.framed(centre, scale), p.framed(centre, scale)
	norms := func(m f32.Matrix) []float64 {
		norm := make([]float64, m.Rows)
		for i := range norm {
			for _, v := range m.Row(i) {
				norm[i] += float64(v) * float64(v)
			}
		}
		return norm
	}
	aNorm, bNorm := norms(a), norms(b)
	var products f32.Matrix
	back := 1 / (scale * scale)
	for from := 0; from < a.Rows; from += queriesAtATime {
		to := min(a.Rows, from+queriesAtATime)
		products.Reuse(to-from, b.Rows)
		f32.Gemm(blas.NoTrans, blas.Trans, 1, a.Slice(from, to, 0, p.d), b, 0, products)
		parallel.For(to-from, 1, func(lo, hi int) {
			d2 := rows.Get().(*[]float64)
			defer rows.Put(d2)
			for i := lo; i < hi; i++ {
				norm := aNorm[from+i]
				for j, ab := range products.Row(i) {
					(*d2)[j] = back * max(0, norm+bNorm[j]-2*float64(ab))
				}
				f(from+i, *d2)
			}
		})
	}
}

// frame returns the mean of the points and a factor that makes their
// coordinates, less the mean, small: then their products are precise. The mean of
// a column that is constant is that constant, whatever the rounding.
func (p points) frame() (centre []float64, scale float64) {
	centre = make([]float64, p.d)
	low, high := slices.Clone(p.at(0)), slices.Clone(p.at(0))
	for i := range p.n {
		for c, v := range p.at(i) {
			centre[c] += v / float64(p.n)
			low[c], high[c] = min(low[c], v), max(high[c], v)
		}
	}
	for c := range centre {
		centre[c] = min(max(centre[c], low[c]), high[c])
	}
	largest := 0.0
	for i := range p.n {
		for c, v := range p.at(i) {
			largest = max(largest, math.Abs(v-centre[c]))
		}
	}
	if largest == 0 {
		return centre, 1
	}
	return centre, 1 / largest
}

func (p points) framed(centre []float64, scale float64) f32.Matrix {
	m := f32.New(p.n, p.d)
	parallel.For(p.n, 64, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			row := m.Row(i)
			for c, v := range p.at(i) {
				row[c] = float32((v - centre[c]) * scale)
			}
		}
	})
	return m
}
