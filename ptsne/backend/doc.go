// Package backend has operations on matrices whose gradients come by
// themselves, so that a loss can be written as its formula stands in a paper.
// It is to ptsne what keras.backend is to Keras, and is imported like that:
//
//	import K "github.com/gopherbook/gopherbook/ptsne/backend"
//
// # A loss, line by line
//
// The loss of parametric t-SNE for the outputs y of a batch and their
// probabilities p, with v degrees of freedom:
//
//	loss := K.PairLoss(func(p, y K.Tensor) K.Tensor {
//		n, _ := y.Dims()
//		s := K.Sum(K.Square(y), 1)
//		d := K.Sub(K.Add(s, K.Transpose(s)), K.Mul(2, K.Dot(y, K.Transpose(y))))
//		q := K.Pow(K.Add(1, K.Div(d, v)), -(v+1)/2)
//		q = K.Mul(q, K.Sub(1, K.Eye(n)))
//		q = K.Div(q, K.Sum(q))
//		return K.Sum(K.Mul(p, K.Log(K.Div(K.Add(p, eps), K.Add(q, eps)))))
//	})
//	err := model.Compile(loss, ptsne.SGD(0.1))
//
// # Tensors
//
// A Tensor is a matrix that is yet to be computed: a formula. All Tensors have
// two dimensions; a column is (n, 1), a row (1, n), a number (1, 1). Shapes are
// known at once, and those that do not fit panic where they meet, with the
// operation's name and both shapes. Arithmetic broadcasts as in NumPy: a
// dimension of 1 is repeated as often as the other operand needs. Numbers may
// stand where Tensors do.
//
// Gradient returns the formula of a gradient, by the chain rule backwards. Eval
// computes a formula.
//
// # How it computes
//
// All numbers are float64. When a formula is computed, it is known as a whole.
// So its matrices are not written out one after the other: a few rows at a time
// go through all operations while they are in the processor's cache. Only what
// is needed as a whole, such as a sum over the rows, ends such a pass, and the
// next pass computes the rows again. The loss above takes three passes, with
// its gradient, and memory for a few rows beside p and y.
//
// The rows are spread over the processors, and sums are added up in the same
// order always: the result is the same, to the last bit, for any number of
// processors.
package backend
