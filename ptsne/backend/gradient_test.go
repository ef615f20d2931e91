package backend_test

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	K "github.com/gopherbook/gopherbook/ptsne/backend"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// checkGradient compares the gradient of a formula with finite differences at
// x. The formula's result is weighted, so that its elements count differently.
func checkGradient(t *testing.T, name string, x *mat.Dense, formula func(x K.Tensor) K.Tensor) {
	t.Helper()
	loss := K.Loss(func(_, x K.Tensor) K.Tensor {
		y := formula(x)
		rows, cols := y.Dims()
		return K.Sum(K.Mul(y, K.Constant(randmat.Normal(rows, cols, 77))))
	})
	if err := ptsne.CheckGradient(loss, x, x); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

func TestGradientsAgreeWithFiniteDifferences(t *testing.T) {
	for _, op := range binary {
		for _, s := range shapes[:10] {
			a, b := positive(s[0][0], s[0][1], 1), positive(s[1][0], s[1][1], 2)
			checkGradient(t, fmt.Sprint(op.name, s, " by the first"), a, func(x K.Tensor) K.Tensor { return op.op(x, K.Constant(b)) })
			checkGradient(t, fmt.Sprint(op.name, s, " by the second"), b, func(x K.Tensor) K.Tensor { return op.op(K.Constant(a), x) })
		}
		checkGradient(t, op.name+" by both", positive(4, 3, 1), func(x K.Tensor) K.Tensor { return op.op(K.Square(x), K.Sum(x, 1)) })
	}
	for _, op := range unary {
		checkGradient(t, op.name, positive(4, 3, 1), op.op)
	}
	a, b := randmat.Normal(4, 3, 1), randmat.Normal(3, 5, 2)
	for name, formula := range map[string]func(x K.Tensor) K.Tensor{
		"Dot by the first":    func(x K.Tensor) K.Tensor { return K.Dot(x, K.Constant(b)) },
		"Dot by the second":   func(x K.Tensor) K.Tensor { return K.Dot(K.Constant(randmat.Normal(5, 4, 3)), x) },
		"Dot by both":         func(x K.Tensor) K.Tensor { return K.Dot(K.Transpose(x), K.Exp(x)) },
		"Dot with itself":     func(x K.Tensor) K.Tensor { y := K.Dot(x, K.Transpose(x)); return K.Dot(y, y) },
		"Transpose":           func(x K.Tensor) K.Tensor { return K.Transpose(K.Square(x)) },
		"Transpose twice":     func(x K.Tensor) K.Tensor { return K.Transpose(K.Transpose(x)) },
		"Sum":                 func(x K.Tensor) K.Tensor { return K.Sum(K.Square(x)) },
		"Sum(0)":              func(x K.Tensor) K.Tensor { return K.Mul(x, K.Sum(K.Square(x), 0)) },
		"Sum(1)":              func(x K.Tensor) K.Tensor { return K.Sum(K.Square(x), 1) },
		"Mean":                func(x K.Tensor) K.Tensor { return K.Mul(K.Mean(x), K.Mean(K.Square(x), 1)) },
		"softmax":             func(x K.Tensor) K.Tensor { e := K.Exp(x); return K.Log(K.Div(e, K.Sum(e, 1))) },
		"one of all":          func(x K.Tensor) K.Tensor { return K.Add(K.Eye(4), K.Sum(x, 1)) },
		"not at all":          func(x K.Tensor) K.Tensor { return K.Constant(a) },
		"pairwise distances":  func(x K.Tensor) K.Tensor { return distances(x) },
		"numbers only, twice": func(x K.Tensor) K.Tensor { s := K.Sum(x); return K.Div(K.Exp(s), K.Add(s, 9)) },
	} {
		checkGradient(t, name, a, formula)
	}
}

// distances returns the squared distances of the rows of x.
func distances(x K.Tensor) K.Tensor {
	s := K.Sum(K.Square(x), 1)
	return K.Sub(K.Add(s, K.Transpose(s)), K.Mul(2, K.Dot(x, K.Transpose(x))))
}

// A gradient is a formula like any other, and has gradients too.
func TestGradientsOfGradients(t *testing.T) {
	square := func(x K.Tensor) K.Tensor { return K.Sum(K.Square(x)) }
	for name, formula := range map[string]func(x K.Tensor) K.Tensor{
		"elements": func(x K.Tensor) K.Tensor {
			return K.Sum(K.Add(K.Log(K.Sqrt(x)), K.Div(K.Exp(x), K.Pow(x, 2.5))))
		},
		"products": func(x K.Tensor) K.Tensor {
			y := K.Dot(x, K.Transpose(K.Square(x)))
			return K.Sum(K.Maximum(K.Dot(K.Transpose(x), y), K.Mean(x)))
		},
	} {
		checkGradient(t, name, positive(4, 3, 5), func(x K.Tensor) K.Tensor {
			return square(K.Gradient(formula(x), x))
		})
	}
}

// Whatever y was made from has a gradient, also where an operation changes
// nothing, and a gradient of y itself.
func TestGradientsByTensorsInBetween(t *testing.T) {
	m := randmat.Normal(3, 1, 1)
	x := K.Constant(m)
	ones := K.Gradient(K.Sum(x), x)
	for name, y := range map[string]K.Tensor{
		"1 x":             K.Mul(1, x),
		"twice transpose": K.Transpose(K.Transpose(x)),
		"sum of one":      K.Sum(x, 1),
		"a gradient":      ones,
		"a power":         K.Pow(x, 1),
	} {
		if got := K.Eval(K.Gradient(K.Sum(K.Mul(x, y)), y)); !mat.Equal(got, m) {
			t.Errorf("%s: the gradient of xy by y is %v, want %v", name, mat.Formatted(got), mat.Formatted(m))
		}
	}
	y := K.Sum(K.Square(x))
	if got := K.Eval(K.Gradient(y, y)).At(0, 0); got != 1 {
		t.Errorf("the gradient of y by itself is %g", got)
	}
	if got := K.Eval(K.Gradient(y, K.Constant(m))); mat.Norm(got, 1) != 0 {
		t.Errorf("the gradient by what y was made without is %v", mat.Formatted(got))
	}
}

func TestGradientAtTheEdges(t *testing.T) {
	x := K.Constant(mat.NewDense(1, 3, []float64{0, 4, 0}))
	got := K.Eval(K.Gradient(K.Sum(K.Sqrt(x)), x))
	if want := mat.NewDense(1, 3, []float64{0, 0.25, 0}); !mat.Equal(got, want) {
		t.Errorf("the gradient of Sqrt is %v", mat.Formatted(got))
	}
	for exponent, derivatives := range map[float64][]float64{0: {0}, 1: {1, 0}, 2: {0, 2, 0}} {
		y := K.Pow(x, exponent)
		for n, want := range derivatives {
			y = K.Gradient(K.Sum(y), x)
			if got := K.Eval(y).At(0, 0); got != want {
				t.Errorf("derivative %d of the power %g is %g at 0, want %g", n+1, exponent, got, want)
			}
		}
	}
	got = K.Eval(K.Gradient(K.Sum(K.Maximum(x, 0)), x))
	if want := mat.NewDense(1, 3, []float64{1, 1, 1}); !mat.Equal(got, want) {
		t.Errorf("the gradient of Maximum is %v", mat.Formatted(got))
	}
}

func ExampleGradient() {
	x := K.Constant(mat.NewDense(1, 3, []float64{1, 2, 3}))
	cubes := K.Sum(K.Pow(x, 3))
	fmt.Println(mat.Formatted(K.Eval(K.Gradient(cubes, x))))
	// Output:
	// [ 3  12  27]
}
