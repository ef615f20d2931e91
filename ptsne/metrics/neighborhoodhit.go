package metrics

import (
	"sync/atomic"

	"gonum.org/v1/gonum/mat"
)

// NeighborhoodHit returns the mean part, between 0 and 1, of a point's k
// nearest neighbours on the map that have the point's label (Paulovich et al.,
// IEEE TVCG 14, 2008). It is high where the labels form clear groups.
//
// y has one point in each row, labels a label for each. It returns an error if
// their numbers differ, a coordinate is no finite number or beyond 1e150, or k is
// not at least 1 and below the number of points.
func NeighborhoodHit(y mat.Matrix, labels []int, k int) (float64, error) {
	p, err := newLabeled(y, labels)
	if err != nil {
		return 0, err
	}
	if err := checkNeighbors(k, p.n); err != nil {
		return 0, err
	}
	var hits atomic.Int64
	p.eachNearest(p, true, k, func(i int, near []neighbor) {
		for _, n := range near {
			if labels[n.index] == labels[i] {
				hits.Add(1)
			}
		}
	})
	return float64(hits.Load()) / float64(p.n*k), nil
}
