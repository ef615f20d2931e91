package f64

import "math"

func butterfly2(yRe, yIm, xRe, xIm []float64, yStep, xStep, n int, w *[6]float64) {
	for i := range n {
		a, b := complex(xRe[i], xIm[i]), complex(xRe[i+xStep], xIm[i+xStep])
		yRe[i], yIm[i] = parts(a + b)
		yRe[i+yStep], yIm[i+yStep] = parts((a - b) * complex(w[0], w[1]))
	}
}

func butterfly3(yRe, yIm, xRe, xIm []float64, yStep, xStep, n int, w *[6]float64) {
	for i := range n {
		a, b, c := complex(xRe[i], xIm[i]), complex(xRe[i+xStep], xIm[i+xStep]), complex(xRe[i+2*xStep], xIm[i+2*xStep])
		sum, diff := b+c, b-c
		middle := complex(real(a)-real(sum)/2, imag(a)-imag(sum)/2)
		turned := complex(-math.Sqrt(3)/2*imag(diff), math.Sqrt(3)/2*real(diff)) // i√¾ times diff
		yRe[i], yIm[i] = parts(a + sum)
		yRe[i+yStep], yIm[i+yStep] = parts((middle - turned) * complex(w[0], w[1]))
		yRe[i+2*yStep], yIm[i+2*yStep] = parts((middle + turned) * complex(w[2], w[3]))
	}
}

func butterfly4(yRe, yIm, xRe, xIm []float64, yStep, xStep, n int, w *[6]float64) {
	for i := range n {
		a, b := complex(xRe[i], xIm[i]), complex(xRe[i+xStep], xIm[i+xStep])
		c, d := complex(xRe[i+2*xStep], xIm[i+2*xStep]), complex(xRe[i+3*xStep], xIm[i+3*xStep])
		even, odd, even2, odd2 := a+c, a-c, b+d, b-d
		turned := complex(-imag(odd2), real(odd2)) // i times it
		yRe[i], yIm[i] = parts(even + even2)
		yRe[i+yStep], yIm[i+yStep] = parts((odd - turned) * complex(w[0], w[1]))
		yRe[i+2*yStep], yIm[i+2*yStep] = parts((even - even2) * complex(w[2], w[3]))
		yRe[i+3*yStep], yIm[i+3*yStep] = parts((odd + turned) * complex(w[4], w[5]))
	}
}

func parts(c complex128) (re, im float64) { return real(c), imag(c) }
