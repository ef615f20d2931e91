package main

// pairs writes the kernels for probabilities and losses of pairs of points.
func pairs() {
	p := double
	inPlace := func(name, does string, scalars []string, body func(x vec, s []vec)) {
		elementwise(p, name, does, []string{"x"}, scalars, 1, func(x, s []vec) { body(x[0], s) })
	}
	inPlace("exp", "replaces x by exp(x).", nil, func(x vec, _ []vec) { p.exp(x) })
	inPlace("log", "replaces x by its natural logarithm.", nil, func(x vec, _ []vec) { p.log(x) })
	inPlace("sqrt", "replaces x by its square root.", nil, func(x vec, _ []vec) { p.sqrt(x, x) })
	inPlace("scale", "multiplies x by a.", []string{"a"}, func(x vec, s []vec) { p.mul(s[0], x, x) })
	inPlace("weigh", "replaces x by 1/(1+a*x).", []string{"a"}, func(x vec, s []vec) {
		p.fma213(p.value(1), s[0], x)
		p.div(x, p.load(1), x)
	})
	elementwise(p, "mul", "multiplies x by y.", []string{"x", "y"}, nil, 1, func(x, _ []vec) {
		p.mul(x[1], x[0], x[0])
	})
	elementwise(p, "addSquares", "adds (a-y)² to x.", []string{"x", "y"}, []string{"a"}, 1, func(x, s []vec) {
		p.sub(x[1], s[0], x[1])
		p.fma231(x[1], x[1], x[0])
	})

	reduction(p, "sum", "returns the sum of x.", []string{"x"}, nil, 1, func(x, _, sums []vec, _ op) {
		p.add(x[0], sums[0], sums[0])
	})
	reduction(p, "sumDifferences", "returns the sum of w(a-y).", []string{"w", "y"}, []string{"a"}, 1, func(x, s, sums []vec, _ op) {
		p.sub(x[1], s[0], x[1])
		p.fma231(x[1], x[0], sums[0])
	})
	reduction(p, "moments", "returns the sums of w, wx and wx².", []string{"w", "x"}, nil, 3, func(x, _, sums []vec, _ op) {
		w, x1 := x[0], x[1]
		p.add(w, sums[0], sums[0])
		p.mul(x1, w, w)
		p.add(w, sums[1], sums[1])
		p.fma231(x1, w, sums[2])
	})
	reduction(p, "repel", "returns the sums of k, k²(a-x) and k²(b-y), where k is 1/(1+(a-x)²+(b-y)²).",
		[]string{"x", "y"}, []string{"a", "b"}, 3, func(x, s, sums []vec, mask op) {
			dx, dy := x[0], x[1]
			p.sub(dx, s[0], dx)
			p.sub(dy, s[1], dy)
			k := p.load(1)
			p.fma231(dx, dx, k)
			p.fma231(dy, dy, k)
			p.div(k, p.load(1), k)
			if mask != nil {
				p.and(mask, k, k)
			}
			p.add(k, sums[0], sums[0])
			p.mul(k, k, k)
			p.fma231(k, dx, sums[1])
			p.fma231(k, dy, sums[2])
		})
}
