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
	switch m := m.(type) {
	case mat.RawRowViewer:
		return func(i int, _ []float64) []float64 { return m.RawRowView(i) }
	case mat.RowNonZeroDoer:
		return func(i int, buf []float64) []float64 {
			clear(buf)
			m.DoRowNonZero(i, func(_, j int, v float64) { buf[j] = v })
			return buf
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
	gatherLoop.Run(dst.Rows, rowsAtATime, gathering{dst, m, rows})
}

type gathering struct {
	dst  f32.Matrix
	m    mat.Matrix
	rows []int
}

var gatherLoop = parallel.NewLoop(func(g *gathering, lo, hi int) {
	for i := lo; i < hi; i++ {
		from, row := i, g.dst.Row(i)
		if g.rows != nil {
			from = g.rows[i]
		}
		switch m := g.m.(type) {
		case mat.RawRowViewer:
			f32.FromFloat64(row, m.RawRowView(from))
		case mat.RowNonZeroDoer:
			clear(row)
			m.DoRowNonZero(from, func(_, j int, v float64) { row[j] = float32(v) })
		default:
			for j := range row {
				row[j] = float32(m.At(from, j))
			}
		}
	}
})

// gatherDense sets dst to the given rows of m and its first cols columns, in
// dst's memory if that is large enough.
func gatherDense(dst *mat.Dense, m mat.Matrix, rows []int, cols int) {
	reuse(dst, len(rows), cols)
	gatherDenseLoop.Run(len(rows), rowsAtATime, denseGathering{dst, m, rows})
}

type denseGathering struct {
	dst  *mat.Dense
	m    mat.Matrix
	rows []int
}

var gatherDenseLoop = parallel.NewLoop(func(g *denseGathering, lo, hi int) {
	for i := lo; i < hi; i++ {
		from, row := g.rows[i], g.dst.RawRowView(i)
		switch m := g.m.(type) {
		case mat.RowNonZeroDoer:
			m.DoRowNonZero(from, func(_, j int, v float64) {
				if j < len(row) {
					row[j] = v
				}
			})
		case mat.RawRowViewer:
			copy(row, m.RawRowView(from))
		default:
			for j := range row {
				row[j] = m.At(from, j)
			}
		}
	}
})

// reuse makes m zeros of the given shape, in its memory if that is large enough.
func reuse(m *mat.Dense, rows, cols int) {
	m.Reset()
	m.ReuseAs(rows, cols)
}

// widen sets dst to m.
func widen(dst *mat.Dense, m f32.Matrix) {
	reuse(dst, m.Rows, m.Cols)
	for i := range m.Rows {
		row := dst.RawRowView(i)
		for j, v := range m.Row(i) {
			row[j] = float64(v)
		}
	}
}

func toDense(m f32.Matrix) *mat.Dense {
	dst := new(mat.Dense)
	widen(dst, m)
	return dst
}

// finite reports whether all elements of m are finite as float32, too.
func finite(m *mat.Dense) bool {
	rows, _ := m.Dims()
	for i := range rows {
		for _, v := range m.RawRowView(i) {
			if !(math.Abs(v) <= math.MaxFloat32) {
				return false
			}
		}
	}
	return true
}

// checkFinite returns an *ElementError for the first element, in row order,
// that is NaN, infinite or beyond what a float32 holds.
func checkFinite(what string, m mat.Matrix) error {
	if e := firstElement(m, func(v float64) bool { return !(math.Abs(v) <= math.MaxFloat32) }); e != nil {
		e.Matrix = what
		return e
	}
	return nil
}

// firstElement returns the place and the value of the first element, in row
// order, that is wrong, nil if none is. A Joint has none, by construction.
func firstElement(m mat.Matrix, wrong func(v float64) bool) *ElementError {
	if _, ok := m.(*Joint); ok {
		return nil
	}
	rows, cols := m.Dims()
	read := rowReader(m)
	var mu sync.Mutex
	var first *ElementError
	parallel.For(rows, rowsAtATime, func(lo, hi int) {
		buf := make([]float64, cols)
		for i := lo; i < hi; i++ {
			for j, v := range read(i, buf) {
				if !wrong(v) {
					continue
				}
				mu.Lock()
				if first == nil || i < first.Row {
					first = &ElementError{Row: i, Col: j, Value: v}
				}
				mu.Unlock()
				return
			}
		}
	})
	return first
}
