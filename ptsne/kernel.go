package ptsne

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f64"
)

// A kernel computes w = (1 + |y_i-y_j|²/v)⁻¹ and k = w^((v+1)/2) for the pairs
// of a map.
type kernel struct {
	v    float64 // degrees of freedom
	n, d int
	y    [][]float64 // the coordinates, in d columns of n
}

// load takes the points of a map. degrees may be 0 for the default.
func (kn *kernel) load(degrees float64, points *mat.Dense) {
	kn.n, kn.d = points.Dims()
	kn.v = degrees
	if kn.v == 0 {
		kn.v = max(1, float64(kn.d-1))
	}
	for len(kn.y) < kn.d {
		kn.y = append(kn.y, nil)
	}
	kn.y = kn.y[:kn.d]
	raw := points.RawMatrix()
	for c := range kn.y {
		kn.y[c] = grow(kn.y[c], kn.n)
		for i := range kn.y[c] {
			kn.y[c][i] = raw.Data[i*raw.Stride+c]
		}
	}
}

// pairsAtATime is how many pairs are computed together: so few that all stays
// in the first-level cache.
const pairsAtATime = 512

// scratch is memory for so many pairs.
type scratch struct{ w, k, power [pairsAtATime]float64 }

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// repel adds Σ k w (y_i-y_j) over j in [lo, hi) to force and returns Σ k.
func (kn *kernel) repel(i, lo, hi int, force []float64, s *scratch) (sum float64) {
	if kn.d == 2 && kn.v == 1 { // the most common map has a loop of its own
		x, y := kn.y[0], kn.y[1]
		sum, f0, f1 := f64.Repel(x[lo:hi], y[lo:hi], x[i], y[i])
		force[0] += f0
		force[1] += f1
		return sum
	}
	for ; lo < hi; lo += pairsAtATime {
		end := min(hi, lo+pairsAtATime)
		w, k := kn.pairs(i, lo, end, s)
		sum += f64.Sum(k)
		f64.Mul(k, w)
		for c, y := range kn.y {
			force[c] += f64.SumDifferences(k, y[lo:end], y[i])
		}
	}
	return sum
}

// pairs returns w and k of the pairs of i with j in [lo, hi), of which there are
// at most pairsAtATime.
func (kn *kernel) pairs(i, lo, hi int, s *scratch) (w, k []float64) {
	w, k = s.w[:hi-lo], s.k[:hi-lo]
	clear(w)
	for _, y := range kn.y {
		f64.AddSquares(w, y[lo:hi], y[i])
	}
	kn.weigh(w, k, s)
	return w, k
}

// weigh replaces squared distances by w, and sets k.
func (kn *kernel) weigh(w, k []float64, s *scratch) {
	f64.Weigh(w, 1/kn.v)
	copy(k, w)
	switch twice := kn.v + 1; {
	case twice == 2: // k is w
	case twice == math.Trunc(twice) && twice <= 64: // whole v is the rule
		power := s.power[:len(w)]
		copy(power, w)
		n := int(twice)
		if n%2 == 1 {
			f64.Sqrt(k)
		} else {
			for i := range k {
				k[i] = 1
			}
		}
		for n /= 2; n > 0; n /= 2 {
			if n%2 == 1 {
				f64.Mul(k, power)
			}
			f64.Mul(power, power)
		}
	default:
		f64.Log(k)
		f64.Scale(k, twice/2)
		f64.Exp(k)
	}
}

// grow returns n elements, of no certain value, in buf's memory if it is large
// enough.
func grow[T any](buf []T, n int) []T {
	if cap(buf) < n {
		buf = make([]T, n)
	}
	return buf[:n]
}
