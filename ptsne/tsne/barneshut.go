package tsne

import (
	"fmt"

	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// barnesHut is the method that summarises far groups of points.
type barnesHut struct{ angle float64 }

func (barnesHut) String() string { return "Barnes-Hut" }

func (b barnesHut) check(dimensions int) error {
	if !(b.angle >= 0) {
		return fmt.Errorf("tsne: BarnesHut(%v): want an angle of zero or more", b.angle)
	}
	if dimensions > 3 {
		return fmt.Errorf("tsne: BarnesHut works in 1 to 3 dimensions, but the map has %d: use Exact", dimensions)
	}
	return nil
}

func (b barnesHut) newRepulsion(n, dimensions int) repulsion {
	return &forest{angle: b.angle, row: make([]float64, n)}
}

// A forest is a tree for each state of the map.
type forest struct {
	tree
	angle float64
	row   []float64 // Σ_j k_ij of each point
}

func (f *forest) repel(y, force columns) float64 {
	f.build(y)
	parallel.For(len(f.points), rowsAtATime, func(lo, hi int) {
		for i := lo; i < hi; i++ { // neighbours, which visit the same cells
			sum, around := f.around(i)
			index := f.points[i].index
			f.row[index] = sum
			for c := range force {
				force[c][index] = around[c]
			}
		}
	})
	return total(f.row)
}

// around returns Σ k and Σ k² (y_i-y_j) of point i with all others.
func (f *forest) around(i int) (sum float64, force [3]float64) {
	angle2 := f.angle * f.angle
	y := f.points[i].at
	for n := 0; n < len(f.cells); {
		c := &f.cells[n]
		d0, d1, d2 := y[0]-c.centre[0], y[1]-c.centre[1], y[2]-c.centre[2]
		far := d0*d0 + d1*d1 + d2*d2
		switch {
		case c.width*c.width < angle2*far:
			k := 1 / (1 + far)
			sum += c.count * k
			k *= k * c.count
			force[0] += k * d0
			force[1] += k * d1
			force[2] += k * d2
			n = int(c.next)
		case c.leaf:
			for j := int(c.lo); j < int(c.hi); j++ {
				if j == i {
					continue
				}
				at := &f.points[j].at
				d0, d1, d2 := y[0]-at[0], y[1]-at[1], y[2]-at[2]
				k := 1 / (1 + d0*d0 + d1*d1 + d2*d2)
				sum += k
				k *= k
				force[0] += k * d0
				force[1] += k * d1
				force[2] += k * d2
			}
			n = int(c.next)
		default:
			n++
		}
	}
	return sum, force
}
