package f32

// FromFloat64 sets dst to src, rounded.
func FromFloat64(dst []float32, src []float64) {
	src = src[:len(dst)]
	done := len(dst) &^ 7
	active.fromFloat64(dst[:done], src[:done])
	for i := done; i < len(dst); i++ {
		dst[i] = float32(src[i])
	}
}

// FirstBelow returns the first i with a[i] - 2p[i] < b, or the length of p.
// Where p holds products of vectors and a the squares of the second, that is
// the first that is nearer than b, less the square of the first.
func FirstBelow(p, a []float32, b float32) int {
	a = a[:len(p)]
	done := len(p) &^ 7
	if i := active.firstBelow(p[:done], a[:done], b); i < done {
		return i
	}
	return done + firstBelow(p[done:], a[done:], b)
}
