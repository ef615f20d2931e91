package ptsne

import "github.com/gopherbook/gopherbook/ptsne/internal/parallel"

// A symmetriser symmetrises conditional probabilities, in memory that the next
// call reuses: those of each row turned around, p_i|j sorted by j.
type symmetriser struct {
	start, next []int // of row j's p_i|j: where they start and where the next goes
	col         []int32
	val         []float32
}

// symmetrise returns (p_j|i + p_i|j) / 2n for the conditional probabilities in
// nn.
func (t *symmetriser) symmetrise(nn *neighborhood) *csr {
	n := nn.rows
	t.start, t.next = grow(t.start, n+1), grow(t.next, n)
	t.col, t.val = grow(t.col, len(nn.col)), grow(t.val, len(nn.col))
	clear(t.start)
	for _, j := range nn.col {
		t.start[j+1]++
	}
	for i := range n {
		t.start[i+1] += t.start[i]
	}
	copy(t.next, t.start)
	for i := range n { // in order, so each row's are ascending
		vals := nn.values(i)
		for m, j := range nn.columns(i) {
			t.col[t.next[j]], t.val[t.next[j]] = int32(i), vals[m]
			t.next[j]++
		}
	}
	back := func(i int) ([]int32, []float32) {
		lo, hi := t.start[i], t.start[i+1]
		return t.col[lo:hi], t.val[lo:hi]
	}

	// Once to count, once to write.
	s := &csr{start: make([]int, n+1)}
	parallel.For(n, rowsAtATime, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			b, bv := back(i)
			merge(nn.columns(i), nn.values(i), b, bv, func(int32, float32) { s.start[i+1]++ })
		}
	})
	for i := range n {
		s.start[i+1] += s.start[i]
	}
	s.col, s.val = make([]int32, s.start[n]), make([]float32, s.start[n])
	parallel.For(n, rowsAtATime, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			b, bv := back(i)
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
