package f32

import (
	"fmt"

	"gonum.org/v1/gonum/blas"
)

// Gemm sets c to alpha*op(a)*op(b) + beta*c, where op(x) is x or, with
// blas.Trans, its transpose. If beta is 0, what c held before does not matter.
// c shares no memory with a and b.
//
// A row of the result depends on no other row of op(a): it has the same bits in
// a product of that row alone.
func Gemm(tA, tB blas.Transpose, alpha float32, a, b Matrix, beta float32, c Matrix) {
	GemmThen(tA, tB, alpha, a, b, beta, c, nil, Matrix{})
}

// GemmThen is Gemm, and then finishes the rows of the result: while a piece of
// a row is in cache, it calls finish with it and with the same piece of the
// same row of x or, if x has a single row, of that.
func GemmThen(tA, tB blas.Transpose, alpha float32, a, b Matrix, beta float32, c Matrix,
	finish func(row, x []float32), x Matrix) {
	m, depth, av := operand(tA == blas.NoTrans, a)
	n, bDepth, bv := operand(tB != blas.NoTrans, b)
	if depth != bDepth {
		panic(fmt.Sprintf("f32: Gemm: op(a) is %d×%d, op(b) %d×%d", m, depth, bDepth, n))
	}
	for _, m := range []Matrix{a, b, c, x} {
		m.check("Gemm")
	}
	checkShape("Gemm", c, m, n)
	if finish != nil && x.Rows != 1 {
		checkShape("Gemm", x, m, n)
	}
	g := gemm{
		kernels: active,
		m:       m, n: n, depth: depth,
		alpha: alpha, beta: beta,
		a: av, b: bv, c: c,
		finish: finish, x: x,
	}
	g.run()
}

// operand returns the shape of op(m) and a view of it: of m's rows if byRows,
// of its columns otherwise.
func operand(byRows bool, m Matrix) (number, depth int, v view) {
	if byRows {
		return m.Rows, m.Cols, view{m.Data, m.Stride, 1}
	}
	return m.Cols, m.Rows, view{m.Data, 1, m.Stride}
}

// A view is an operand of a product as vectors, as long as the product is
// deep. Element p of vector i is data[i*across+p*along]. One of the two steps
// is 1.
type view struct {
	data          []float32
	across, along int
}

func (v view) from(i, p int) []float32 { return v.data[i*v.across+p*v.along:] }
