package ptsne

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// epsilon keeps the logarithm in the t-SNE loss finite where a q is 0. It is
// far below any q that matters, so that it does not bend the gradient.
const epsilon = 1e-15

// A TSNELoss is the t-SNE loss; see TSNE.
type TSNELoss struct {
	degrees float64 // 0 for the default
}

// A TSNEOption sets a detail of TSNE.
type TSNEOption func(*TSNELoss)

// DegreesOfFreedom sets v, the degrees of freedom of Student's t-distribution
// in the map. Small v means heavy tails, which keep clusters apart. It panics
// unless v is positive and finite.
func DegreesOfFreedom(v float64) TSNEOption {
	if !(v > 0) || math.IsInf(v, 1) {
		panic(fmt.Sprintf("ptsne: DegreesOfFreedom(%v): want a positive number", v))
	}
	return func(t *TSNELoss) { t.degrees = v }
}

// TSNE returns the loss of parametric t-SNE (van der Maaten 2009, sections 2
// and 3): the Kullback-Leibler divergence between the joint probabilities P of
// the data, which are the target, and those of the map, over the pairs i, j of
// a batch,
//
//	C = Σ p_ij log((p_ij + ε) / (q_ij + ε)),   q_ij = k_ij / Σ k,
//	k_ij = (1 + |y_i-y_j|²/v)^(-(v+1)/2),      k_ii = 0.
//
// The degrees of freedom v are d-1 for d outputs, as the paper advises (1 for
// a single output), unless DegreesOfFreedom sets them. ε is 1e-15.
//
// The target is a *Joint made by JointProbabilities, or any matrix with one
// row for each row of the data and one column for each row of a batch.
func TSNE(options ...TSNEOption) *TSNELoss {
	t := new(TSNELoss)
	for _, set := range options {
		set(t)
	}
	return t
}

// TargetColumns returns rows: P has a column for each row of the batch.
func (t *TSNELoss) TargetColumns(rows, units int) int { return rows }

// Loss returns C and its gradient,
//
//	dC/dy_i = 4 (v+1)/(2v) Σ_j (p_ij - q_ij) (1 + |y_i-y_j|²/v)⁻¹ (y_i - y_j).
//
// P is taken to be symmetric; it need not sum to 1, and its diagonal does not
// count.
func (t *TSNELoss) Loss(target, output *mat.Dense) (float64, *mat.Dense) {
	return t.lossSparse(csrOf(target), output)
}

// lossSparse splits the gradient into attraction, a sum over the non-zeros of
// P, and repulsion, a sum over all pairs. The sum over all pairs needs no Q,
// only k: so one pass gives both Σk and Σ k w (y_i-y_j), which is divided by
// Σk at the end. Rows are independent, and what they sum is added up in their
// order: any number of processors gives the same bits.
func (t *TSNELoss) lossSparse(p *csr, output *mat.Dense) (float64, *mat.Dense) {
	n, d := output.Dims()
	k := newKernel(t.degrees, output)

	rowSum := make([]float64, n)
	repulsion := mat.NewDense(n, d, nil)
	parallel.For(n, 16, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			force := repulsion.RawRowView(i)
			rowSum[i] = k.repel(i, 0, i, force) + k.repel(i, i+1, n, force)
		}
	})
	var sum, mass float64
	for _, s := range rowSum {
		sum += s
	}
	for _, v := range p.val {
		mass += float64(v)
	}
	perSum := 0.0
	if sum > 0 {
		perSum = 1 / sum
	}

	rowLoss := rowSum
	gradient := mat.NewDense(n, d, nil)
	scale := 4 * (k.v + 1) / (2 * k.v)
	parallel.For(n, 64, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			g := gradient.RawRowView(i)
			rowLoss[i] = k.attract(i, p, perSum, g)
			for c, r := range repulsion.RawRowView(i) {
				g[c] = scale * (g[c] - mass*perSum*r)
			}
		}
	})
	var loss float64
	for _, l := range rowLoss {
		loss += l
	}
	return loss, gradient
}

// A kernel computes k and w = (1 + d²/v)⁻¹ for the pairs of a map. The two
// are the same in the most common case, v = 1.
type kernel struct {
	v float64
	d int
	y []float64 // row after row
}

func newKernel(v float64, output *mat.Dense) *kernel {
	n, d := output.Dims()
	if v == 0 {
		v = max(1, float64(d-1))
	}
	k := &kernel{v: v, d: d, y: output.RawMatrix().Data}
	if output.RawMatrix().Stride != d {
		k.y = mat.DenseCopyOf(output).RawMatrix().Data
	}
	k.y = k.y[:n*d]
	return k
}

// repel adds Σ k w (y_i-y_j) over j in [lo, hi) to force and returns Σ k.
func (k *kernel) repel(i, lo, hi int, force []float64) (sum float64) {
	if k.d == 2 && k.v == 1 {
		return k.repelPlane(i, lo, hi, force)
	}
	yi := k.y[i*k.d : (i+1)*k.d]
	for j := lo; j < hi; j++ {
		yj := k.y[j*k.d : (j+1)*k.d]
		w := k.weight(yi, yj)
		q := k.tail(w)
		sum += q
		for c := range force {
			force[c] += q * w * (yi[c] - yj[c])
		}
	}
	return sum
}

// repelPlane is repel for d = 2 and v = 1.
func (k *kernel) repelPlane(i, lo, hi int, force []float64) (sum float64) {
	y0, y1 := k.y[2*i], k.y[2*i+1]
	var f0, f1 float64
	y := k.y[2*lo : 2*hi]
	for len(y) >= 2 {
		d0, d1 := y0-y[0], y1-y[1]
		w := 1 / (1 + d0*d0 + d1*d1)
		sum += w
		w *= w
		f0 += w * d0
		f1 += w * d1
		y = y[2:]
	}
	force[0] += f0
	force[1] += f1
	return sum
}

// attract adds Σ p w (y_i-y_j) over the non-zeros of row i of P to force and
// returns the row's part of the loss.
func (k *kernel) attract(i int, p *csr, perSum float64, force []float64) (loss float64) {
	yi := k.y[i*k.d : (i+1)*k.d]
	cols, vals := p.row(i)
	for n, j := range cols {
		yj := k.y[int(j)*k.d : (int(j)+1)*k.d]
		w := k.weight(yi, yj)
		v := float64(vals[n])
		loss += v * math.Log((v+epsilon)/(k.tail(w)*perSum+epsilon))
		for c := range force {
			force[c] += v * w * (yi[c] - yj[c])
		}
	}
	return loss
}

// weight returns w for a pair.
func (k *kernel) weight(yi, yj []float64) float64 {
	var d2 float64
	for c, a := range yi {
		d := a - yj[c]
		d2 += d * d
	}
	return 1 / (1 + d2/k.v)
}

// tail returns w^((v+1)/2). Whole v, the rule, needs no math.Pow.
func (k *kernel) tail(w float64) float64 {
	if k.v == 1 {
		return w
	}
	twice := k.v + 1
	if twice != math.Trunc(twice) || twice > 64 {
		return math.Pow(w, twice/2)
	}
	n := int(twice)
	power := 1.0
	if n%2 == 1 {
		power = math.Sqrt(w)
	}
	for n /= 2; n > 0; n /= 2 {
		if n%2 == 1 {
			power *= w
		}
		w *= w
	}
	return power
}
