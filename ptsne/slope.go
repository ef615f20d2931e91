package ptsne

import (
	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f64"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// lossLearning is lossSparse, and sets slope to
//
//	dC/dlog v = -v Σ (p_ij - q_ij) dlog k_ij/dv,
//	dlog k_ij/dv = ½ log w_ij + (v+1)/(2v) (1 - w_ij),   w_ij = (1 + |y_i-y_j|²/v)⁻¹.
//
// Like lossSparse, it splits the sum into one over the non-zeros of P and one
// over all pairs.
func (t *TSNELoss) lossLearning(gradient *mat.Dense, slope []float32, p *csr, output *mat.Dense) float64 {
	return t.evaluateLearning(1, gradient, slope, p, output)
}

// evaluateLearning is lossLearning with an attraction that is so many times
// stronger.
func (t *TSNELoss) evaluateLearning(exaggeration float64, gradient *mat.Dense, slope []float32, p *csr, output *mat.Dense) float64 {
	e := evaluations.Get().(*evaluation)
	defer evaluations.Put(e)
	value := e.run(t, exaggeration, gradient, p, output)
	e.slopes = grow(e.slopes, e.n)
	slopeLoop.Run(e.n, 16, e)
	slope[0] = float32(-e.v * total(e.slopes))
	return value
}

var slopeLoop = parallel.NewLoop(func(p **evaluation, lo, hi int) {
	e := *p
	s := scratches.Get().(*scratch)
	for i := lo; i < hi; i++ {
		all := e.slope(i, 0, i, s) + e.slope(i, i+1, e.n, s)
		e.slopes[i] = e.exaggeration*e.slopeOfPairs(i, s) - e.mass*e.perSum*all
	}
	scratches.Put(s)
})

// slope returns Σ k dlog k/dv over j in [lo, hi).
func (kn *kernel) slope(i, lo, hi int, s *scratch) (sum float64) {
	for ; lo < hi; lo += pairsAtATime {
		end := min(hi, lo+pairsAtATime)
		w, k := kn.pairs(i, lo, end, s)
		sum += kn.sumSlopes(k, w, s)
	}
	return sum
}

// slopeOfPairs returns Σ p dlog k/dv over the non-zeros of row i of P.
func (e *evaluation) slopeOfPairs(i int, s *scratch) (sum float64) {
	cols, vals := e.p.row(i)
	for len(cols) > 0 {
		n := min(len(cols), pairsAtATime)
		w, p := s.w[:n], s.k[:n]
		clear(w)
		for _, y := range e.y {
			for m, j := range cols[:n] {
				d := y[i] - y[j]
				w[m] += d * d
			}
		}
		for m, v := range vals[:n] {
			p[m] = float64(v)
		}
		f64.Weigh(w, 1/e.v)
		sum += e.sumSlopes(p, w, s)
		cols, vals = cols[n:], vals[n:]
	}
	return sum
}

// sumSlopes returns Σ p dlog k/dv for pairs of the given w.
func (kn *kernel) sumSlopes(p, w []float64, s *scratch) (sum float64) {
	logs := s.power[:len(w)]
	copy(logs, w)
	f64.Log(logs)
	scale := (kn.v + 1) / (2 * kn.v)
	for m, w := range w {
		sum += p[m] * (logs[m]/2 + scale*(1-w))
	}
	return sum
}
