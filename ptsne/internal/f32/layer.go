package f32

import (
	"gonum.org/v1/gonum/blas"

	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// An Activation is the function that a layer applies to its sums.
type Activation int

const (
	Linear  Activation = iota // x
	ReLU                      // max(x, 0)
	Sigmoid                   // 1 / (1 + exp(-x))
	Tanh                      // tanh(x)
	activations
)

// Forward sets out to the output of a layer: a(in*kernel + bias).
func Forward(out, in, kernel Matrix, bias []float32, a Activation) {
	GemmThen(blas.NoTrans, blas.NoTrans, 1, in, kernel, 0, out, active.forward[a], RowVector(bias))
}

// ForwardTrans is Forward for the layer whose kernel is the transpose of the
// given one: it sets out to a(in*kernelᵀ + bias).
func ForwardTrans(out, in, kernel Matrix, bias []float32, a Activation) {
	GemmThen(blas.NoTrans, blas.Trans, 1, in, kernel, 0, out, active.forward[a], RowVector(bias))
}

// Backward sets inGrad to the gradient with respect to the sums of the layer
// before: (outGrad*kernelᵀ) a', element by element. outGrad is the gradient with
// respect to this layer's sums, kernel its weights. in and a are the output and
// the activation of the layer before.
func Backward(inGrad, outGrad, kernel, in Matrix, a Activation) {
	GemmThen(blas.NoTrans, blas.Trans, 1, outGrad, kernel, 0, inGrad, active.gradient[a], in)
}

// Gradient turns grad from the gradient with respect to a layer's output into
// that with respect to its sums.
func (a Activation) Gradient(grad, out Matrix) {
	checkShape("Gradient", out, grad.Rows, grad.Cols)
	if f := active.gradient[a]; f != nil {
		rowLoop.Run(grad.Rows, max(1, grain/max(1, grad.Cols)), rows{grad, out, f})
	}
}

// grain is the number of elements that a goroutine takes at a time in the
// element-wise kernels: large against the cost of handing them over.
const grain = 1 << 14

type rows struct {
	x, y Matrix
	f    func(x, y []float32)
}

var rowLoop = parallel.NewLoop(func(r *rows, lo, hi int) {
	for i := lo; i < hi; i++ {
		r.f(r.x.Row(i), r.y.Row(i))
	}
})

// SumRows sets sum to the sum of the rows of m.
func SumRows(sum []float32, m Matrix) {
	m.check("SumRows")
	checkShape("SumRows", m, m.Rows, len(sum))
	// It is the product of mᵀ and a vector of ones, which takes a single one if
	// one does not move on in it.
	g := gemm{
		kernels: active,
		m:       m.Cols, n: 1, depth: m.Rows,
		alpha: 1,
		a:     view{m.Data, 1, m.Stride}, b: view{ones, 0, 0},
		c: Matrix{m.Cols, 1, 1, sum},
	}
	g.runThin()
}

var ones = []float32{1}
