package metrics

import (
	"sync"

	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// A neighbor is a point seen from another one.
type neighbor struct {
	d2    float64 // the squared distance: its root would make some that differ equal
	index int
}

// before reports whether a is nearer than b: of points equally far, the first.
func (a neighbor) before(b neighbor) bool { return a.d2 < b.d2 || a.d2 == b.d2 && a.index < b.index }

// A nearestList holds the nearest points of those it was offered, as many as
// its capacity, in order.
type nearestList []neighbor

func (l *nearestList) offer(n neighbor) {
	s := *l
	at := len(s)
	if at < cap(s) {
		s = s[:at+1]
	} else if at--; !n.before(s[at]) {
		return
	}
	for ; at > 0 && n.before(s[at-1]); at-- {
		s[at] = s[at-1]
	}
	s[at] = n
	*l = s
}

// treeColumns is up to how many columns a tree finds neighbours. With more, it
// would look at most of the points anyway.
const treeColumns = 3

// eachNearest calls f for each query with the k nearest points, in order. If
// the queries are the points themselves, none is its own neighbour. Calls of f
// run side by side, and near is valid during the call.
func (p points) eachNearest(queries points, themselves bool, k int, f func(i int, near []neighbor)) {
	lists := sync.Pool{New: func() any { l := make(nearestList, 0, k); return &l }}
	self := func(i int) int {
		if themselves {
			return i
		}
		return -1
	}
	if p.d > treeColumns {
		p.eachDistances(queries, func(i int, d2 []float64) {
			list := lists.Get().(*nearestList)
			defer lists.Put(list)
			*list = (*list)[:0]
			list.offerAll(d2, self(i))
			f(i, *list)
		})
		return
	}
	t := newTree(p)
	parallel.For(queries.n, 64, func(lo, hi int) {
		list := lists.Get().(*nearestList)
		defer lists.Put(list)
		for i := lo; i < hi; i++ {
			*list = (*list)[:0]
			t.search(queries.at(i), self(i), list)
			f(i, *list)
		}
	})
}

// offerAll offers points by their squared distances, but not the one that is
// left out.
func (l *nearestList) offerAll(d2 []float64, out int) {
	for j, d := range d2 {
		if len(*l) == cap(*l) && d >= (*l)[len(*l)-1].d2 || j == out {
			continue
		}
		l.offer(neighbor{d, j})
	}
}
