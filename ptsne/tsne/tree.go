package tsne

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// A tree holds the points of a map in cells, cells in larger cells, and so on,
// up to one that holds all. A cell of 3 dimensions has up to 8 smaller ones, a
// flat one 4: the map is taken to have 3 dimensions, of which it need not use
// all.
//
// Points lie in Morton order, in which each cell is a range. Cells lie in one
// slice, each before those inside it, and know how many those are: a search
// that does not care for a cell's inside skips it.
type tree struct {
	points []point
	cells  []cell
}

type point struct {
	at    [3]float64
	code  uint64 // the cell, on the finest level
	index int32  // of the point in the map
}

type cell struct {
	centre [3]float64 // of mass
	count  float64
	width  float64 // the longest side of the points' bounding box
	lo, hi int32   // its points
	next   int32   // the first cell outside
	leaf   bool
}

const (
	levels   = 21 // of cells inside each other: 3 bits of a code for each
	leafSize = 8  // cells with as many points, or less, have none inside
)

// build makes t the tree of the points of a map, in t's memory.
func (t *tree) build(y columns) {
	n := len(y[0])
	var low [3]float64
	span := 0.0
	for c, y := range y {
		low[c] = slices.Min(y)
		span = max(span, slices.Max(y)-low[c])
	}
	scale := 0.0
	if span > 0 {
		scale = (1<<levels - 1) / span
	}
	if len(t.points) != n {
		t.points = make([]point, n)
		for i := range t.points {
			t.points[i].index = int32(i)
		}
	}
	// In the order of the tree before, which is nearly that of this one.
	for i := range t.points {
		p := &t.points[i]
		p.code = 0
		for c, y := range y {
			p.at[c] = y[p.index]
			p.code |= spread(uint64((p.at[c]-low[c])*scale)) << c
		}
	}
	slices.SortFunc(t.points, func(a, b point) int {
		return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.index, b.index))
	})
	t.cells = t.cells[:0]
	t.add(0, n, levels-1)
}

// spread puts two zeros between the lowest 21 bits of v.
func spread(v uint64) uint64 {
	v &= 1<<21 - 1
	v = (v | v<<32) & 0x1f00000000ffff
	v = (v | v<<16) & 0x1f0000ff0000ff
	v = (v | v<<8) & 0x100f00f00f00f00f
	v = (v | v<<4) & 0x10c30c30c30c30c3
	v = (v | v<<2) & 0x1249249249249249
	return v
}

// add appends the cell of points [lo, hi), which agree in all levels above the
// given one, and those inside. It returns its bounding box.
func (t *tree) add(lo, hi, level int) (low, high [3]float64) {
	// Where all points are in the same smaller cell, this one is of no use.
	child := func(i, level int) uint64 { return t.points[i].code >> (3 * level) & 7 }
	for level >= 0 && child(lo, level) == child(hi-1, level) {
		level--
	}
	at := len(t.cells)
	t.cells = append(t.cells, cell{lo: int32(lo), hi: int32(hi), count: float64(hi - lo)})
	var sum [3]float64
	leaf := hi-lo <= leafSize || level < 0
	if leaf {
		low, high = t.points[lo].at, t.points[lo].at
		for i := lo; i < hi; i++ {
			p := &t.points[i].at
			for c := range sum {
				sum[c] += p[c]
				low[c], high[c] = min(low[c], p[c]), max(high[c], p[c])
			}
		}
	} else {
		for from := lo; from < hi; {
			which := child(from, level)
			to := from + sort.Search(hi-from, func(i int) bool { return child(from+i, level) > which })
			inside := len(t.cells)
			l, h := t.add(from, to, level-1)
			if from == lo {
				low, high = l, h
			}
			for c := range sum {
				sum[c] += t.cells[inside].centre[c] * t.cells[inside].count
				low[c], high[c] = min(low[c], l[c]), max(high[c], h[c])
			}
			from = to
		}
	}
	me := &t.cells[at]
	for c := range sum {
		me.centre[c] = sum[c] / me.count
		me.width = math.Max(me.width, high[c]-low[c])
	}
	me.next, me.leaf = int32(len(t.cells)), leaf
	return low, high
}
