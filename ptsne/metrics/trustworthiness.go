package metrics

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
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
// x and y have one point in each row. All pairs are compared: the time grows
// with the square of the rows. It returns an error if the numbers of rows
// differ, a point has a NaN, or k is not at least 1 and below half of the rows.
func Trustworthiness(x, y mat.Matrix, k int) (float64, error) {
	n, _ := x.Dims()
	if m, _ := y.Dims(); m != n {
		return 0, fmt.Errorf("metrics: the data have %d rows but the map has %d", n, m)
	}
	if k < 1 || 2*k >= n {
		return 0, fmt.Errorf("metrics: k is %d: want at least 1 and below half of the %d rows", k, n)
	}
	data, err := newPoints("data", x)
	if err != nil {
		return 0, err
	}
	embedded, err := newPoints("map", y)
	if err != nil {
		return 0, err
	}

	penalty := make([]int, n) // of each point: whole numbers, so any order adds up the same
	scratch := sync.Pool{New: func() any {
		return &trustScratch{make([]neighbor, n), make([]neighbor, n), make([]float64, n), make([]int, n)}
	}}
	parallel.For(n, 16, func(lo, hi int) {
		s := scratch.Get().(*trustScratch)
		defer scratch.Put(s)
		far, near, d2, rank := s.far, s.near, s.d2, s.rank
		for i := lo; i < hi; i++ {
			sortFrom(far, d2, data, i)
			for r, nb := range far {
				rank[nb.index] = r // i itself has rank 0
			}
			sortFrom(near, d2, embedded, i)
			for _, nb := range near[1 : k+1] {
				penalty[i] += max(0, rank[nb.index]-k)
			}
		}
	})
	sum := 0
	for _, p := range penalty {
		sum += p
	}
	nf, kf := float64(n), float64(k)
	return 1 - 2/(nf*kf*(2*nf-3*kf-1))*float64(sum), nil
}

// trustScratch is what one processor needs at a time.
type trustScratch struct {
	far, near []neighbor
	d2        []float64
	rank      []int
}

// sortFrom fills order with all points in the order of their distance from
// point i, itself in front. d2 is scratch.
func sortFrom(order []neighbor, d2 []float64, p points, i int) {
	p.distances(d2, p.at(i))
	d2[i] = -1
	for j, d := range d2 {
		order[j] = neighbor{d, j}
	}
	slices.SortFunc(order, func(a, b neighbor) int {
		return cmp.Or(cmp.Compare(a.d2, b.d2), cmp.Compare(a.index, b.index))
	})
}
