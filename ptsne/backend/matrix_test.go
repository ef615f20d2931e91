package backend_test

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/mat"

	K "github.com/gopherbook/gopherbook/ptsne/backend"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

func TestMatrixValues(t *testing.T) {
	for _, s := range [][3]int{{1, 1, 1}, {5, 3, 4}, {1, 700, 2}, {700, 1, 600}, {600, 2, 700}, {90, 80, 70}} {
		n, k, m := s[0], s[1], s[2]
		a, b := randmat.Normal(n, k, 1), randmat.Normal(k, m, 2)
		x, y := K.Constant(a), K.Constant(b)
		var ab mat.Dense
		ab.Mul(a, b)
		near := func(name string, got K.Tensor, want mat.Matrix) {
			t.Helper()
			if g := K.Eval(got); !mat.EqualApprox(g, want, 1e-12) {
				t.Errorf("%s of %v is off", name, s)
			}
		}
		near("Dot", K.Dot(x, y), &ab)
		near("Dot of transposes", K.Dot(K.Transpose(y), K.Transpose(x)), ab.T())
		near("Transpose", K.Transpose(x), a.T())
		near("Transpose of a sum", K.Transpose(K.Add(x, 1)), func() mat.Matrix {
			var c mat.Dense
			c.Apply(func(_, _ int, v float64) float64 { return v + 1 }, a)
			return c.T()
		}())
		near("Constant of a view", K.Constant(a.T()), a.T())

		columns, rows := mat.NewDense(1, k, nil), mat.NewDense(n, 1, nil)
		for i := range n {
			for j := range k {
				columns.Set(0, j, columns.At(0, j)+a.At(i, j))
				rows.Set(i, 0, rows.At(i, 0)+a.At(i, j))
			}
		}
		near("Sum", K.Sum(x), mat.NewDense(1, 1, []float64{mat.Sum(a)}))
		near("Sum(0)", K.Sum(x, 0), columns)
		near("Sum(1)", K.Sum(x, 1), rows)
		near("Mean", K.Mean(x), mat.NewDense(1, 1, []float64{mat.Sum(a) / float64(n*k)}))
		rows.Scale(1/float64(k), rows)
		near("Mean(1)", K.Mean(x, 1), rows)
		columns.Scale(1/float64(n), columns)
		near("Mean(0)", K.Mean(x, 0), columns)
	}
}

func TestEye(t *testing.T) {
	same(t, "Eye", K.Eval(K.Eye(300)), func(i, j int) float64 {
		if i == j {
			return 1
		}
		return 0
	})
}

// A slice of a matrix has rows that do not follow one another.
func TestConstantOfASlice(t *testing.T) {
	a := randmat.Normal(9, 8, 1)
	s := a.Slice(2, 7, 3, 6)
	got := K.Eval(K.Mul(2, K.Add(K.Constant(s), K.Constant(s))))
	same(t, "slice", got, func(i, j int) float64 { return 4 * s.At(i, j) })
}

func ExampleEval() {
	x := K.Constant(mat.NewDense(2, 2, []float64{1, 2, 3, 4}))
	norms := K.Sqrt(K.Sum(K.Square(x), 1))
	fmt.Printf("%.3f\n", mat.Formatted(K.Eval(K.Div(x, norms))))
	// Output:
	// ⎡0.447  0.894⎤
	// ⎣0.600  0.800⎦
}
