package ptsne

import (
	"sync"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f64"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// An InfoNCELoss is the loss of InfoNC-t-SNE; see InfoNCE.
type InfoNCELoss struct{ degrees }

var _ learningLoss = (*InfoNCELoss)(nil)

// InfoNCE returns the loss of InfoNC-t-SNE (Damrich, Böhm, Hamprecht and Kobak
// 2023, "From t-SNE to UMAP with contrastive learning", section 5): each row
// has to tell its neighbours from the other rows of the batch,
//
//	C = Σ p_ij log((p_ij / r_i) / q_j|i),   r_i = Σ_l p_il,   q_j|i = k_ij / Σ_l k_il,
//
// with the kernel k, the degrees of freedom and the options of TSNE. It differs
// from TSNE in that q sums to 1 over each row rather than over all pairs. It is
// made for the batches of SamplePairs, where each row has one neighbour j among
// the strangers, and C is the mean of -log q_j|i; it works with any P.
func InfoNCE(options ...TSNEOption) *InfoNCELoss {
	l := new(InfoNCELoss)
	for _, set := range options {
		set(&l.degrees)
	}
	return l
}

// TargetColumns returns rows: P has a column for each row of the batch.
func (l *InfoNCELoss) TargetColumns(rows, units int) int { return rows }

// Loss returns C and its gradient,
//
//	dC/dy_i = 4 (v+1)/(2v) Σ_j (p_ij - (r_i q_j|i + r_j q_i|j)/2) (1 + |y_i-y_j|²/v)⁻¹ (y_i - y_j).
//
// P is taken to be symmetric; it need not sum to 1, and its diagonal does not
// count. Loss panics if it has not a row and a column for each row of the output.
func (l *InfoNCELoss) Loss(target, output *mat.Dense) (float64, *mat.Dense) {
	rows, units := output.Dims()
	if r, c := target.Dims(); r != rows || c != rows {
		panic(mat.ErrShape)
	}
	gradient := mat.NewDense(rows, units, nil)
	return l.lossSparse(gradient, csrOf(target), output), gradient
}

func (l *InfoNCELoss) checkTarget(target mat.Matrix) error { return checkProbabilities(target) }

// lossSparse sets gradient and returns the loss.
func (l *InfoNCELoss) lossSparse(gradient *mat.Dense, p *csr, output *mat.Dense) float64 {
	c := contrasts.Get().(*contrast)
	defer contrasts.Put(c)
	return c.run(l, gradient, p, output)
}

// lossLearning is lossSparse, and sets slope to
//
//	dC/dlog v = -v Σ (p_ij - r_i q_j|i) dlog k_ij/dv.
func (l *InfoNCELoss) lossLearning(gradient *mat.Dense, slope []float32, p *csr, output *mat.Dense) float64 {
	c := contrasts.Get().(*contrast)
	defer contrasts.Put(c)
	value := c.run(l, gradient, p, output)
	c.slopes = grow(c.slopes, c.n)
	contrastSlopeLoop.Run(c.n, 16, c)
	slope[0] = float32(-c.v * total(c.slopes))
	return value
}

// run goes over the pairs twice: how a row is repelled depends on the sums of
// the others, too.
func (c *contrast) run(l *InfoNCELoss, gradient *mat.Dense, p *csr, output *mat.Dense) float64 {
	c.load(l.DegreesOfFreedom(), output)
	c.p, c.gradient = p, gradient.RawMatrix()
	c.perRowSum, c.rowMass, c.share = grow(c.perRowSum, c.n), grow(c.rowMass, c.n), grow(c.share, c.n)
	rowSumLoop.Run(c.n, 16, c)
	contrastLoop.Run(c.n, 16, c)
	return total(c.row)
}

// A contrast is one evaluation of the loss, in memory for many.
type contrast struct {
	evaluation
	perRowSum []float64 // 1/Σk of each row
	rowMass   []float64 // Σp of each row
	share     []float64 // Σp/Σk of each row
}

var contrasts = sync.Pool{New: func() any { return new(contrast) }}

var rowSumLoop = parallel.NewLoop(func(p **contrast, lo, hi int) {
	c := *p
	s := scratches.Get().(*scratch)
	for i := lo; i < hi; i++ {
		force := c.repulsion[i*c.d : (i+1)*c.d]
		clear(force)
		c.rowMass[i], c.perRowSum[i] = 0, 0
		if sum := c.repel(i, 0, i, force, s) + c.repel(i, i+1, c.n, force, s); sum > 0 {
			c.perRowSum[i] = 1 / sum
		}
		_, vals := c.p.row(i)
		for _, v := range vals {
			c.rowMass[i] += float64(v)
		}
		c.share[i] = c.rowMass[i] * c.perRowSum[i]
	}
	scratches.Put(s)
})

var contrastLoop = parallel.NewLoop(func(p **contrast, lo, hi int) {
	c := *p
	s := scratches.Get().(*scratch)
	scale := 4 * (c.v + 1) / (2 * c.v)
	for i := lo; i < hi; i++ {
		g := c.gradient.Data[i*c.gradient.Stride:][:c.d]
		// What the others' sums repel it by, and what its own sum does.
		repulsion := c.repulsion[i*c.d : (i+1)*c.d]
		for m := range repulsion {
			repulsion[m] *= c.share[i]
		}
		c.repelBy(c.share, i, 0, i, repulsion, s)
		c.repelBy(c.share, i, i+1, c.n, repulsion, s)

		clear(g)
		perMass := 0.0
		if c.rowMass[i] > 0 {
			perMass = 1 / c.rowMass[i]
		}
		c.row[i] = c.attract(i, perMass, c.perRowSum[i], g, s)
		for m, r := range repulsion {
			g[m] = scale * (g[m] - r/2)
		}
	}
	scratches.Put(s)
})

var contrastSlopeLoop = parallel.NewLoop(func(p **contrast, lo, hi int) {
	c := *p
	s := scratches.Get().(*scratch)
	for i := lo; i < hi; i++ {
		all := c.slope(i, 0, i, s) + c.slope(i, i+1, c.n, s)
		c.slopes[i] = c.slopeOfPairs(i, s) - c.share[i]*all
	}
	scratches.Put(s)
})

// repelBy adds Σ share_j k w (y_i-y_j) over j in [lo, hi) to force.
func (kn *kernel) repelBy(share []float64, i, lo, hi int, force []float64, s *scratch) {
	for ; lo < hi; lo += pairsAtATime {
		end := min(hi, lo+pairsAtATime)
		w, k := kn.pairs(i, lo, end, s)
		f64.Mul(k, w)
		f64.Mul(k, share[lo:end])
		for c, y := range kn.y {
			force[c] += f64.SumDifferences(k, y[lo:end], y[i])
		}
	}
}
