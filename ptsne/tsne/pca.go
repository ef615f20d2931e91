package tsne

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// principalComponents sets y to the first principal components of the rows of
// x, up to a common factor. Components that x does not have are 0.
//
// They are found by subspace iteration (Halko, Martinsson and Tropp 2011,
// section 4.5): a few random directions are multiplied by the covariance matrix
// time and again, which turns them to where it is largest. It needs products of
// x with thin matrices only.
func principalComponents(y columns, x mat.Matrix) {
	const more, rounds = 8, 10 // directions than components; multiplications
	m := centred(x)
	n, d := m.Rows, m.Cols
	k := min(len(y)+more, n, d)

	rng := rand.New(rand.NewPCG(1, 2)) // any: the result hardly depends on it
	q, scores := f32.New(d, k), f32.New(n, k)
	for i := range q.Data {
		q.Data[i] = float32(rng.NormFloat64())
	}
	orthonormalise(q)
	for range rounds {
		f32.Gemm(blas.NoTrans, blas.NoTrans, 1, m, q, 0, scores)
		f32.Gemm(blas.Trans, blas.NoTrans, 1, m, scores, 0, q)
		orthonormalise(q)
	}
	f32.Gemm(blas.NoTrans, blas.NoTrans, 1, m, q, 0, scores)

	// Among the directions found, the principal ones.
	covariance := mat.NewSymDense(k, nil)
	for i := range n {
		row := scores.Row(i)
		for a, v := range row {
			for b := a; b < k; b++ {
				covariance.SetSym(a, b, covariance.At(a, b)+float64(v)*float64(row[b]))
			}
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(covariance, true) {
		return // not of a symmetric matrix of finite numbers
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors) // in the order of ascending variance
	for c := range min(len(y), k) {
		for i := range y[c] {
			sum := 0.0
			for a, v := range scores.Row(i) {
				sum += float64(v) * vectors.At(a, k-1-c)
			}
			y[c][i] = sum
		}
		// A component has no sign of its own: the largest element is positive.
		if floats.Max(y[c]) < -floats.Min(y[c]) {
			floats.Scale(-1, y[c])
		}
	}
}

// centred returns x less the mean of each column, scaled into [-1, 1]: squares
// of float32 numbers neither overflow nor vanish then. Constant columns become 0.
func centred(x mat.Matrix) f32.Matrix {
	n, d := x.Dims()
	mean, row := make([]float64, d), make([]float64, d)
	low, high := mat.Row(nil, 0, x), mat.Row(nil, 0, x)
	for i := range n {
		mat.Row(row, i, x)
		for j, v := range row {
			low[j], high[j] = min(low[j], v), max(high[j], v)
			mean[j] += v / float64(n)
		}
	}
	largest := 0.0
	for j := range mean {
		mean[j] = min(max(mean[j], low[j]), high[j]) // whatever the rounding
		largest = max(largest, high[j]-mean[j], mean[j]-low[j])
	}
	if largest == 0 {
		largest = 1
	}
	m := f32.New(n, d)
	parallel.For(n, rowsAtATime, func(lo, hi int) {
		row := make([]float64, d)
		for i := lo; i < hi; i++ {
			mat.Row(row, i, x)
			for j, v := range row {
				m.Row(i)[j] = float32((v - mean[j]) / largest)
			}
		}
	})
	return m
}

// orthonormalise makes the columns of q orthonormal (Gram and Schmidt, twice).
// Those that depend on the ones before become 0.
func orthonormalise(q f32.Matrix) {
	done := make([][]float64, 0, q.Cols)
	for c := range q.Cols {
		v := make([]float64, q.Rows)
		for i := range v {
			v[i] = float64(q.Row(i)[c])
		}
		before := floats.Norm(v, 2)
		for range 2 {
			for _, u := range done {
				floats.AddScaled(v, -floats.Dot(u, v), u)
			}
		}
		if after := floats.Norm(v, 2); after > 1e-6*before {
			floats.Scale(1/after, v)
		} else {
			clear(v)
		}
		done = append(done, v)
		for i := range v {
			q.Row(i)[c] = float32(v[i])
		}
	}
}
