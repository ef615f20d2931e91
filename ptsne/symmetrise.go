package ptsne

import (
	"slices"

	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// symmetrise returns (p_j|i + p_i|j) / 2n for the conditional probabilities in
// nn.
func symmetrise(nn *neighborhood) *csr {
	n := nn.rows
	// Sort p_i|j by j. Rows are visited in order, so each list is ascending.
	start := make([]int, n+1)
	for _, j := range nn.col {
		start[j+1]++
	}
	for i := range n {
		start[i+1] += start[i]
	}
	from := make([]int32, len(nn.col))
	back := make([]float32, len(nn.col))
	next := slices.Clone(start[:n])
	for i := range n {
		vals := nn.values(i)
		for m, j := range nn.columns(i) {
			from[next[j]], back[next[j]] = int32(i), vals[m]
			next[j]++
		}
	}
	backOf := func(i int) ([]int32, []float32) {
		return from[start[i]:start[i+1]], back[start[i]:start[i+1]]
	}

	// Once to count, once to write.
	s := &csr{start: make([]int, n+1)}
	parallel.For(n, rowsAtATime, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			b, bv := backOf(i)
			merge(nn.columns(i), nn.values(i), b, bv, func(int32, float32) { s.start[i+1]++ })
		}
	})
	for i := range n {
		s.start[i+1] += s.start[i]
	}
	s.col, s.val = make([]int32, s.start[n]), make([]float32, s.start[n])
	parallel.For(n, rowsAtATime, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			b, bv := backOf(i)
			at := s.start[i]
			merge(nn.columns(i), nn.values(i), b, bv, func(j int32, v float32) {
				s.col[at], s.val[at] = j, v/float32(2*n)
				at++
			})
		}
	})
	return s
}

// merge calls add for the columns of two ascending lists, with the sum of
// their values, if it is not 0: the far end of a row may have underflowed.
func merge(a []int32, av []float32, b []int32, bv []float32, add func(j int32, v float32)) {
	for len(a) > 0 || len(b) > 0 {
		var j int32
		var v float32
		switch {
		case len(b) == 0 || len(a) > 0 && a[0] < b[0]:
			j, v = a[0], av[0]
			a, av = a[1:], av[1:]
		case len(a) == 0 || b[0] < a[0]:
			j, v = b[0], bv[0]
			b, bv = b[1:], bv[1:]
		default:
			j, v = a[0], av[0]+bv[0]
			a, av, b, bv = a[1:], av[1:], b[1:], bv[1:]
		}
		if v > 0 {
			add(j, v)
		}
	}
}
