package f32

import (
	"math"

	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// grain is the number of elements that one goroutine takes at a time in the
// element-wise kernels: large against the cost of handing them over.
const grain = 1 << 15

// rowGrain returns how many rows of m hold about grain elements.
func rowGrain(m Matrix) int { return max(1, grain/max(1, m.Cols)) }

// AddBias adds bias to every row of m.
func AddBias(m Matrix, bias []float32) {
	parallel.For(m.Rows, rowGrain(m), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			row := m.Row(i)
			for j, b := range bias {
				row[j] += b
			}
		}
	})
}

// AddBiasReLU adds bias to every row of m and sets negative elements to zero.
func AddBiasReLU(m Matrix, bias []float32) {
	parallel.For(m.Rows, rowGrain(m), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			row := m.Row(i)
			for j, b := range bias {
				row[j] = max(row[j]+b, 0)
			}
		}
	})
}

// AddBiasSigmoid adds bias to every row of m and takes the logistic function.
func AddBiasSigmoid(m Matrix, bias []float32) {
	addBiasFunc(m, bias, func(x float64) float64 { return 1 / (1 + math.Exp(-x)) })
}

// AddBiasTanh adds bias to every row of m and takes the hyperbolic tangent.
func AddBiasTanh(m Matrix, bias []float32) { addBiasFunc(m, bias, math.Tanh) }

func addBiasFunc(m Matrix, bias []float32, f func(float64) float64) {
	parallel.For(m.Rows, rowGrain(m), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			row := m.Row(i)
			for j, b := range bias {
				row[j] = float32(f(float64(row[j] + b)))
			}
		}
	})
}

// The gradients below turn the gradient with respect to a layer's output into
// that with respect to its input sum, in place. out is the output itself: the
// derivative of each activation can be read off its value.

// ReLUGrad zeroes grad where out is zero.
func ReLUGrad(grad, out Matrix) {
	parallel.For(len(out.Data), grain, func(lo, hi int) {
		g, y := grad.Data[lo:hi], out.Data[lo:hi]
		for i, v := range y {
			if v == 0 {
				g[i] = 0
			}
		}
	})
}

// SigmoidGrad multiplies grad by out(1-out).
func SigmoidGrad(grad, out Matrix) {
	parallel.For(len(out.Data), grain, func(lo, hi int) {
		g, y := grad.Data[lo:hi], out.Data[lo:hi]
		for i, v := range y {
			g[i] *= v * (1 - v)
		}
	})
}

// TanhGrad multiplies grad by 1-out².
func TanhGrad(grad, out Matrix) {
	parallel.For(len(out.Data), grain, func(lo, hi int) {
		g, y := grad.Data[lo:hi], out.Data[lo:hi]
		for i, v := range y {
			g[i] *= 1 - v*v
		}
	})
}

// SumRows sets sum to the sum of the rows of m.
func SumRows(sum []float32, m Matrix) {
	// Pieces are ranges of columns, so that no sum crosses a piece.
	parallel.For(m.Cols, 128, func(lo, hi int) {
		s := sum[lo:hi]
		clear(s)
		for i := range m.Rows {
			row := m.Row(i)[lo:hi]
			for j := range s {
				s[j] += row[j]
			}
		}
	})
}
