package ptsne

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// A neighborhood holds a number for each of the k nearest neighbours of each
// row of a batch: at first the squared distance, later a probability.
type neighborhood struct {
	rows, k int
	col     []int32   // k ascending columns for each row
	val     []float32 // as long
}

func (nn *neighborhood) columns(i int) []int32  { return nn.col[i*nn.k : (i+1)*nn.k] }
func (nn *neighborhood) values(i int) []float32 { return nn.val[i*nn.k : (i+1)*nn.k] }

// prepare returns rows [lo, hi) of x in a form that keeps the order and the
// ratio of distances and suits float32 arithmetic. All is divided by a power
// of two, so that squares neither overflow nor vanish. The mean of each column
// is subtracted, so that distances do not drown in a common offset, except
// where most of the column is zero: those zeros make the products fast.
func prepare(x mat.Matrix, lo, hi int) f32.Matrix {
	_, cols := x.Dims()
	read := rowReader(x)
	buf := make([]float64, cols)
	mean := make([]float64, cols)
	zeros := make([]int, cols)
	largest := 0.0
	for i := lo; i < hi; i++ {
		for j, v := range read(i, buf) {
			mean[j] += v / float64(hi-lo)
			largest = max(largest, math.Abs(v))
			if v == 0 {
				zeros[j]++
			}
		}
	}
	for j, z := range zeros {
		if 2*z > hi-lo {
			mean[j] = 0
		}
	}
	_, exponent := math.Frexp(largest)

	m := f32.New(hi-lo, cols)
	parallel.For(hi-lo, rowsAtATime, func(first, end int) {
		buf := make([]float64, cols)
		for i := first; i < end; i++ {
			row := m.Row(i)
			for j, v := range read(lo+i, buf) {
				row[j] = float32(math.Ldexp(v-mean[j], -exponent))
			}
		}
	})
	return m
}

// nearest finds the k nearest other rows of each row of m, of those equally
// far the first, and their squared distances.
func nearest(m f32.Matrix, k int) *neighborhood {
	n := m.Rows
	nn := &neighborhood{n, k, make([]int32, n*k), make([]float32, n*k)}
	norm := make([]float32, n)
	for i := range norm {
		var s float64
		for _, v := range m.Row(i) {
			s += float64(v) * float64(v)
		}
		norm[i] = float32(s)
	}
	// |a-b|² = |a|² + |b|² - 2ab: a matrix product, a few rows at a time.
	parallel.For(n, rowsAtATime, func(lo, hi int) {
		products := f32.New(hi-lo, n)
		f32.Gemm(blas.NoTrans, blas.Trans, 1, m.Slice(lo, hi, 0, m.Cols), m, 0, products)
		near := make(nearestHeap, 0, k)
		for i := lo; i < hi; i++ {
			near = near[:0]
			for j, p := range products.Row(i - lo) {
				if j != i {
					near.offer(max(0, norm[i]+norm[j]-2*p), int32(j))
				}
			}
			near.sortByColumn()
			for c, e := range near {
				nn.columns(i)[c], nn.values(i)[c] = e.col, e.distance
			}
		}
	})
	return nn
}
