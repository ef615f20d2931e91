package plotting

import (
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// medianLabels is a plotter that writes a name over each class, beside another
// name where classes lie over each other.
type medianLabels struct {
	x, y  []float64
	names []string
}

func newMedianLabels(Y mat.Matrix, labels []int, name func(int) string) *medianLabels {
	members := map[int][]int{}
	for i, k := range labels {
		members[k] = append(members[k], i)
	}
	median := func(rows []int, col int) float64 {
		v := make([]float64, len(rows))
		for i, r := range rows {
			v[i] = Y.At(r, col)
		}
		slices.Sort(v)
		return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
	}
	m := &medianLabels{}
	for _, k := range slices.Sorted(maps.Keys(members)) {
		rows := members[k]
		m.x = append(m.x, median(rows, 0))
		m.y = append(m.y, median(rows, 1))
		m.names = append(m.names, name(k))
	}
	return m
}

// Plot implements [plot.Plotter].
func (m *medianLabels) Plot(c draw.Canvas, plt *plot.Plot) {
	x, y := plt.Transforms(&c)
	sty := labelStyle(bold(17))
	sty.XAlign = draw.XCenter
	halo := cssPixels(1.5)
	places := make([]vg.Rectangle, 0, len(m.names))
	var names []string
	for i, name := range m.names {
		at := vg.Point{X: x(m.x[i]), Y: y(m.y[i])}
		if !c.Contains(at) {
			continue // the axes were narrowed
		}
		half := vg.Point{X: sty.Width(name)/2 + halo, Y: 0.4*sty.Font.Size + halo}
		places, names = append(places, vg.Rectangle{Min: at.Sub(half), Max: at.Add(half)}), append(names, name)
	}
	moveApart(places)
	for i, name := range names {
		at := places[i].Min.Add(places[i].Max).Scale(0.5)
		// White copies all around make the text stand out from the points.
		sty.Color = plt.BackgroundColor
		for turn := range 16 {
			sin, cos := math.Sincos(float64(turn) * math.Pi / 8)
			drawLabel(c, sty, at.Add(vg.Point{X: halo * vg.Length(cos), Y: halo * vg.Length(sin)}), name)
		}
		sty.Color = inkColor
		drawLabel(c, sty, at, name)
	}
}

// moveApart moves rectangles that overlap as little as makes them only touch, or
// nearly so where there is no room.
func moveApart(places []vg.Rectangle) {
	const most = 50 // rounds: one pair that parts may push into another
	for round, moved := 0, true; moved && round < most; round++ {
		moved = false
		for i := range places {
			for j := range i {
				a, b := &places[i], &places[j]
				x := min(a.Max.X, b.Max.X) - max(a.Min.X, b.Min.X)
				y := min(a.Max.Y, b.Max.Y) - max(a.Min.Y, b.Min.Y)
				if x < 1e-6 || y < 1e-6 {
					continue
				}
				moved = true
				by, before := vg.Point{Y: y / 2}, a.Min.Y+a.Max.Y < b.Min.Y+b.Max.Y
				if x < y {
					by, before = vg.Point{X: x / 2}, a.Min.X+a.Max.X < b.Min.X+b.Max.X
				}
				if before {
					a, b = b, a
				}
				*a, *b = a.Add(by), b.Add(by.Scale(-1))
			}
		}
	}
}
