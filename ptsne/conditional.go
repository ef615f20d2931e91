package ptsne

import (
	"math"

	"github.com/gopherbook/gopherbook/ptsne/internal/f64"
)

const (
	entropyTolerance = 1e-5 // nats
	entropyTries     = 50
)

// A gaussian finds conditional probabilities, in memory for one row after
// another.
type gaussian struct {
	d    []float64 // squared distances, less the least
	p    []float64 // exp(-beta d)
	mean []float64 // of the probabilities of each perplexity
}

// fit turns the squared distances from a row to its neighbours into conditional
// probabilities, the mean of those of the given perplexities.
func (g *gaussian) fit(d []float32, perplexities ...float64) {
	g.d, g.p, g.mean = grow(g.d, len(d)), grow(g.p, len(d)), grow(g.mean, len(d))
	least := math.Inf(1)
	for i, v := range d {
		g.d[i] = float64(v)
		least = min(least, g.d[i])
	}
	// Only differences of distances matter, and exp of the whole distance
	// would underflow where all neighbours are far.
	for i := range g.d {
		g.d[i] -= least
	}
	clear(g.mean)
	for _, u := range perplexities {
		g.weigh(g.match(u))
		scale := 1 / (f64.Sum(g.p) * float64(len(perplexities)))
		for i, p := range g.p {
			g.mean[i] += p * scale
		}
	}
	for i, p := range g.mean {
		d[i] = float32(p)
	}
}

// match returns the beta for which the entropy of p_j ~ exp(-beta d_j) is
// log(perplexity). If no beta reaches it, because too many neighbours are
// equally near, it returns one for which those share the probability evenly.
func (g *gaussian) match(perplexity float64) float64 {
	target := math.Log(perplexity)
	beta, lo, hi := 1.0, 0.0, math.Inf(1)
	if mean := f64.Sum(g.d) / float64(len(g.d)); mean > 0 {
		beta = 1 / mean
	}
	for range entropyTries {
		entropy, variance := g.entropy(beta)
		excess := entropy - target
		if math.Abs(excess) < entropyTolerance {
			break
		}
		if excess > 0 {
			lo = beta
		} else {
			hi = beta
		}
		// Newton's step, as dH/dbeta = -beta var(d), where it stays inside what
		// is known to hold the root; halving or multiplying elsewhere.
		next := beta + excess/(beta*variance)
		switch {
		case next > lo && next < hi && next < 8*beta:
			beta = next
		case math.IsInf(hi, 1):
			beta *= 8
		default:
			beta = (lo + hi) / 2
		}
	}

	return beta
}

// weigh sets p to exp(-beta d).
func (g *gaussian) weigh(beta float64) {
	copy(g.p, g.d)
	f64.Scale(g.p, -beta)
	f64.Exp(g.p)
}

// entropy returns the entropy in nats of p_j ~ exp(-beta d_j), whose smallest d
// is 0, and the variance of d under it.
func (g *gaussian) entropy(beta float64) (entropy, variance float64) {
	g.weigh(beta)
	sum, sumD, sumD2 := f64.Moments(g.p, g.d)
	mean := sumD / sum
	return math.Log(sum) + beta*mean, sumD2/sum - mean*mean
}
