package metrics

import (
	"cmp"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f64"
)

// Silhouette returns the mean silhouette of the points (Rousseeuw, J. Comput.
// Appl. Math. 20, 1987), between -1 and 1:
//
//	s_i = (b_i - a_i) / max(a_i, b_i)
//
// a_i is the mean distance of point i to the others of its label, b_i that to
// the points of another label, the one for which it is least. The silhouette of
// a point whose label no other has is 0. High values mean compact groups, far
// from each other; t-SNE keeps neighbours together, not groups compact, so good
// maps can have low values.
//
// y has one point in each row, labels a label for each. Distances are
// Euclidean. It returns an error if their numbers differ, a point has a NaN, an
// infinity or a coordinate beyond 1e150, or there are not at least two labels.
func Silhouette(y mat.Matrix, labels []int) (float64, error) {
	p, err := newLabeled(y, labels)
	if err != nil {
		return 0, err
	}
	sorted, ends := byLabel(p, labels)
	if len(ends) < 2 {
		return 0, fmt.Errorf("metrics: Silhouette compares points of different labels: want two labels or more, but there are %d", len(ends))
	}
	score := make([]float64, p.n)
	sorted.eachDistances(sorted, func(i int, d2 []float64) {
		d2[i] = 0
		f64.Sqrt(d2)
		own, other := 0.0, -1.0
		lo := 0
		for _, hi := range ends {
			sum, n := f64.Sum(d2[lo:hi]), float64(hi-lo)
			switch {
			case i < lo || i >= hi:
				if mean := sum / n; other < 0 || mean < other {
					other = mean
				}
			case n == 1:
				return
			default:
				own = sum / (n - 1)
			}
			lo = hi
		}
		if largest := max(own, other); largest > 0 {
			score[i] = (other - own) / largest
		}
	})
	return f64.Sum(score) / float64(p.n), nil
}

// byLabel returns the points in the order of their labels, and where those of
// each label end.
func byLabel(p points, labels []int) (sorted points, ends []int) {
	order := make([]int, p.n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(labels[a], labels[b]) })
	sorted = points{p.n, p.d, make([]float64, 0, len(p.data))}
	for r, i := range order {
		sorted.data = append(sorted.data, p.at(i)...)
		if r+1 == p.n || labels[order[r+1]] != labels[i] {
			ends = append(ends, r+1)
		}
	}
	return sorted, ends
}
