// Package f32 holds the float32 matrix kernels that ptsne trains with: matrix
// products, activations and their gradients, optimizer steps.
//
// Every kernel is parallel and gives the same bits for any GOMAXPROCS: work is
// split into pieces that do not depend on the number of processors, and no sum
// crosses a piece. Shapes are the caller's duty; a mismatch panics.
package f32

import "fmt"

// Matrix is a dense matrix, row after row without gaps.
type Matrix struct {
	Rows, Cols int
	Data       []float32 // len Rows*Cols
}

// New returns a rows×cols matrix of zeros.
func New(rows, cols int) Matrix {
	return Matrix{rows, cols, make([]float32, rows*cols)}
}

// Reuse gives m the shape rows×cols, in its old memory if that is large
// enough. The elements are unspecified.
func (m *Matrix) Reuse(rows, cols int) {
	if cap(m.Data) < rows*cols {
		m.Data = make([]float32, rows*cols)
	}
	*m = Matrix{rows, cols, m.Data[:rows*cols]}
}

// Row returns row i, sharing memory with m.
func (m Matrix) Row(i int) []float32 {
	return m.Data[i*m.Cols : (i+1)*m.Cols : (i+1)*m.Cols]
}

// Slice returns rows [lo, hi), sharing memory with m.
func (m Matrix) Slice(lo, hi int) Matrix {
	return Matrix{hi - lo, m.Cols, m.Data[lo*m.Cols : hi*m.Cols]}
}

// Transpose sets dst to the transpose of m.
func Transpose(dst, m Matrix) {
	checkShape("Transpose", dst, m.Cols, m.Rows)
	// Small square tiles keep both the rows read and the rows written in cache.
	const tile = 32
	for i0 := 0; i0 < m.Rows; i0 += tile {
		i1 := min(i0+tile, m.Rows)
		for j0 := 0; j0 < m.Cols; j0 += tile {
			for j := j0; j < min(j0+tile, m.Cols); j++ {
				row := dst.Row(j)
				for i := i0; i < i1; i++ {
					row[i] = m.Data[i*m.Cols+j]
				}
			}
		}
	}
}

func checkShape(kernel string, m Matrix, rows, cols int) {
	if m.Rows != rows || m.Cols != cols {
		panic(fmt.Sprintf("f32: %s: result is %d×%d, want %d×%d", kernel, m.Rows, m.Cols, rows, cols))
	}
}
