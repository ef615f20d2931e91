package f32

import "fmt"

// Matrix is a dense matrix, row after row.
type Matrix struct {
	Rows, Cols int
	Stride     int // from the start of a row to that of the next
	Data       []float32
}

// New returns a rows×cols matrix of zeros.
func New(rows, cols int) Matrix {
	return Matrix{rows, cols, cols, make([]float32, rows*cols)}
}

// Reuse gives m the shape rows×cols, in its old memory if that is large
// enough. The elements are unspecified.
func (m *Matrix) Reuse(rows, cols int) {
	if cap(m.Data) < rows*cols {
		m.Data = make([]float32, rows*cols)
	}
	*m = Matrix{rows, cols, cols, m.Data[:rows*cols]}
}

// Row returns row i, sharing memory with m.
func (m Matrix) Row(i int) []float32 {
	lo, hi := i*m.Stride, i*m.Stride+m.Cols
	return m.Data[lo:hi:hi]
}

// Slice returns rows [i, k) and columns [j, l), sharing memory with m.
func (m Matrix) Slice(i, k, j, l int) Matrix {
	s := Matrix{k - i, l - j, m.Stride, nil}
	if s.Rows > 0 && s.Cols > 0 {
		s.Data = m.Data[i*m.Stride+j : (k-1)*m.Stride+l]
	}
	return s
}

// RowVector returns the 1×len(v) matrix that shares v's memory.
func RowVector(v []float32) Matrix { return Matrix{1, len(v), len(v), v} }

// check panics if m's elements do not lie where its shape says.
func (m Matrix) check(kernel string) {
	if m.Rows < 0 || m.Cols < 0 || m.Rows > 0 && m.Cols > 0 && (m.Stride < m.Cols || len(m.Data) < (m.Rows-1)*m.Stride+m.Cols) {
		panic(fmt.Sprintf("f32: %s: a %d×%d matrix with stride %d has %d elements", kernel, m.Rows, m.Cols, m.Stride, len(m.Data)))
	}
}

func checkShape(kernel string, m Matrix, rows, cols int) {
	if m.Rows != rows || m.Cols != cols {
		panic(fmt.Sprintf("f32: %s: a matrix is %d×%d, want %d×%d", kernel, m.Rows, m.Cols, rows, cols))
	}
}
