package f64

// Exp replaces each element by its exponential, within 1.1 units in the last
// place.
func Exp(x []float64) { active.exp(x) }

// Log replaces each element by its natural logarithm, within 1.1 units in the
// last place.
func Log(x []float64) { active.log(x) }

// Sqrt replaces each element by its square root.
func Sqrt(x []float64) { active.sqrt(x) }

// Scale multiplies each element by a.
func Scale(x []float64, a float64) { active.scale(x, a) }

// Weigh replaces each element by 1/(1+a*x).
func Weigh(x []float64, a float64) { active.weigh(x, a) }

// Mul multiplies each element of x by that of y.
func Mul(x, y []float64) { active.mul(x, y[:len(x)]) }

// AddSquares adds (a-y)² to each element of x.
func AddSquares(x, y []float64, a float64) { active.addSquares(x, y[:len(x)], a) }

// Sum returns the sum of the elements.
func Sum(x []float64) float64 { return active.sum(x) }

// SumDifferences returns the sum of w(a-y).
func SumDifferences(w, y []float64, a float64) float64 {
	return active.sumDifferences(w, y[:len(w)], a)
}

// Moments returns the sums of w, w*x and w*x².
func Moments(w, x []float64) (sum, sumX, sumXX float64) { return active.moments(w, x[:len(w)]) }

// Repel returns, for the point (a, b) of a plane and the points (x, y), the
// sums of k, k²(a-x) and k²(b-y), where k is 1/(1+d²) and d the distance.
func Repel(x, y []float64, a, b float64) (k, forceX, forceY float64) {
	return active.repel(x, y[:len(x)], a, b)
}

// Butterfly does one step of many Fourier transforms, for a radix of 2, 3 or 4.
// It transforms n times that many numbers, of which x has the real and the
// imaginary parts: elements i, i+xStep, i+2xStep and so on of x, for i below n,
// to elements i, i+yStep and so on of y. Results are turned: the first by 1, the
// next by w[0]+iw[1], then w[2]+iw[3], then w[4]+iw[5]. n is a multiple of 4, and
// x and y share no memory.
func Butterfly(radix int, yRe, yIm, xRe, xIm []float64, yStep, xStep, n int, w *[6]float64) {
	yEnd, xEnd := (radix-1)*yStep+n, (radix-1)*xStep+n
	if n <= 0 || n%4 != 0 || yStep < 0 || xStep < 0 || min(len(yRe), len(yIm)) < yEnd || min(len(xRe), len(xIm)) < xEnd {
		panic("f64: Butterfly: the slices do not hold the elements")
	}
	switch radix {
	case 2:
		active.butterfly2(yRe, yIm, xRe, xIm, yStep, xStep, n, w)
	case 3:
		active.butterfly3(yRe, yIm, xRe, xIm, yStep, xStep, n, w)
	case 4:
		active.butterfly4(yRe, yIm, xRe, xIm, yStep, xStep, n, w)
	default:
		panic("f64: Butterfly: the radix is not 2, 3 or 4")
	}
}

// kernels are the loops for one set of instructions.
type kernels struct {
	name           string
	exp, log, sqrt func(x []float64)
	scale, weigh   func(x []float64, a float64)
	mul            func(x, y []float64)
	addSquares     func(x, y []float64, a float64)
	sum            func(x []float64) float64
	sumDifferences func(w, y []float64, a float64) float64
	moments        func(w, x []float64) (sum, sumX, sumXX float64)
	repel          func(x, y []float64, a, b float64) (k, forceX, forceY float64)

	butterfly2, butterfly3, butterfly4 func(yRe, yIm, xRe, xIm []float64, yStep, xStep, n int, w *[6]float64)
}

// active are the kernels in use: the best for this processor.
var active = available()[0]
