package tsne

import "testing"

func TestTreeHoldsEachPointOnce(t *testing.T) {
	for _, n := range []int{1, 3, leafSize, leafSize + 1, 1000} {
		y := clusters(n, 3, 1)
		for c := range y { // half of them coincide
			for i := 0; i < n; i += 2 {
				y[c][i] = y[c][0]
			}
		}
		var tr tree
		tr.build(y)
		seen := make([]int, n)
		for at, c := range tr.cells {
			if c.leaf {
				for _, p := range tr.points[c.lo:c.hi] {
					seen[p.index]++
				}
			}
			if int(c.next) <= at || int(c.next) > len(tr.cells) || c.count != float64(c.hi-c.lo) {
				t.Fatalf("n=%d: cell %d of %d is %+v", n, at, len(tr.cells), c)
			}
			for axis := range 3 {
				sum := 0.0
				for _, p := range tr.points[c.lo:c.hi] {
					sum += p.at[axis]
				}
				if diff := sum/c.count - c.centre[axis]; diff > 1e-9 || diff < -1e-9 {
					t.Fatalf("n=%d: cell %d has its centre at %v, off by %g", n, at, c.centre, diff)
				}
			}
		}
		for i, times := range seen {
			if times != 1 {
				t.Errorf("n=%d: point %d is in %d leaves", n, i, times)
			}
		}
		if len(tr.cells) > 2*n {
			t.Errorf("%d cells for %d points", len(tr.cells), n)
		}
	}
}
