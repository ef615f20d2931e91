package ptsne

import (
	"cmp"
	"slices"
)

// A nearestHeap keeps the nearest of the candidates offered to it, up to its
// capacity, with the farthest of them in front.
type nearestHeap []candidate

type candidate struct {
	distance float32
	col      int32
}

// offer adds a candidate if there is room or it is nearer than the farthest.
// Candidates come in ascending columns: of those equally far, the first stay.
func (h *nearestHeap) offer(distance float32, col int32) {
	s := *h
	if len(s) < cap(s) {
		s = append(s, candidate{distance, col})
		*h = s
		for i := len(s) - 1; i > 0; {
			parent := (i - 1) / 2
			if !s[parent].before(s[i]) {
				break
			}
			s[i], s[parent] = s[parent], s[i]
			i = parent
		}
		return
	}
	if distance >= s[0].distance {
		return
	}
	s[0] = candidate{distance, col}
	for i := 0; ; {
		child := 2*i + 1
		if child >= len(s) {
			return
		}
		if right := child + 1; right < len(s) && s[child].before(s[right]) {
			child = right
		}
		if !s[i].before(s[child]) {
			return
		}
		s[i], s[child] = s[child], s[i]
		i = child
	}
}

// before orders candidates by distance, then column.
func (c candidate) before(d candidate) bool {
	return c.distance < d.distance || c.distance == d.distance && c.col < d.col
}

func (h nearestHeap) sortByColumn() {
	slices.SortFunc(h, func(a, b candidate) int { return cmp.Compare(a.col, b.col) })
}
