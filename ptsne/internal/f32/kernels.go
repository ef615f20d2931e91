package f32

// kernels are the inner loops for one set of instructions.
type kernels struct {
	name string

	// tile sets the mr×nr tile c, whose rows are ldc elements apart, to
	// alpha*a*b, or adds that. a has depth columns of mr elements, b as many
	// rows of nr elements.
	mr, nr int
	tile   func(depth int, alpha float32, a, b, c []float32, ldc int, accumulate bool)

	// packRows copies depth rows of src, ld elements apart, into panels of the
	// given width, size elements apart. packColumns makes four rows of src, ld
	// elements apart, the first columns of a panel. Widths are multiples of 4,
	// and depth is a multiple of 8 in packColumns.
	packRows    func(dst, src []float32, depth, ld, width, panels, size int)
	packColumns func(dst, src []float32, depth, ld, width int)

	// dots sets sums to the products of four rows of a, lda elements apart, and
	// two rows of b, ldb elements apart, over a depth that is a multiple of 8.
	dots func(sums, a, b []float32, depth, lda, ldb int)
	// axpys adds alpha[0] to alpha[3] times the rows of x, ldx elements apart,
	// to the first row of y, and the next four times those to the second, ldy
	// elements behind the first. n, the number of elements, is a multiple of 8.
	axpys func(y, x, alpha []float32, n, ldx, ldy int)

	// forward adds the bias to x and applies the activation. gradient multiplies
	// grad by the derivative, which can be read off the output y; it may be nil
	// for 1.
	forward  [activations]func(x, bias []float32)
	gradient [activations]func(grad, y []float32)

	// Steps of optimizers; rest is 1 less what goes before it.
	sgd                func(w, g []float32, rate float32)
	momentum, nesterov func(w, v, g []float32, rate, momentum float32)
	adam               func(w, m, v, g []float32, rate, beta1, rest1, beta2, rest2, epsilon float32)
	rmsprop            func(w, a, g []float32, rate, rho, rest, epsilon float32)

	// fromFloat64 sets dst to src. Their length is a multiple of 8.
	fromFloat64 func(dst []float32, src []float64)

	// firstBelow returns the first i with a[i] - 2p[i] < b, or their length,
	// which is a multiple of 8.
	firstBelow func(p, a []float32, b float32) int
}

// maxTile is the number of elements of the largest tile.
const maxTile = 12 * 32

// active are the kernels in use: the best for this processor.
var active = available()[0]
