package plotting

import (
	"image/color"
	"math"
	"math/rand/v2"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// vectorLimit is the greatest number of points that SVG and PDF files hold as
// shapes. More would make files of many megabytes that viewers are slow with,
// so they become one picture.
const vectorLimit = 4000

// A look is how the points of one class are drawn.
type look struct {
	marker marker
	color  color.NRGBA
}

// classLook returns the look of the i-th class.
func classLook(i int) look {
	n := len(classColors)
	return look{marker(i / n % numMarkers), classColors[i%n]}
}

// numLooks is the number of classes that can be told apart.
const numLooks = len(classColors) * numMarkers

// points is a plotter that draws a marker at each point.
type points struct {
	x, y    []float64
	looks   []look // one a point
	radius  vg.Length
	outline vg.Length // width of the outline; 0 for none
	alpha   float64
}

var (
	_ plot.Plotter    = (*points)(nil)
	_ plot.DataRanger = (*points)(nil)
)

// newPoints returns markers whose size and opacity suit the number of points.
func newPoints(x, y []float64, looks []look) *points {
	n := float64(len(x))
	return &points{
		x: x, y: y, looks: looks,
		radius: vg.Points(min(3.2, max(0.8, 13.5*math.Pow(n, -0.25)))),
		alpha:  min(0.9, max(0.45, 1.6*math.Pow(n, -0.1))),
	}
}

// shuffled returns 0..n-1 in an order that looks random and is always the same.
func shuffled(n int) []int { return rand.New(rand.NewPCG(2, 71828)).Perm(n) }

// Plot implements [plot.Plotter].
func (p *points) Plot(c draw.Canvas, plt *plot.Plot) {
	x, y := plt.Transforms(&c)
	_, pixels := resolution(c)
	if !pixels && len(p.x) <= vectorLimit {
		for _, i := range shuffled(len(p.x)) {
			p.look(i).draw(c, vg.Point{X: x(p.x[i]), Y: y(p.y[i])}, p.radius, p.outline)
		}
		return
	}
	margin := 2 * (p.radius + p.outline)
	area := c.Rectangle
	area.Min = area.Min.Sub(vg.Point{X: margin, Y: margin})
	area.Max = area.Max.Add(vg.Point{X: margin, Y: margin})
	layer := newRaster(c, area)
	for _, i := range shuffled(len(p.x)) {
		l := p.look(i)
		layer.marker(l.marker, vg.Point{X: x(p.x[i]), Y: y(p.y[i])}, p.radius, p.outline, l.color)
	}
	layer.drawOn(c)
}

// look returns the look of point i with the opacity of all points.
func (p *points) look(i int) look {
	l := p.looks[i]
	l.color.A = uint8(math.Round(p.alpha * 0xff))
	return l
}

// draw draws one marker as a shape.
func (l look) draw(c draw.Canvas, pt vg.Point, radius, outline vg.Length) {
	path := l.marker.path(pt, radius)
	c.SetColor(l.color)
	c.Fill(path)
	if outline > 0 {
		c.SetLineStyle(draw.LineStyle{Color: inkColor, Width: outline})
		c.Stroke(path)
	}
}

// DataRange implements [plot.DataRanger].
func (p *points) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, ymin = math.Inf(1), math.Inf(1)
	xmax, ymax = math.Inf(-1), math.Inf(-1)
	for i := range p.x {
		xmin, xmax = min(xmin, p.x[i]), max(xmax, p.x[i])
		ymin, ymax = min(ymin, p.y[i]), max(ymax, p.y[i])
	}
	return xmin, xmax, ymin, ymax
}
