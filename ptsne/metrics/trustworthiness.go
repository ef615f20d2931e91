package metrics

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Trustworthiness returns how far neighbours on the map y can be trusted to be
// neighbours in the data x (Venna and Kaski 2006; van der Maaten 2009, section
// 4):
//
//	T(k) = 1 - 2/(n k (2n-3k-1)) Σ_i Σ_{j in U_i} (r(i,j) - k)
//
// U_i holds those of the k nearest neighbours of i on the map that are not
// among its k nearest in the data, and r(i,j) is the rank of j among the
// neighbours of i in the data. T is 1 if all can be trusted. Distances are
// Euclidean; of points equally far the first is nearer. The paper uses k = 12.
//
// x and y have one point in each row. It returns an error if the numbers of rows
// differ, a coordinate is no finite number or beyond 1e150, or k is not at least 1
// and below half of the rows.
func Trustworthiness(x, y mat.Matrix, k int) (float64, error) {
	data, embedded, err := dataAndMap(x, y, k)
	if err != nil {
		return 0, err
	}
	return kept(embedded, data, k), nil
}

// Continuity returns how far neighbours in the data x are still neighbours on
// the map y (Venna and Kaski 2006):
//
//	1 - 2/(n k (2n-3k-1)) Σ_i Σ_{j in V_i} (r(i,j) - k)
//
// V_i holds those of the k nearest neighbours of i in the data that are not
// among its k nearest on the map, and r(i,j) is the rank of j among the
// neighbours of i on the map: all is as in Trustworthiness, with data and map
// exchanged.
func Continuity(x, y mat.Matrix, k int) (float64, error) {
	data, embedded, err := dataAndMap(x, y, k)
	if err != nil {
		return 0, err
	}
	return kept(data, embedded, k), nil
}

func dataAndMap(x, y mat.Matrix, k int) (data, embedded points, err error) {
	n, _, err := shapeOf("data", x)
	if err != nil {
		return data, embedded, err
	}
	m, _, err := shapeOf("map", y)
	if err != nil {
		return data, embedded, err
	}
	if m != n {
		return data, embedded, fmt.Errorf("metrics: the data have %d rows but the map has %d", n, m)
	}
	if n < 3 {
		return data, embedded, fmt.Errorf("metrics: there are only %d points: want at least 3", n)
	}
	if k < 1 || 2*k >= n {
		return data, embedded, fmt.Errorf("metrics: k is %d: want at least 1 and below half of the %d rows", k, n)
	}
	if data, err = newPoints("data", x); err != nil {
		return data, embedded, err
	}
	embedded, err = newPoints("map", y)
	return data, embedded, err
}

// kept returns 1 if the k nearest of each point of a are its nearest among
// those of b, too, and less the higher they rank there.
func kept(a, b points, k int) float64 {
	near := make([]int, a.n*k)
	a.eachNearest(a, true, k, func(i int, found []neighbor) {
		for m, f := range found {
			near[i*k+m] = f.index
		}
	})
	penalty := make([]int, a.n) // whole numbers: any order adds up the same
	b.eachDistances(b, func(i int, d2 []float64) {
		for _, rank := range ranks(i, near[i*k:(i+1)*k], d2) {
			penalty[i] += max(0, rank-k)
		}
	})
	sum := 0
	for _, p := range penalty {
		sum += p
	}
	n, kf := float64(a.n), float64(k)
	return 1 - 2/(n*kf*(2*n-3*kf-1))*float64(sum)
}

// ranks returns the ranks, from 1 on, that some neighbours of point i have by
// their distance from it, in ascending order. It replaces i's own distance.
func ranks(i int, neighbors []int, d2 []float64) []int {
	d2[i] = math.Inf(1)
	sorted := make([]neighbor, 0, 16)
	for _, j := range neighbors {
		sorted = append(sorted, neighbor{d2[j], j})
	}
	slices.SortFunc(sorted, func(a, b neighbor) int {
		return cmp.Or(cmp.Compare(a.d2, b.d2), cmp.Compare(a.index, b.index))
	})
	// First, how many points come behind one neighbour but not behind the next.
	// Most points are behind all.
	last := len(sorted) - 1
	between := make([]int, len(sorted))
	for j, d := range d2 {
		if d > sorted[last].d2 {
			continue
		}
		at := len(sorted)
		for at > 0 && (neighbor{d, j}).before(sorted[at-1]) {
			at--
		}
		if at < len(sorted) {
			between[at]++
		}
	}
	rank := 1
	for m, n := range between {
		rank += n
		between[m] = rank
	}
	return between
}
