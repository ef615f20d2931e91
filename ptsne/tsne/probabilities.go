package tsne

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
)

// probabilities are the joint probabilities P of the data: the non-zeros of
// row i are val[start[i]:start[i+1]], in columns col[start[i]:start[i+1]].
type probabilities struct {
	start []int
	col   []int32
	val   []float32
	mass  float64 // Σ p, which is 1 but for rounding
	logs  float64 // Σ p log p
}

// newProbabilities returns P of the rows of x: those that parametric t-SNE
// has for a single batch.
func newProbabilities(x mat.Matrix, s *settings) (*probabilities, error) {
	n, _ := x.Dims()
	joint := s.joint
	if !s.computed {
		s.tell("Joint probabilities of %d rows", n)
		var err error
		if joint, err = ptsne.JointProbabilities(x, ptsne.Perplexity(s.perplexity), ptsne.BatchSize(n),
			ptsne.Context(s.ctx), ptsne.Verbose(s.verbose), ptsne.Output(s.out)); err != nil {
			return nil, err
		}
	}
	p := &probabilities{
		start: make([]int, 1, n+1),
		col:   make([]int32, 0, joint.NonZeros()),
		val:   make([]float32, 0, joint.NonZeros()),
	}
	for i := range n {
		joint.DoRowNonZero(i, func(_, j int, v float64) {
			if v == 0 { // too small for a float32
				return
			}
			p.col = append(p.col, int32(j))
			p.val = append(p.val, float32(v))
			p.mass += v
			p.logs += v * math.Log(v)
		})
		p.start = append(p.start, len(p.col))
	}
	return p, nil
}

// checkProbabilities returns an error if what Perplexity or Joint says does not
// suit the rows of x, or if x has what JointProbabilities would refuse.
func (s *settings) checkProbabilities(x mat.Matrix) error {
	n, _ := x.Dims()
	if !s.computed {
		if s.perplexity >= float64(n-1) {
			return fmt.Errorf("tsne: perplexity %v is too large for %d rows: want it below %d", s.perplexity, n, n-1)
		}
		return nil
	}
	switch rows, batch := s.joint.Dims(); {
	case rows != n:
		return fmt.Errorf("tsne: Joint got the probabilities of %d rows, but the data have %d", rows, n)
	case batch != n:
		return fmt.Errorf("tsne: Joint got probabilities in batches of %d rows: want all in one, by ptsne.BatchSize(%d)", batch, n)
	}
	return checkElements(x)
}

// checkElements returns a *ptsne.ElementError for the first element of x, in
// row order, that is NaN, infinite or beyond what a float32 holds.
func checkElements(x mat.Matrix) error {
	n, d := x.Dims()
	row := make([]float64, d)
	for i := range n {
		for j, v := range mat.Row(row, i, x) {
			if !(math.Abs(v) <= math.MaxFloat32) {
				return &ptsne.ElementError{Matrix: "input", Row: i, Col: j, Value: v}
			}
		}
	}
	return nil
}

func (p *probabilities) n() int { return len(p.start) - 1 }

func (p *probabilities) row(i int) ([]int32, []float32) {
	lo, hi := p.start[i], p.start[i+1]
	return p.col[lo:hi], p.val[lo:hi]
}
