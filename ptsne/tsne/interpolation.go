package tsne

import (
	"fmt"
	"math"
	"slices"

	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// interpolation is the method that computes repulsion on a grid.
type interpolation struct{}

func (interpolation) String() string { return "interpolation" }

func (interpolation) check(dimensions int) error {
	if dimensions != 2 {
		return fmt.Errorf("tsne: Interpolation works in 2 dimensions, but the map has %d: use BarnesHut or Exact", dimensions)
	}
	return nil
}

func (interpolation) newRepulsion(n, dimensions int) repulsion {
	return &field{
		row: make([]float64, n), sorted: make([]int32, n),
		lines: [2][]int32{make([]int32, n), make([]int32, n)}, between: newColumns(n, 2),
	}
}

// A field is what the points of a map do to any place on it: the potential
//
//	U(y) = Σ_j 1/(1+|y-y_j|²)
//
// Its values at the points add up to Z, with 1 for each point itself, and its
// slope is the repulsion: Σ_j k_ij² (y_i-y_j) = -½ ∇U(y_i). So a single
// convolution, of the points with 1/(1+r²), gives all; Linderman et al. (2019)
// make four, of kernels that have the slope in them.
//
// The points are spread over the lines of a grid by B-splines, and the
// potential between the lines is a spline, too. Those are smooth, as Lagrange's
// polynomials in boxes of their own are not, and so their slope is good. In
// molecular dynamics this is the smooth particle mesh Ewald method (Essmann et
// al., J. Chem. Phys. 103, 1995).
type field struct {
	convolution
	row     []float64  // U of each point
	lines   [2][]int32 // of each point and axis, the last line it is spread over
	between columns    // how far it is behind that, in steps
	starts  []int32    // where each line's points start in
	sorted  []int32    // points, by their first line
}

const (
	// The grid's lines are this far apart. The forces are some 0.2% off then, and
	// less on a narrow map, which has so many lines at least.
	widestStep = 1.0 / 3
	leastLines = 48
	// On a map that is so wide, the lines move apart.
	mostLines = 1500
)

func (f *field) repel(y, force columns) float64 {
	f.layOut(y)
	f.spread()
	f.run()
	f.gather(force)
	return total(f.row)
}

// layOut lays a grid over the map.
func (f *field) layOut(y columns) {
	var low, span [2]float64
	for c, y := range y {
		low[c] = slices.Min(y)
		span[c] = slices.Max(y) - low[c]
	}
	widest := max(span[0], span[1], 1e-9)
	step := min(widestStep, widest/leastLines)
	step = max(step, widest/mostLines)
	lines := func(span float64) int { return int(span/step) + order + 1 }
	f.resize(lines(span[0]), lines(span[1]), step)

	parallel.For(len(f.row), 1024, func(lo, hi int) {
		for c, y := range y {
			for i := lo; i < hi; i++ {
				line, between := math.Modf((y[i]-low[c])/step + order - 1)
				f.lines[c][i], f.between[c][i] = int32(line), between
			}
		}
	})

	// Counting sort by lines.
	f.starts = grow(f.starts, f.rows+1)
	clear(f.starts)
	for _, line := range f.lines[0] {
		f.starts[line+1]++
	}
	for r := range f.rows {
		f.starts[r+1] += f.starts[r]
	}
	next := slices.Clone(f.starts)
	for i, line := range f.lines[0] {
		f.sorted[next[line]] = int32(i)
		next[line]++
	}
}

// bandLines is the height of a band of points. Points of one band and of the
// next but one are spread over different lines.
const bandLines = order

// spread spreads the points over the lines.
func (f *field) spread() {
	bands := (f.rows + bandLines - 1) / bandLines
	for first := range 2 { // every other band at a time
		parallel.For((bands-first+1)/2, 1, func(n, _ int) {
			lo := (2*n + first) * bandLines
			hi := min(f.rows, lo+bandLines)
			var u, v, slope [order]float64
			for _, i := range f.sorted[f.starts[lo]:f.starts[hi]] {
				bspline(f.between[0][i], &u, &slope)
				bspline(f.between[1][i], &v, &slope)
				last := int(f.lines[1][i])
				for a, u := range u {
					line := f.data[(int(f.lines[0][i])-a)*f.cols:][last-order+1 : last+1]
					for b, v := range v {
						line[order-1-b] += u * v
					}
				}
			}
		})
	}
}

// gather reads the potential at the points, and its slope.
func (f *field) gather(force columns) {
	scale := -0.5 / f.step
	parallel.For(len(f.sorted), rowsAtATime, func(lo, hi int) {
		var u, v, slopeU, slopeV [order]float64
		for _, i := range f.sorted[lo:hi] {
			bspline(f.between[0][i], &u, &slopeU)
			bspline(f.between[1][i], &v, &slopeV)
			last := int(f.lines[1][i])
			potential, along0, along1 := 0.0, 0.0, 0.0
			for a := range order {
				line := f.data[(int(f.lines[0][i])-a)*f.cols:][last-order+1 : last+1]
				value, slope := 0.0, 0.0
				for b := range order {
					value += v[b] * line[order-1-b]
					slope += slopeV[b] * line[order-1-b]
				}
				potential += u[a] * value
				along0 += slopeU[a] * value
				along1 += u[a] * slope
			}
			// What the grid makes of a point's own potential, which is flat there and
			// 1, is not: the point would be held in its place.
			own, own0, own1 := f.own(&u, &v, &slopeU, &slopeV)
			potential -= own
			along0 -= own0
			along1 -= own1
			f.row[i] = potential
			force[0][i], force[1][i] = scale*along0, scale*along1
		}
	})
}

// own returns the part of a point in the potential and the slopes there.
func (f *field) own(u, v, slopeU, slopeV *[order]float64) (potential, along0, along1 float64) {
	uu, vv := correlate(u, u), correlate(v, v)
	uSlope, vSlope := correlate(slopeU, u), correlate(slopeV, v)
	for r, around := range f.around {
		value, slope := 0.0, 0.0
		for c, k := range around {
			value += k * vv[c]
			slope += k * vSlope[c]
		}
		potential += uu[r] * value
		along0 += uSlope[r] * value
		along1 += uu[r] * slope
	}
	return potential, along0, along1
}

// correlate returns, for each distance, the sum of products of elements of a
// and b so far from each other.
func correlate(a, b *[order]float64) (sums [order]float64) {
	for i, a := range a {
		for j, b := range b {
			sums[max(i-j, j-i)] += a * b
		}
	}
	return sums
}
