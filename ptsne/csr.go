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

// csrOf returns the non-zeros of m beside its diagonal.
func csrOf(m *mat.Dense) *csr {
	s := new(csr)
	s.set(m)
	return s
}

// set makes s the non-zeros of d beside its diagonal: the pairs of a row with
// itself, which do not count.
func (m *csr) set(d *mat.Dense) {
	rows, _ := d.Dims()
	m.start, m.col, m.val = append(m.start[:0], 0), m.col[:0], m.val[:0]
	for i := range rows {
		for j, v := range d.RawRowView(i) {
			if v != 0 && j != i {
				m.col = append(m.col, int32(j))
				m.val = append(m.val, float32(v))
			}
		}
		m.start = append(m.start, len(m.col))
	}
}

// dense sets d to m, in d's memory if that is large enough.
func (m *csr) dense(d *mat.Dense) {
	rows := len(m.start) - 1
	reuse(d, rows, rows)
	for i := range rows {
		cols, vals := m.row(i)
		for n, j := range cols {
			d.Set(i, int(j), float64(vals[n]))
		}
	}
}
