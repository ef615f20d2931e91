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

func (m *Sequential) copyWeights() [][]float32 {
	all := m.weights()
	for i := range all {
		all[i] = slices.Clone(all[i])
	}
	return all
}

// setWeights copies into the layers what copyWeights returned.
func (m *Sequential) setWeights(saved [][]float32) {
	for i, w := range m.weights() {
		copy(w, saved[i])
	}
}
