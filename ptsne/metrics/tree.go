package metrics

import (
	"cmp"
	"slices"
)

// A tree is a k-d tree (Bentley 1975): the points are cut in halves along the
// axis in which they extend most, the halves again, and so on. A search leaves
// out what lies too far away.
//
// Points [lo, hi) are cut at (lo+hi)/2, the first of the second half. As no two
// cuts are at the same point, that is where they are noted.
type tree struct {
	d     int
	data  []float64 // the points, in the tree's order
	index []int     // of each point among those that were given
	axis  []int     // of the cut at each point
	cut   []float64 // no point of the first half is above it, none of the second below
}

// leafSize is the number of points, or less, that are not cut.
const leafSize = 12

func newTree(p points) *tree {
	t := &tree{d: p.d, index: make([]int, p.n), axis: make([]int, p.n), cut: make([]float64, p.n)}
	for i := range t.index {
		t.index[i] = i
	}
	t.divide(p, 0, p.n)
	t.data = make([]float64, 0, len(p.data))
	for _, i := range t.index {
		t.data = append(t.data, p.at(i)...)
	}
	return t
}

func (t *tree) divide(p points, lo, hi int) {
	if hi-lo <= leafSize {
		return
	}
	index := t.index[lo:hi]
	axis, widest := 0, -1.0
	for c := range t.d {
		low, high := p.at(index[0])[c], p.at(index[0])[c]
		for _, i := range index {
			low, high = min(low, p.at(i)[c]), max(high, p.at(i)[c])
		}
		if high-low > widest {
			axis, widest = c, high-low
		}
	}
	slices.SortFunc(index, func(a, b int) int { return cmp.Compare(p.at(a)[axis], p.at(b)[axis]) })
	mid := (lo + hi) / 2
	t.axis[mid], t.cut[mid] = axis, p.at(t.index[mid])[axis]
	t.divide(p, lo, mid)
	t.divide(p, mid, hi)
}

// search offers near the points that may be among the nearest of q, but not
// the one whose index is out.
func (t *tree) search(q []float64, out int, near *nearestList) {
	t.searchIn(0, len(t.index), q, out, near)
}

func (t *tree) searchIn(lo, hi int, q []float64, out int, near *nearestList) {
	if hi-lo <= leafSize {
		for i := lo; i < hi; i++ {
			d2 := 0.0
			for c, v := range t.data[i*t.d : (i+1)*t.d] {
				d2 += (q[c] - v) * (q[c] - v)
			}
			if t.index[i] != out {
				near.offer(neighbor{d2, t.index[i]})
			}
		}
		return
	}
	mid := (lo + hi) / 2
	across := q[t.axis[mid]] - t.cut[mid]
	if across < 0 {
		t.searchIn(lo, mid, q, out, near)
	} else {
		t.searchIn(mid, hi, q, out, near)
	}
	if len(*near) == cap(*near) && across*across > (*near)[len(*near)-1].d2 {
		return // the other half is too far
	}
	if across < 0 {
		t.searchIn(mid, hi, q, out, near)
	} else {
		t.searchIn(lo, mid, q, out, near)
	}
}
