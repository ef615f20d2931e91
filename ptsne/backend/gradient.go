package backend

import "fmt"

// Gradient returns the gradient of y, a (1, 1) Tensor, with respect to x, in
// the shape of x: a Constant, or any Tensor that y was made from. It is 0 if y was
// made without x. It is an ordinary Tensor, which can be differentiated again.
func Gradient(y, x Tensor) Tensor {
	to, from := nodeOf("Gradient", y), nodeOf("Gradient", x)
	if to.rows != 1 || to.cols != 1 {
		panic(fmt.Sprintf("backend: Gradient: the gradient is that of a number, of shape (1, 1), but y has the shape %s: take a Sum", to.shape()))
	}
	order := sorted(to)
	depends := map[*node]bool{from: true}
	for _, n := range order {
		n.operands(func(o *node, _ bool) { depends[n] = depends[n] || depends[o] })
	}
	g := gradients{to: number(1)}
	for i := len(order) - 1; i >= 0; i-- {
		n := order[i]
		if n == from || !depends[n] || g[n] == nil {
			continue
		}
		g.chain(n, g[n], depends)
	}
	if g[from] == nil {
		return Tensor{repeat(number(0), from)}
	}
	return Tensor{g[from]}
}

// gradients holds the gradient with respect to each node, as far as the nodes
// have been gone through that it is a sum over.
type gradients map[*node]*node

func (g gradients) add(to, by *node) {
	if old := g[to]; old != nil {
		by = simplified(add, old, by)
	}
	g[to] = by
}

// chain adds, to the gradients with respect to n's operands, what n passes on
// of that with respect to itself.
func (g gradients) chain(n, grad *node, depends map[*node]bool) {
	a, b := n.a, n.b
	times := func(x, y *node) *node { return simplified(mul, x, y) }
	over := func(x, y *node) *node { return simplified(div, x, y) }
	minus := number(-1)

	// pass adds a product to an operand's gradient, if anyone asks for that.
	pass := func(to *node, by func() *node) {
		if !depends[to] {
			return
		}
		p := repeat(by(), n)
		if n.op.elementwise() {
			if to.cols == 1 {
				p = columnsSummed(p)
			}
			if to.rows == 1 {
				p = rowsSummed(p)
			}
		}
		g.add(to, p)
	}
	// passWhole is pass for operations that are not element by element.
	passWhole := func(to *node, by func() *node) {
		if depends[to] {
			g.add(to, by())
		}
	}

	switch n.op {
	case add:
		pass(a, func() *node { return grad })
		pass(b, func() *node { return grad })
	case sub:
		pass(a, func() *node { return grad })
		pass(b, func() *node { return times(minus, grad) })
	case mul:
		pass(a, func() *node { return times(grad, b) })
		pass(b, func() *node { return times(grad, a) })
	case div:
		pass(a, func() *node { return over(grad, b) })
		pass(b, func() *node { return times(minus, times(grad, over(n, b))) })
	case maximum:
		mask := simplified(atLeast, a, b)
		pass(a, func() *node { return times(grad, mask) })
		pass(b, func() *node { return times(grad, simplified(sub, number(1), mask)) })
	case broadcast:
		pass(a, func() *node { return grad })
	case pow:
		if n.c == 0 { // 1, also where a is 0
			return
		}
		pass(a, func() *node { return times(grad, times(number(n.c), power(a, n.c-1))) })
	case exp:
		pass(a, func() *node { return times(grad, n) })
	case log:
		pass(a, func() *node { return over(grad, a) })
	case sqrt:
		pass(a, func() *node { return times(grad, unary(sqrtSlope, n)) })
	case sqrtSlope: // 1/(2a)
		pass(a, func() *node { return times(number(-2), times(grad, times(n, n))) })

	case sumColumns, sumRows:
		passWhole(a, func() *node { return repeat(grad, a) })
	case transpose:
		passWhole(a, func() *node { return transposed(grad) })
	case dot:
		passWhole(a, func() *node { return product(dotTrans, grad, b) })
		passWhole(b, func() *node { return product(transDot, a, grad) })
	case dotTrans:
		passWhole(a, func() *node { return product(dot, grad, b) })
		passWhole(b, func() *node { return product(transDot, grad, a) })
	case transDot:
		passWhole(a, func() *node { return product(dotTrans, b, grad) })
		passWhole(b, func() *node { return product(dot, a, grad) })
	}
}

// The functions below leave out what changes nothing. Others must not: a Tensor
// that a user has made stays in what is made from it, for Gradient to find.

// simplified is elements.
func simplified(o op, a, b *node) *node {
	n := elements("Gradient", o, a, b)
	// What the operation repeats by itself need not be repeated before.
	if a.op == broadcast && b.rows == n.rows && b.cols == n.cols {
		n.a = a.a
	}
	if b.op == broadcast && a.rows == n.rows && a.cols == n.cols {
		n.b = b.a
	}
	if o == mul && n.a.is(1) && b.rows == n.rows && b.cols == n.cols {
		return n.b
	}
	return n
}

// repeat returns a in the shape of another node.
func repeat(a, like *node) *node {
	if a.rows == like.rows && a.cols == like.cols {
		return a
	}
	return &node{op: broadcast, rows: like.rows, cols: like.cols, a: a}
}

func columnsSummed(a *node) *node {
	if a.cols == 1 {
		return a
	}
	return sumOverColumns(a)
}

func rowsSummed(a *node) *node {
	if a.rows == 1 {
		return a
	}
	return sumOverRows(a)
}

func transposed(a *node) *node {
	if a.op == transpose {
		return a.a
	}
	return transposition(a)
}
