package backend

import "fmt"

// Sum returns the sum of all elements, a (1, 1) Tensor. With axis 0 it is the
// sum of each column, of shape (1, columns), with axis 1 that of each row, of
// shape (rows, 1): the dimension stays, as with keepdims in Keras.
func Sum(x Tensor, axis ...int) Tensor {
	n := nodeOf("Sum", x)
	switch {
	case len(axis) == 0:
		return Tensor{sumOverRows(sumOverColumns(n))}
	case len(axis) == 1 && axis[0] == 0:
		return Tensor{sumOverRows(n)}
	case len(axis) == 1 && axis[0] == 1:
		return Tensor{sumOverColumns(n)}
	}
	panic(fmt.Sprintf("backend: Sum: no axis %v in the shape %s: want 0 or 1, or none for the sum of all", axis, n.shape()))
}

// Mean returns the mean over all elements or along an axis, as Sum does.
func Mean(x Tensor, axis ...int) Tensor {
	sum := Sum(x, axis...)
	return Div(sum, float64(x.rows*x.cols)/float64(sum.rows*sum.cols))
}

func sumOverColumns(a *node) *node {
	return &node{op: sumColumns, rows: a.rows, cols: 1, a: a}
}

func sumOverRows(a *node) *node {
	return &node{op: sumRows, rows: 1, cols: a.cols, a: a}
}

// Dot returns the product of the matrices a and b.
func Dot(a, b Tensor) Tensor {
	x, y := nodeOf("Dot", a), nodeOf("Dot", b)
	if x.cols != y.rows {
		panic(fmt.Sprintf("backend: Dot: the shapes %s and %s do not fit: the first must have as many columns as the second has rows",
			x.shape(), y.shape()))
	}
	return Tensor{product(dot, x, y)}
}

// product returns ab, abᵀ or aᵀb.
func product(o op, a, b *node) *node {
	n := &node{op: o, rows: a.rows, cols: b.cols, a: a, b: b}
	switch o {
	case dotTrans:
		n.cols = b.rows
	case transDot:
		n.rows = a.cols
	}
	return n
}

// Transpose returns xᵀ.
func Transpose(x Tensor) Tensor { return Tensor{transposition(nodeOf("Transpose", x))} }

func transposition(a *node) *node {
	return &node{op: transpose, rows: a.cols, cols: a.rows, a: a}
}
