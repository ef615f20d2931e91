package ptsne

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// rowReader returns a function that gives row i of m, reading through buf
// where m does not keep its rows in memory. The rows must not be written to.
func rowReader(m mat.Matrix) func(i int, buf []float64) []float64 {
	if raw, ok := m.(mat.RawMatrixer); ok {
		r := raw.RawMatrix()
		return func(i int, _ []float64) []float64 {
			return r.Data[i*r.Stride : i*r.Stride+r.Cols]
		}
	}
	return func(i int, buf []float64) []float64 {
		for j := range buf {
			buf[j] = m.At(i, j)
		}
		return buf
	}
}

// rowsAtATime is how many rows of the data one goroutine takes.
const rowsAtATime = 64

// gather sets dst to the given rows of m, or to all of m if rows is nil,
// rounded to float32.
func gather(dst f32.Matrix, m mat.Matrix, rows []int) {
	read := rowReader(m)
	parallel.For(dst.Rows, rowsAtATime, func(lo, hi int) {
		buf := make([]float64, dst.Cols)
		for i := lo; i < hi; i++ {
			from := i
			if rows != nil {
				from = rows[i]
			}
			row := dst.Row(i)
			for j, v := range read(from, buf)[:len(row)] {
				row[j] = float32(v)
			}
		}
	})
}

// gatherDense returns the given rows of m and its first cols columns, in buf's
// memory if that is large enough.
func gatherDense(buf *mat.Dense, m mat.Matrix, rows []int, cols int) *mat.Dense {
	var data []float64
	if buf != nil {
		data = buf.RawMatrix().Data
	}
	if cap(data) < len(rows)*cols {
		data = make([]float64, len(rows)*cols)
	}
	dst := mat.NewDense(len(rows), cols, data[:len(rows)*cols])
	if sparse, ok := m.(mat.RowNonZeroDoer); ok {
		dst.Zero()
		parallel.For(len(rows), rowsAtATime, func(lo, hi int) {
			for i := lo; i < hi; i++ {
				row := dst.RawRowView(i)
				sparse.DoRowNonZero(rows[i], func(_, j int, v float64) {
					if j < cols {
						row[j] = v
					}
				})
			}
		})
		return dst
	}
	read := rowReader(m)
	_, wide := m.Dims()
	parallel.For(len(rows), rowsAtATime, func(lo, hi int) {
		row := make([]float64, wide)
		for i := lo; i < hi; i++ {
			copy(dst.RawRowView(i), read(rows[i], row)[:cols])
		}
	})
	return dst
}

func toDense(m f32.Matrix) *mat.Dense {
	data := make([]float64, len(m.Data))
	for i, v := range m.Data {
		data[i] = float64(v)
	}
	return mat.NewDense(m.Rows, m.Cols, data)
}

// checkFinite returns an *ElementError for the first element, in row order,
// that is NaN, infinite or beyond what a float32 holds.
func checkFinite(what string, m mat.Matrix) error {
	if joint, ok := m.(*Joint); ok && joint != nil {
		return nil // finite by construction
	}
	rows, cols := m.Dims()
	read := rowReader(m)
	var mu sync.Mutex
	var first *ElementError
	parallel.For(rows, rowsAtATime, func(lo, hi int) {
		buf := make([]float64, cols)
		for i := lo; i < hi; i++ {
			for j, v := range read(i, buf) {
				if math.Abs(v) <= math.MaxFloat32 {
					continue
				}
				mu.Lock()
				if first == nil || i < first.Row {
					first = &ElementError{what, i, j, v}
				}
				mu.Unlock()
				return
			}
		}
	})
	if first == nil {
		return nil
	}
	return first
}
