// Package metrics judges maps: how well a low-dimensional embedding keeps what
// is known of the data.
//
// KNNAccuracy asks whether a point's label can be told from its neighbours on
// the map. Trustworthiness needs no labels: it asks whether neighbours on the
// map are neighbours in the data.
package metrics

import "gonum.org/v1/gonum/mat"

// rows returns the rows of m, as views where m keeps them in memory.
func rows(m mat.Matrix) [][]float64 {
	n, _ := m.Dims()
	r := make([][]float64, n)
	raw, ok := m.(mat.RawRowViewer)
	for i := range r {
		if ok {
			r[i] = raw.RawRowView(i)
		} else {
			r[i] = mat.Row(nil, i, m)
		}
	}
	return r
}

// squaredDistance returns the square of the Euclidean distance. Its root would
// make some of those that differ equal.
func squaredDistance(a, b []float64) (d2 float64) {
	for c, v := range a {
		diff := v - b[c]
		d2 += diff * diff
	}
	return d2
}
