package ptsne

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestNearestAgreesWithSorting(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{2, 9, 150} {
		x := mat.NewDense(n, 4, nil)
		for i := range n {
			for j := range 4 {
				x.Set(i, j, float64(rng.IntN(4))) // many equally far, and exact in float32
			}
		}
		m := prepare(x, 0, n)
		for _, k := range []int{1, n / 2, n - 1} {
			nn := nearest(m, k)
			for i := range n {
				var all []candidate
				for j := range n {
					if j == i {
						continue
					}
					var d float32
					for c, v := range m.Row(i) {
						d += (v - m.Row(j)[c]) * (v - m.Row(j)[c])
					}
					all = append(all, candidate{d, int32(j)})
				}
				slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
				// The mean that prepare subtracts is rounded, so compare distances,
				// not which of those equally far were taken.
				for c, j := range nn.columns(i) {
					if c > 0 && nn.columns(i)[c-1] >= j || int(j) == i {
						t.Fatalf("n=%d, k=%d: columns of row %d are %v", n, k, i, nn.columns(i))
					}
				}
				got := slices.Sorted(slices.Values(nn.values(i)))
				for r := range k {
					if diff := got[r] - all[r].distance; diff > 1e-5 || diff < -1e-5 {
						t.Fatalf("n=%d, k=%d: row %d has distances %v, want %v", n, k, i, got, all[:k])
					}
				}
			}
		}
	}
}

func TestHeapKeepsTheFirstOfEquals(t *testing.T) {
	h := make(nearestHeap, 0, 3)
	for j, d := range []float32{5, 2, 2, 7, 2, 2, 1} {
		h.offer(d, int32(j))
	}
	h.sortByColumn()
	if want := (nearestHeap{{2, 1}, {2, 2}, {1, 6}}); !slices.Equal(h, want) {
		t.Errorf("kept %v, want %v", h, want)
	}
}
