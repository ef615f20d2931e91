package ptsne

import "math"

const (
	entropyTolerance = 1e-5 // nats
	entropyTries     = 50
)

// conditional turns the squared distances from a row to its neighbours into
// conditional probabilities of the given perplexity: p_j ~ exp(-beta d_j) with
// the beta whose entropy is log(perplexity). If no beta reaches it, because
// too many neighbours are equally near, they share the probability evenly.
func conditional(d []float32, perplexity float64) {
	least, mean := math.Inf(1), 0.0
	for _, v := range d {
		least = min(least, float64(v))
		mean += float64(v) / float64(len(d))
	}
	// Only differences of distances matter, and exp of the whole distance
	// would underflow where all neighbours are far.
	shifted := make([]float64, len(d))
	for i, v := range d {
		shifted[i] = float64(v) - least
	}

	target := math.Log(perplexity)
	beta, lo, hi := 1.0, 0.0, math.Inf(1)
	if mean > least {
		beta = 1 / (mean - least)
	}
	for range entropyTries {
		entropy, variance := gaussianEntropy(shifted, beta)
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
		// is known to hold the root; halving or doubling elsewhere.
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

	sum := 0.0
	for i, s := range shifted {
		shifted[i] = math.Exp(-beta * s)
		sum += shifted[i]
	}
	for i, e := range shifted {
		d[i] = float32(e / sum)
	}
}

// gaussianEntropy returns the entropy in nats of p_j ~ exp(-beta d_j), whose
// smallest d is 0, and the variance of d under it.
func gaussianEntropy(d []float64, beta float64) (entropy, variance float64) {
	var sum, sumD, sumD2 float64
	for _, v := range d {
		e := math.Exp(-beta * v)
		sum += e
		sumD += e * v
		sumD2 += e * v * v
	}
	mean := sumD / sum
	return math.Log(sum) + beta*mean, sumD2/sum - mean*mean
}
