package backend

import "fmt"

// Add returns a + b, element by element, with broadcasting.
func Add[A, B Operand](a A, b B) Tensor {
	return Tensor{elements("Add", add, nodeOf("Add", a), nodeOf("Add", b))}
}

// Sub returns a - b, element by element, with broadcasting.
func Sub[A, B Operand](a A, b B) Tensor {
	return Tensor{elements("Sub", sub, nodeOf("Sub", a), nodeOf("Sub", b))}
}

// Mul returns a * b, element by element, with broadcasting. Dot is the product
// of matrices.
func Mul[A, B Operand](a A, b B) Tensor {
	return Tensor{elements("Mul", mul, nodeOf("Mul", a), nodeOf("Mul", b))}
}

// Div returns a / b, element by element, with broadcasting.
func Div[A, B Operand](a A, b B) Tensor {
	return Tensor{elements("Div", div, nodeOf("Div", a), nodeOf("Div", b))}
}

// Maximum returns the larger of a and b, element by element, with broadcasting.
// Where they are the same, the gradient is that of a.
func Maximum[A, B Operand](a A, b B) Tensor {
	return Tensor{elements("Maximum", maximum, nodeOf("Maximum", a), nodeOf("Maximum", b))}
}

// Neg returns -x.
func Neg(x Tensor) Tensor { return Mul(-1, x) }

// Square returns x², element by element.
func Square(x Tensor) Tensor { return Mul(x, x) }

// Pow returns x to the power of exponent, element by element. Where x is
// negative and exponent no whole number, that is NaN.
func Pow(x Tensor, exponent float64) Tensor {
	return Tensor{power(nodeOf("Pow", x), exponent)}
}

// Exp returns e to the power of x, element by element.
func Exp(x Tensor) Tensor { return Tensor{unary(exp, nodeOf("Exp", x))} }

// Log returns the natural logarithm of x, element by element.
func Log(x Tensor) Tensor { return Tensor{unary(log, nodeOf("Log", x))} }

// Sqrt returns the square root of x, element by element. Its gradient where x
// is 0 is taken to be 0, as befits the distance of a point from itself.
func Sqrt(x Tensor) Tensor { return Tensor{unary(sqrt, nodeOf("Sqrt", x))} }

func unary(o op, a *node) *node { return &node{op: o, rows: a.rows, cols: a.cols, a: a} }

func power(a *node, exponent float64) *node {
	n := unary(pow, a)
	n.c = exponent
	return n
}

// elements returns an operation on a and b, element by element.
func elements(name string, o op, a, b *node) *node {
	rows, okRows := common(a.rows, b.rows)
	cols, okCols := common(a.cols, b.cols)
	if !okRows || !okCols {
		panic(fmt.Sprintf("backend: %s: the shapes %s and %s do not fit: rows and columns must be as many in both, or 1 in one",
			name, a.shape(), b.shape()))
	}
	return &node{op: o, rows: rows, cols: cols, a: a, b: b}
}

// common returns the size of a dimension that is m in one operand and n in the
// other.
func common(m, n int) (int, bool) {
	if m == 1 {
		return n, true
	}
	return m, n == m || n == 1
}
