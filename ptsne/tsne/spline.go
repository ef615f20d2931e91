package tsne

// order is the number of grid lines, along each axis, that a point is spread
// over: B-splines of that order are polynomials of one degree less.
const order = 6

// bspline sets w[m] to B(t+m) for m from 0 to order-1, and slope[m] to its
// derivative. B is the cardinal B-spline of the given order, which is not 0
// between 0 and order, and 0 <= t < 1 (de Boor's recursion, as in Essmann et al.
// 1995, equations 4.1 and 4.2).
func bspline(t float64, w, slope *[order]float64) {
	*w = [order]float64{0: 1}
	for q := 2; q <= order; q++ {
		if q == order {
			slope[0] = w[0]
			for m := 1; m < order; m++ {
				slope[m] = w[m] - w[m-1]
			}
		}
		per := 1 / float64(q-1)
		for m := q - 1; m > 0; m-- {
			u := t + float64(m)
			w[m] = per * (u*w[m] + (float64(q)-u)*w[m-1])
		}
		w[0] *= per * t
	}
}
