// Package metrics judges maps: how well a low-dimensional embedding keeps what
// is known of the data.
//
// KNNAccuracy asks whether a point's label can be told from its neighbours on
// the map. Trustworthiness needs no labels: it asks whether neighbours on the
// map are neighbours in the data.
package metrics

import (
	"gonum.org/v1/gonum/mat"
)

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
