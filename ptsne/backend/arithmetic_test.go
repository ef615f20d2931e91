package backend_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	K "github.com/gopherbook/gopherbook/ptsne/backend"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

var binary = []struct {
	name  string
	op    func(a, b K.Tensor) K.Tensor
	plain func(a, b float64) float64
}{
	{"Add", K.Add[K.Tensor, K.Tensor], func(a, b float64) float64 { return a + b }},
	{"Sub", K.Sub[K.Tensor, K.Tensor], func(a, b float64) float64 { return a - b }},
	{"Mul", K.Mul[K.Tensor, K.Tensor], func(a, b float64) float64 { return a * b }},
	{"Div", K.Div[K.Tensor, K.Tensor], func(a, b float64) float64 { return a / b }},
	{"Maximum", K.Maximum[K.Tensor, K.Tensor], math.Max},
}

// pow returns Pow with one exponent.
func pow(c float64) func(K.Tensor) K.Tensor {
	return func(x K.Tensor) K.Tensor { return K.Pow(x, c) }
}

var unary = []struct {
	name  string
	op    func(K.Tensor) K.Tensor
	plain func(float64) float64
}{
	{"Neg", K.Neg, func(x float64) float64 { return -x }},
	{"Square", K.Square, func(x float64) float64 { return x * x }},
	{"Exp", K.Exp, math.Exp},
	{"Log", K.Log, math.Log},
	{"Sqrt", K.Sqrt, math.Sqrt},
	{"Pow(-1)", pow(-1), func(x float64) float64 { return 1 / x }},
	{"Pow(0)", pow(0), func(x float64) float64 { return 1 }},
	{"Pow(3)", pow(3), func(x float64) float64 { return x * x * x }},
	{"Pow(-2.5)", pow(-2.5), func(x float64) float64 { return math.Pow(x, -2.5) }},
	{"Pow(7.5)", pow(7.5), func(x float64) float64 { return math.Pow(x, 7.5) }},
	{"Pow(-1.37)", pow(-1.37), func(x float64) float64 { return math.Pow(x, -1.37) }},
}

// The shapes that broadcasting takes to (5, 3), and some that are wider than
// the stretches that are computed together.
var shapes = [][2][2]int{
	{{5, 3}, {5, 3}}, {{5, 3}, {1, 3}}, {{5, 3}, {5, 1}}, {{5, 3}, {1, 1}},
	{{1, 3}, {5, 3}}, {{5, 1}, {5, 3}}, {{1, 1}, {5, 3}}, {{5, 1}, {1, 3}}, {{1, 3}, {5, 1}},
	{{1, 1}, {1, 1}}, {{300, 2}, {300, 1}}, {{2, 700}, {1, 700}}, {{2, 700}, {2, 1}}, {{1, 700}, {1, 1}},
	{{1300, 1}, {1, 700}},
}

func TestElementwiseValues(t *testing.T) {
	for _, op := range binary {
		for _, s := range shapes {
			a, b := positive(s[0][0], s[0][1], 1), positive(s[1][0], s[1][1], 2)
			got := K.Eval(op.op(K.Constant(a), K.Constant(b)))
			same(t, fmt.Sprint(op.name, s), got, func(i, j int) float64 { return op.plain(at(a, i, j), at(b, i, j)) })
		}
	}
	for _, op := range unary {
		for _, s := range [][2]int{{1, 1}, {5, 3}, {1, 700}, {700, 1}} {
			x := positive(s[0], s[1], 1)
			same(t, op.name, K.Eval(op.op(K.Constant(x))), func(i, j int) float64 { return op.plain(x.At(i, j)) })
		}
	}
}

// same compares got, element by element, with a formula.
func same(t *testing.T, name string, got *mat.Dense, want func(i, j int) float64) {
	t.Helper()
	rows, cols := got.Dims()
	for i := range rows {
		for j := range cols {
			w := want(i, j)
			if g := got.At(i, j); !(math.Abs(g-w) <= 1e-13*(1+math.Abs(w))) && !(math.IsNaN(g) && math.IsNaN(w)) && g != w {
				t.Errorf("%s: element (%d, %d) is %g, want %g", name, i, j, g, w)
				return
			}
		}
	}
}

func TestNumbersStandForTensors(t *testing.T) {
	x := K.Constant(mat.NewDense(1, 2, []float64{2, 4}))
	for name, c := range map[string]struct {
		got  K.Tensor
		want []float64
	}{
		"Sub":     {K.Sub(1, x), []float64{-1, -3}},
		"Div":     {K.Div(x, 0.5), []float64{4, 8}},
		"Maximum": {K.Maximum(3, x), []float64{3, 4}},
		"both":    {K.Add(K.Mul(2, 3), x), []float64{8, 10}},
	} {
		if got := K.Eval(c.got); !mat.Equal(got, mat.NewDense(1, 2, c.want)) {
			t.Errorf("%s gives %v, want %v", name, mat.Formatted(got), c.want)
		}
	}
}

func TestTensorsSayTheirShape(t *testing.T) {
	if got := fmt.Sprint(K.Eye(3), K.Tensor{}); got != "Tensor of shape (3, 3) Tensor{}" {
		t.Errorf("it says %q", got)
	}
}

func TestElementsBeyondTheOrdinary(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	x := mat.NewDense(1, 6, []float64{0, -1, inf, nan, 1e-300, 1e300})
	for _, op := range unary {
		same(t, op.name, K.Eval(op.op(K.Constant(x))), func(_, j int) float64 {
			if op.name == "Pow(0)" {
				return 1
			}
			return op.plain(x.At(0, j))
		})
	}
	got := K.Eval(K.Maximum(K.Constant(x), 0))
	same(t, "Maximum", got, func(_, j int) float64 { return math.Max(x.At(0, j), 0) })
}

func TestShapesThatDoNotFitPanic(t *testing.T) {
	a, b, c := K.Constant(randmat.Normal(5, 3, 1)), K.Constant(randmat.Normal(5, 2, 2)), K.Constant(randmat.Normal(4, 3, 3))
	for want, f := range map[string]func(){
		"backend: Add: the shapes (5, 3) and (5, 2) do not fit: rows and columns must be as many in both, or 1 in one":      func() { K.Add(a, b) },
		"backend: Maximum: the shapes (5, 3) and (4, 3) do not fit: rows and columns must be as many in both, or 1 in one":  func() { K.Maximum(a, c) },
		"backend: Dot: the shapes (5, 3) and (5, 2) do not fit: the first must have as many columns as the second has rows": func() { K.Dot(a, b) },
		"backend: Sum: no axis [2] in the shape (5, 3): want 0 or 1, or none for the sum of all":                            func() { K.Sum(a, 2) },
		"backend: Gradient: the gradient is that of a number, of shape (1, 1), but y has the shape (5, 3): take a Sum":      func() { K.Gradient(a, a) },
		"backend: Exp: an operand is Tensor{}, which no function of this package has made":                                  func() { K.Exp(K.Tensor{}) },
		"backend: Eye(0): want at least one row": func() { K.Eye(0) },
		"backend: Constant: the matrix is empty": func() { K.Constant(&mat.Dense{}) },
		"backend: Constant: the matrix is nil":   func() { K.Constant((*mat.Dense)(nil)) },
		"backend: Loss: the formula is nil":      func() { K.Loss(nil) },
		"backend: PairLoss: the formula is nil":  func() { K.PairLoss(nil) },
		"backend: PairLoss: an operand is Tensor{}, which no function of this package has made": func() {
			K.PairLoss(func(p, y K.Tensor) K.Tensor { return K.Tensor{} }).Loss(randmat.Normal(2, 2, 1), randmat.Normal(2, 2, 1))
		},
	} {
		func() {
			defer func() {
				if got := recover(); got != want {
					t.Errorf("panic is %v, want %v", got, want)
				}
			}()
			f()
		}()
	}
}
