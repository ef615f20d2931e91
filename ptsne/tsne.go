package ptsne

import (
	"fmt"
	"sync"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f64"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// epsilon keeps the logarithm in the t-SNE loss finite where a q is 0. It is
// far below any q that matters, so that it does not bend the gradient.
const epsilon = 1e-15

// A TSNELoss is the t-SNE loss; see TSNE.
type TSNELoss struct{ degrees }

// TSNE returns the loss of parametric t-SNE (van der Maaten 2009, sections 2
// and 3): the Kullback-Leibler divergence between the joint probabilities P of
// the data, which are the target, and those of the map, over the pairs i, j of
// a batch,
//
//	C = Σ p_ij log((p_ij + ε) / (q_ij + ε)),   q_ij = k_ij / Σ k,
//	k_ij = (1 + |y_i-y_j|²/v)^(-(v+1)/2),      k_ii = 0.
//
// The degrees of freedom v are d-1 for d outputs, as the paper advises (1 for
// a single output), unless DegreesOfFreedom sets them or
// LearnedDegreesOfFreedom has them learned. ε is 1e-15.
//
// The target is a *Joint made by JointProbabilities, or any matrix with one
// row for each row of the data and one column for each row of a batch.
func TSNE(options ...TSNEOption) *TSNELoss {
	t := new(TSNELoss)
	for _, set := range options {
		set(&t.degrees)
	}
	return t
}

// TargetColumns returns rows: P has a column for each row of the batch.
func (t *TSNELoss) TargetColumns(rows, units int) int { return rows }

func (t *TSNELoss) checkTarget(target mat.Matrix) error { return checkProbabilities(target) }

// checkProbabilities returns an error if the target cannot hold probabilities.
func checkProbabilities(target mat.Matrix) error {
	if e := firstElement(target, func(v float64) bool { return v < 0 }); e != nil {
		return fmt.Errorf("ptsne: the target has %v in row %d, column %d: this loss wants probabilities, as JointProbabilities gives them",
			e.Value, e.Row, e.Col)
	}
	return nil
}

// Loss returns C and its gradient,
//
//	dC/dy_i = 4 (v+1)/(2v) Σ_j (p_ij - q_ij) (1 + |y_i-y_j|²/v)⁻¹ (y_i - y_j).
//
// P is taken to be symmetric; it need not sum to 1, and its diagonal does not
// count. Loss panics if it has not a row and a column for each row of the output.
func (t *TSNELoss) Loss(target, output *mat.Dense) (float64, *mat.Dense) {
	rows, units := output.Dims()
	if r, c := target.Dims(); r != rows || c != rows {
		panic(mat.ErrShape)
	}
	gradient := mat.NewDense(rows, units, nil)
	return t.lossSparse(gradient, csrOf(target), output), gradient
}

// lossSparse sets gradient and returns the loss. It splits the gradient into
// attraction, a sum over the non-zeros of P, and repulsion, a sum over all
// pairs. The sum over all pairs needs no Q, only k: so one pass over the pairs
// gives both Σk and Σ k w (y_i-y_j), which is divided by Σk at the end, and no
// matrix of pairs is ever written. Rows are independent, and what they sum is
// added up in their order: any number of processors gives the same bits.
func (t *TSNELoss) lossSparse(gradient *mat.Dense, p *csr, output *mat.Dense) float64 {
	return t.evaluate(1, gradient, p, output)
}

// evaluate is lossSparse with an attraction that is so many times stronger.
func (t *TSNELoss) evaluate(exaggeration float64, gradient *mat.Dense, p *csr, output *mat.Dense) float64 {
	e := evaluations.Get().(*evaluation)
	defer evaluations.Put(e)
	return e.run(t, exaggeration, gradient, p, output)
}

func (e *evaluation) run(t *TSNELoss, exaggeration float64, gradient *mat.Dense, p *csr, output *mat.Dense) float64 {
	e.load(t.DegreesOfFreedom(), output)
	e.p, e.gradient, e.exaggeration = p, gradient.RawMatrix(), exaggeration
	e.mass = 0
	for _, v := range p.val {
		e.mass += float64(v)
	}

	repulsionLoop.Run(e.n, 16, e)
	e.perSum = 0
	if sum := total(e.row); sum > 0 {
		e.perSum = 1 / sum
	}
	attractionLoop.Run(e.n, 64, e)
	return total(e.row)
}

func total(x []float64) (sum float64) {
	for _, v := range x {
		sum += v
	}
	return sum
}

// An evaluation is one evaluation of the loss, in memory for many.
type evaluation struct {
	kernel
	p            *csr
	exaggeration float64
	gradient     blas64.General
	row          []float64 // Σk of each row, then its part of the loss
	repulsion    []float64 // of each row, d numbers: Σ k w (y_i-y_j)
	mass         float64   // the sum of P
	perSum       float64   // 1/Σk
	slopes       []float64 // of each row: its part of dC/dv
}

var evaluations = sync.Pool{New: func() any { return new(evaluation) }}

func (e *evaluation) load(degrees float64, output *mat.Dense) {
	e.kernel.load(degrees, output)
	e.row = grow(e.row, e.n)
	e.repulsion = grow(e.repulsion, e.n*e.d)
}

var repulsionLoop = parallel.NewLoop(func(p **evaluation, lo, hi int) {
	e := *p
	s := scratches.Get().(*scratch)
	for i := lo; i < hi; i++ {
		force := e.repulsion[i*e.d : (i+1)*e.d]
		clear(force)
		e.row[i] = e.repel(i, 0, i, force, s) + e.repel(i, i+1, e.n, force, s)
	}
	scratches.Put(s)
})

var attractionLoop = parallel.NewLoop(func(p **evaluation, lo, hi int) {
	e := *p
	s := scratches.Get().(*scratch)
	scale := 4 * (e.v + 1) / (2 * e.v)
	for i := lo; i < hi; i++ {
		g := e.gradient.Data[i*e.gradient.Stride:][:e.d]
		clear(g)
		e.row[i] = e.attract(i, 1, e.perSum, g, s)
		for c, r := range e.repulsion[i*e.d : (i+1)*e.d] {
			g[c] = scale * (e.exaggeration*g[c] - e.mass*e.perSum*r)
		}
	}
	scratches.Put(s)
})

// attract adds Σ p w (y_i-y_j) over the non-zeros of row i of P to force and
// returns the row's part of the loss, Σ p log(p perMass / (k perSum)).
func (e *evaluation) attract(i int, perMass, perSum float64, force []float64, s *scratch) (loss float64) {
	cols, vals := e.p.row(i)
	for len(cols) > 0 {
		n := min(len(cols), pairsAtATime)
		w, k := s.w[:n], s.k[:n]
		clear(w)
		for _, y := range e.y {
			yi := y[i]
			for m, j := range cols[:n] {
				d := yi - y[j]
				w[m] += d * d
			}
		}
		e.weigh(w, k, s)
		for m, p := range vals[:n] {
			k[m] = (float64(p)*perMass + epsilon) / (k[m]*perSum + epsilon)
		}
		f64.Log(k)
		for m, p := range vals[:n] {
			loss += float64(p) * k[m]
			w[m] *= float64(p)
		}
		for c, y := range e.y {
			yi := y[i]
			for m, j := range cols[:n] {
				force[c] += w[m] * (yi - y[j])
			}
		}
		cols, vals = cols[n:], vals[n:]
	}
	return loss
}
