package ptsne

import "slices"

// weights returns the weights of each layer in turn, not a copy.
func (m *Sequential) weights() [][]float32 {
	var all [][]float32
	for _, l := range m.layers {
		all = append(all, l.weights()...)
	}
	return all
}

// lossParameter returns what the loss learns together with the weights, nil if
// nothing. The weights must exist.
func (m *Sequential) lossParameter() []float32 {
	if l, ok := m.loss.(learningLoss); ok {
		return l.parameter(m.last().Units())
	}
	return nil
}

// learned returns all that Fit moves: weights, and the loss's parameter last.
func (m *Sequential) learned() [][]float32 {
	all := m.weights()
	if p := m.lossParameter(); p != nil {
		all = append(all, p)
	}
	return all
}

func (m *Sequential) copyWeights() [][]float32 {
	all := m.learned()
	for i := range all {
		all[i] = slices.Clone(all[i])
	}
	return all
}

// setWeights puts back what copyWeights returned.
func (m *Sequential) setWeights(saved [][]float32) {
	for i, w := range m.learned() {
		copy(w, saved[i])
	}
}
