package ptsne

import "gonum.org/v1/gonum/mat"

// csr is a square sparse matrix in compressed rows: the non-zeros of row i are
// val[start[i]:start[i+1]], in columns col[start[i]:start[i+1]], ascending.
type csr struct {
	start []int
	col   []int32
	val   []float32
}

func (m *csr) row(i int) ([]int32, []float32) {
	lo, hi := m.start[i], m.start[i+1]
	return m.col[lo:hi], m.val[lo:hi]
}

// csrOf returns the non-zeros of m beside its diagonal: the pairs of a row with
// itself, which do not count.
func csrOf(m *mat.Dense) *csr {
	rows, _ := m.Dims()
	s := &csr{start: make([]int, 1, rows+1)}
	for i := range rows {
		for j, v := range m.RawRowView(i) {
			if v != 0 && j != i {
				s.col = append(s.col, int32(j))
				s.val = append(s.val, float32(v))
			}
		}
		s.start = append(s.start, len(s.col))
	}
	return s
}
