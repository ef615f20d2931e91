package metrics

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f64"
	"github.com/gopherbook/gopherbook/ptsne/internal/nils"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// KLDivergence returns the Kullback-Leibler divergence in nats of the joint
// probabilities q of a map from those of the data, p (van der Maaten and Hinton
// 2008, section 3.3):
//
//	Σ p_ij log(p_ij / q_ij),   q_ij = k_ij / Σ k,   k_ij = 1/(1 + |y_i-y_j|²)
//
// over all pairs of different points. It is what t-SNE makes small, so it
// compares maps of the same data and perplexity.
//
// p has a row and a column for each of the n points of y, which has one in each
// row: it is what ptsne.JointProbabilities makes with a BatchSize of n. The
// diagonal does not count. It returns an error if the shapes disagree, a
// coordinate is no finite number or beyond 1e150, a probability is negative or
// not finite, or their sum is not 1.
func KLDivergence(p, y mat.Matrix) (float64, error) {
	if nils.Is(p) {
		return 0, errors.New("metrics: the probabilities are nil")
	}
	n, _, err := shapeOf("map", y)
	if err != nil {
		return 0, err
	}
	if rows, cols := p.Dims(); rows != n || cols != n {
		return 0, fmt.Errorf("metrics: the probabilities have the shape (%d, %d), and the map %d points: want (%d, %d), the probabilities of a single batch",
			rows, cols, n, n, n)
	}
	points, err := newPoints("map", y)
	if err != nil {
		return 0, err
	}

	k := make([]float64, n) // the sum of each row
	points.eachDistances(points, func(i int, d2 []float64) {
		d2[i] = math.Inf(1) // k is 0
		f64.Weigh(d2, 1)
		k[i] = f64.Sum(d2)
	})
	logZ := math.Log(f64.Sum(k))

	rows, sums, wrong := make([]float64, n), make([]float64, n), make([]error, n)
	parallel.For(n, 16, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			eachNonZero(p, i, func(j int, v float64) {
				switch {
				case j == i || v == 0: // a sparse matrix may have zeros, too
				case v < 0 || math.IsNaN(v) || math.IsInf(v, 0):
					wrong[i] = fmt.Errorf("metrics: the probability in row %d, column %d is %v", i, j, v)
				default:
					sums[i] += v
					d2 := 0.0
					for c, a := range points.at(i) {
						d2 += (a - points.at(j)[c]) * (a - points.at(j)[c])
					}
					rows[i] += v * (math.Log(v) + math.Log1p(d2) + logZ)
				}
			})
		}
	})
	for _, err := range wrong {
		if err != nil {
			return 0, err
		}
	}
	if sum := f64.Sum(sums); math.Abs(sum-1) > 1e-3 {
		return 0, fmt.Errorf("metrics: the probabilities sum to %v: want 1, over all pairs", sum)
	}
	return f64.Sum(rows), nil
}

// eachNonZero calls f for the elements of row i that are not 0, or at least
// stored.
func eachNonZero(m mat.Matrix, i int, f func(j int, v float64)) {
	if sparse, ok := m.(mat.RowNonZeroDoer); ok {
		sparse.DoRowNonZero(i, func(_, j int, v float64) { f(j, v) })
		return
	}
	_, cols := m.Dims()
	for j := range cols {
		if v := m.At(i, j); v != 0 {
			f(j, v)
		}
	}
}
