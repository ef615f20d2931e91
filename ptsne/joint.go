package ptsne

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
	"github.com/gopherbook/gopherbook/ptsne/internal/nils"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
	"github.com/gopherbook/gopherbook/ptsne/internal/progress"
)

// defaultJointBatch is the batch size of the paper's experiments on MNIST.
const defaultJointBatch = 5000

// Joint holds t-SNE's joint probabilities P of the rows of a data set, batch
// by batch. It is a matrix of shape (rows, batch size): column j of row i is
// the probability of the pair of row i and the j-th row of row i's batch. The
// P of each batch is symmetric, has a zero diagonal and sums to 1. If the last
// batch has fewer rows, its further columns are 0.
//
// A Joint stores the non-zeros only: with the default Neighbors, about four to
// five times the perplexity in a row.
type Joint struct {
	rows, size   int
	perplexities []float64
	metric       string // "" for Euclidean
	batches      []*csr
}

var (
	_ mat.Matrix         = (*Joint)(nil)
	_ mat.RowNonZeroDoer = (*Joint)(nil)
)

// JointProbabilities computes the joint probabilities of the rows of x, which
// parametric t-SNE takes as its target (van der Maaten and Hinton 2008,
// section 2; van der Maaten 2009, section 3). The rows are cut into batches of
// BatchSize, 5000 by default, or one batch if x has fewer rows; each batch has
// its own P.
//
// The conditional probability p_j|i falls off as exp(-beta_i d_ij²), and
// beta_i is such that row i has the given Perplexity, 30 by default: its
// entropy matches log(perplexity) to 1e-5 nats. Several perplexities, or
// Multiscale, give the mean of their conditional probabilities. They are shared
// among the row's nearest Neighbors, three times the perplexity by default, as
// van der Maaten (2014, section 4.1) found sufficient. On images of MNIST, that
// P diverges from the exact one by 0.06 nats (600 images, perplexity 15) or 0.08
// nats (5000 images, perplexity 30). P is symmetrised, p_ij = (p_j|i + p_i|j) /
// 2n, and sums to 1 over the n rows of a batch.
//
// Distances d_ij are Euclidean unless Metric or MetricFunc sets others. The other
// options are Context, Verbose and Output.
//
// It returns an error if x is empty or holds NaN or an infinity (an
// *ElementError), if a row has no distance, or if the perplexity is too large
// for the rows of a batch.
func JointProbabilities(x mat.Matrix, options ...JointOption) (*Joint, error) {
	s := defaultSettings()
	for _, o := range options {
		o.joint(s)
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	if nils.Is(x) {
		return nil, errors.New("ptsne: the input is nil")
	}
	n, cols := x.Dims()
	if n == 0 || cols == 0 {
		return nil, errEmpty("input", n, cols)
	}
	if err := checkFinite("input", x); err != nil {
		return nil, err
	}
	if s.metricFunc == nil {
		if err := s.metric.check(x); err != nil {
			return nil, err
		}
	}
	if s.batchSize == 0 {
		s.batchSize = defaultJointBatch
	}
	p := &Joint{rows: n, size: min(s.batchSize, n), metric: s.metricName()}
	if err := s.checkPerplexity(n, p.size); err != nil {
		return nil, err
	}
	p.perplexities = s.perplexitiesOf(p.size)

	bar := progress.New(s.out, s.verbose, n)
	var (
		neighbours finder
		turned     symmetriser
	)
	for lo := 0; lo < n; lo += p.size {
		hi := min(n, lo+p.size)
		done := func(part float64) { bar.Update(lo+int(part*float64(hi-lo)), "") }
		nn, err := neighbours.find(x, lo, hi, s, done)
		if err != nil {
			bar.Abandon()
			return nil, err
		}
		perplexities := s.perplexitiesOf(hi - lo)
		parallel.For(hi-lo, rowsAtATime, func(lo, hi int) {
			var g gaussian
			for i := lo; i < hi; i++ {
				g.fit(nn.values(i), perplexities...)
			}
		})
		p.batches = append(p.batches, turned.symmetrise(nn))
		bar.Update(hi, "")
	}
	bar.Finish("")
	return p, nil
}

// A finder finds nearest neighbours, in memory that the next batch reuses.
type finder struct {
	prepared f32.Matrix
	search   search
}

// find finds the nearest neighbours of the rows [lo, hi) of x that share their
// probabilities, and their squared distances.
func (f *finder) find(x mat.Matrix, lo, hi int, s *settings, done func(part float64)) (*neighborhood, error) {
	k := s.neighborsIn(hi - lo)
	if s.metricFunc != nil {
		return scan(s.ctx, s.metricFunc, x, lo, hi, k, done)
	}
	prepare(&f.prepared, x, s.metric, lo, hi)
	f.search.done = done
	if nn := f.search.nearest(s.ctx, f.prepared, k); nn != nil {
		return nn, nil
	}
	return nil, canceled(s.ctx, "JointProbabilities")
}

// Dims returns the number of rows of the data and the batch size.
func (p *Joint) Dims() (rows, cols int) { return p.rows, p.size }

// At returns the probability of row i and the j-th row of its batch.
func (p *Joint) At(i, j int) float64 {
	if uint(i) >= uint(p.rows) {
		panic(mat.ErrRowAccess)
	}
	if uint(j) >= uint(p.size) {
		panic(mat.ErrColAccess)
	}
	cols, vals := p.batches[i/p.size].row(i % p.size)
	if n, ok := slices.BinarySearch(cols, int32(j)); ok {
		return float64(vals[n])
	}
	return 0
}

// T returns the transpose, without copying.
func (p *Joint) T() mat.Matrix { return mat.Transpose{Matrix: p} }

// DoRowNonZero calls fn for each non-zero of row i, in ascending columns.
func (p *Joint) DoRowNonZero(i int, fn func(i, j int, v float64)) {
	if uint(i) >= uint(p.rows) {
		panic(mat.ErrRowAccess)
	}
	cols, vals := p.batches[i/p.size].row(i % p.size)
	for n, j := range cols {
		fn(i, int(j), float64(vals[n]))
	}
}

// BatchSize returns the number of rows in a batch; the last may have fewer.
func (p *Joint) BatchSize() int { return p.size }

// Perplexity returns the perplexity of the rows, or the several whose
// probabilities they have the mean of. Those of Multiscale are those of a full
// batch.
func (p *Joint) Perplexity() []float64 { return slices.Clone(p.perplexities) }

// NonZeros returns the number of probabilities that are not 0.
func (p *Joint) NonZeros() int {
	n := 0
	for _, b := range p.batches {
		n += len(b.val)
	}
	return n
}

// String describes the probabilities in one line.
func (p *Joint) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "joint probabilities of shape (%d, %d): perplexity ", p.rows, p.size)
	for _, u := range p.perplexities {
		fmt.Fprintf(&text, "%v, ", u)
	}
	if p.metric != "" {
		fmt.Fprintf(&text, "metric %s, ", p.metric)
	}
	fmt.Fprintf(&text, "batches: %d, non-zeros: %d", len(p.batches), p.NonZeros())
	return text.String()
}
