package plotting

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A legend stands to the right of a plot, where it hides no point. plot.Legend
// lies inside the axes.
type legend struct {
	entries []legendEntry
}

type legendEntry struct {
	name    string
	look    look
	outline vg.Length
}

const (
	legendFontSize = 13 // CSS pixels, as the others here
	legendRow      = 21
	legendMarker   = 5 // radius
	legendIndent   = 18
	legendGap      = 20 // between columns, and before the first
)

// columns splits the entries into columns of similar height, each within the
// given height.
func (l *legend) columns(height vg.Length) [][]legendEntry {
	n := len(l.entries)
	if n == 0 {
		return nil
	}
	most := max(1, int(height/cssPixels(legendRow)))
	count := (n + most - 1) / most
	rows := (n + count - 1) / count
	var cols [][]legendEntry
	for i := 0; i < n; i += rows {
		cols = append(cols, l.entries[i:min(n, i+rows)])
	}
	return cols
}

func columnWidth(col []legendEntry) vg.Length {
	var w vg.Length
	sty := labelStyle(sans(legendFontSize))
	for _, e := range col {
		w = max(w, sty.Width(e.name))
	}
	return w + cssPixels(legendIndent)
}

// width is the room the legend needs at that height, the gap before it
// included.
func (l *legend) width(height vg.Length) vg.Length {
	var w vg.Length
	for _, col := range l.columns(height) {
		w += cssPixels(legendGap) + columnWidth(col)
	}
	return w
}

// draw draws the legend along the right edge of c, from its top.
func (l *legend) draw(c draw.Canvas) {
	sty := labelStyle(sans(legendFontSize))
	x := c.Max.X - l.width(c.Size().Y)
	for _, col := range l.columns(c.Size().Y) {
		x += cssPixels(legendGap)
		y := c.Max.Y - cssPixels(legendRow)/2
		for _, e := range col {
			e.look.draw(c, vg.Point{X: x + cssPixels(legendMarker), Y: y}, cssPixels(legendMarker), e.outline)
			drawLabel(c, sty, vg.Point{X: x + cssPixels(legendIndent), Y: y}, e.name)
			y -= cssPixels(legendRow)
		}
		x += columnWidth(col)
	}
}
