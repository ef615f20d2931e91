package backend

import "gonum.org/v1/gonum/mat"

// Eval computes a Tensor.
func Eval(x Tensor) *mat.Dense {
	return compute(new(memory), nodeOf("Eval", x))[0]
}

// compute computes nodes together, in the memory given, and returns their
// values, which are not in it.
func compute(mem *memory, nodes ...*node) []*mat.Dense {
	mem.used = 0
	p := newPlan(nodes, mem)
	p.run()
	values := make([]*mat.Dense, len(nodes))
	for i, n := range nodes {
		m := p.stored[n]
		values[i] = mat.NewDense(n.rows, n.cols, nil)
		for j := range n.rows {
			copy(values[i].RawRowView(j), m.row(j))
		}
	}
	return values
}

// A memory lends slices, and lends the same again to a plan of the same kind.
type memory struct {
	slices [][]float64
	used   int
}

// take returns n elements, of no certain value.
func (m *memory) take(n int) []float64 {
	if m.used == len(m.slices) {
		m.slices = append(m.slices, nil)
	}
	s := grow(m.slices[m.used], n)
	m.slices[m.used] = s
	m.used++
	return s
}
