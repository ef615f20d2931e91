package backend

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/nils"
)

// A Tensor is a matrix that is yet to be computed. The functions of this
// package make Tensors; those that they are given do not change.
type Tensor struct{ *node }

// An Operand is a Tensor, or a number in the place of one.
type Operand interface{ Tensor | float64 | int }

// Dims returns the numbers of rows and columns.
func (t Tensor) Dims() (rows, cols int) {
	n := nodeOf("Dims", t)
	return n.rows, n.cols
}

// String says the shape. Eval has the elements.
func (t Tensor) String() string {
	if t.node == nil {
		return "Tensor{}"
	}
	return fmt.Sprintf("Tensor of shape %s", t.shape())
}

// Constant returns a Tensor of m's elements. m must not change as long as the
// Tensor is used. It panics if m is nil or empty.
func Constant(m mat.Matrix) Tensor {
	if nils.Is(m) {
		panic("backend: Constant: the matrix is nil")
	}
	rows, cols := m.Dims()
	if rows == 0 || cols == 0 {
		panic("backend: Constant: the matrix is empty")
	}
	raw, ok := m.(mat.RawMatrixer)
	if !ok {
		raw = mat.DenseCopyOf(m)
	}
	r := raw.RawMatrix()
	return Tensor{&node{op: leaf, rows: rows, cols: cols, data: r.Data, stride: r.Stride}}
}

// Eye returns the (n, n) identity.
func Eye(n int) Tensor {
	if n < 1 {
		panic(fmt.Sprintf("backend: Eye(%d): want at least one row", n))
	}
	return Tensor{&node{op: eye, rows: n, cols: n}}
}

// number returns a (1, 1) constant.
func number(v float64) *node {
	return &node{op: leaf, rows: 1, cols: 1, data: []float64{v}, stride: 1}
}

// nodeOf returns what an Operand of the function of the given name stands for.
func nodeOf[T Operand](name string, t T) *node {
	switch t := any(t).(type) {
	case Tensor:
		if t.node == nil {
			panic(fmt.Sprintf("backend: %s: an operand is Tensor{}, which no function of this package has made", name))
		}
		return t.node
	case float64:
		return number(t)
	case int:
		return number(float64(t))
	}
	panic("unreachable")
}

// An op is an operation on matrices.
type op int

const (
	leaf op = iota // its elements are there
	eye            // the identity

	// Of one or two operands, element by element.
	add
	sub
	mul
	div
	maximum
	atLeast   // 1 where a >= b, 0 elsewhere
	broadcast // a, repeated
	pow       // a to the power of c
	exp
	log
	sqrt
	sqrtSlope // the derivative of sqrt, given its value a

	sumColumns // the sum of each row: (n, 1)
	sumRows    // the sum of each column: (1, m)
	transpose
	dot      // ab
	dotTrans // abᵀ
	transDot // aᵀb
)

// elementwise reports whether an element of the result depends on single
// elements of the operands.
func (o op) elementwise() bool { return o >= add && o <= sqrtSlope }

// reduces reports whether the result is a sum over the rows of the operands: it
// is not known before the last row.
func (o op) reduces() bool { return o == sumRows || o == transDot }

// A node is an operation with its operands, the formula of a matrix.
type node struct {
	op         op
	rows, cols int
	a, b       *node
	c          float64 // the exponent of pow

	data   []float64 // of a leaf
	stride int
}

// shape formats the shape of a node.
func (n *node) shape() string { return fmt.Sprintf("(%d, %d)", n.rows, n.cols) }

// is reports whether a node is a certain constant.
func (n *node) is(v float64) bool {
	return n.op == leaf && n.rows == 1 && n.cols == 1 && n.data[0] == v
}

// operands calls f for each operand, and says whether all of its rows are
// needed for each row of n, or the same row alone.
func (n *node) operands(f func(o *node, whole bool)) {
	if n.a != nil {
		f(n.a, n.op == transpose || n.op.elementwise() && n.a.rows < n.rows)
	}
	if n.b != nil {
		f(n.b, n.op == dot || n.op == dotTrans || n.op.elementwise() && n.b.rows < n.rows)
	}
}

// sorted returns all nodes that the given ones are computed from, and
// themselves, each after its operands.
func sorted(roots ...*node) []*node {
	var order []*node
	seen := map[*node]bool{}
	var visit func(*node)
	visit = func(n *node) {
		if seen[n] {
			return
		}
		seen[n] = true
		n.operands(func(o *node, _ bool) { visit(o) })
		order = append(order, n)
	}
	for _, n := range roots {
		visit(n)
	}
	return order
}
