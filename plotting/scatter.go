package plotting

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
)

type scatterConfig struct {
	figureConfig
	names    []string
	medians  bool
	overlays []overlay
}

type overlay struct {
	name   string
	y      mat.Matrix
	labels []int
}

// Scatter draws a two-dimensional map, coloured by class.
//
// Y has shape (n, 2), a point a row. labels has the class of each point, n in
// all; with nil labels all points look the same. Up to 40 classes can be told
// apart, and have a legend at the right; beyond that looks repeat and the
// legend is left out. It is also left out if it would take more than half
// of the width.
//
// The axes have the same scale. Markers become smaller and more transparent as
// points become more. SVG and PDF files hold up to 4,000 points as shapes;
// more become one picture inside the file, so that it stays small.
//
// It is an error if Y has no rows, or not two columns, or a value that is NaN
// or infinite, or if there are not as many labels as points. The same holds
// for each [Overlay].
func Scatter(Y mat.Matrix, labels []int, opts ...ScatterOption) (*Figure, error) {
	cfg := scatterConfig{figureConfig: figureConfig{width: 680, height: 560}}
	for _, o := range opts {
		o.applyScatter(&cfg)
	}
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("plotting: Scatter: %w", err)
	}
	sets := append([]overlay{{"", Y, labels}}, cfg.overlays...)
	var seen []int
	for i, s := range sets {
		if err := checkMap(s.y, s.labels); err != nil {
			if i > 0 {
				return nil, fmt.Errorf("plotting: Scatter: overlay %q: %w", s.name, err)
			}
			return nil, fmt.Errorf("plotting: Scatter: %w", err)
		}
		seen = append(seen, s.labels...)
	}
	slices.Sort(seen)
	classes := slices.Compact(seen)
	looks := classLooks(classes)

	fig := &Figure{
		Plot:  newPlot(cfg.title),
		width: cfg.width, height: cfg.height, margin: 14,
		equalAspect: true,
	}
	fig.Plot.Add(newGrid())
	chart := &scatterChart{cfg: &cfg, classes: classes, looks: looks}
	total := 0
	for i, s := range sets {
		x, y := columns(s.y)
		pts := newPoints(x, y, pointLooks(s.labels, looks, len(x)))
		switch {
		case i > 0:
			pts.outline = cssPixels(0.9)
			pts.radius *= 1.15
			pts.alpha = 1
		case len(sets) > 1: // the ground steps back
			pts.alpha *= 0.6
		}
		fig.Plot.Add(pts)
		chart.sets = append(chart.sets, &chartSet{s.name, pts, s.labels})
		total += len(x)
	}
	padRange(&fig.Plot.X)
	padRange(&fig.Plot.Y)
	if cfg.medians {
		chart.medians = newMedianLabels(Y, labels, cfg.className)
		fig.Plot.Add(chart.medians)
	}
	if len(classes) <= numLooks {
		for _, k := range classes {
			fig.legend.entries = append(fig.legend.entries, legendEntry{name: cfg.className(k), look: looks[k]})
		}
	}
	for _, s := range cfg.overlays {
		fig.legend.entries = append(fig.legend.entries, legendEntry{
			name: s.name, look: look{color: gridColor}, outline: cssPixels(0.9),
		})
	}
	fig.about = cfg.describe("Scatter", "%s", countOf(total, "point", "points"))
	if len(classes) > 0 {
		fig.about += " in " + countOf(len(classes), "class", "classes")
	}
	if cfg.interactive {
		fig.chart = chart.chart()
	}
	return fig, nil
}

// className is the text for class k in the legend and on the map.
func (c *scatterConfig) className(k int) string {
	if k >= 0 && k < len(c.names) {
		return c.names[k]
	}
	return strconv.Itoa(k)
}

// classLooks gives a look to each of the classes, which are in ascending order.
func classLooks(classes []int) map[int]look {
	looks := make(map[int]look, len(classes))
	n := len(classes)
	byLabel := n > 0 && classes[0] >= 0 && classes[n-1] < numLooks
	for place, k := range classes {
		if byLabel {
			place = k
		}
		looks[k] = classLook(place)
	}
	return looks
}

// pointLooks gives each of n points the look of its class.
func pointLooks(labels []int, classes map[int]look, n int) []look {
	looks := make([]look, n)
	for i := range looks {
		if labels == nil {
			looks[i] = classLook(0)
		} else {
			looks[i] = classes[labels[i]]
		}
	}
	return looks
}

// maxCoordinate is the greatest coordinate that can be drawn: differences and
// sums of larger ones may be infinite.
const maxCoordinate = 1e100

// checkMap says what is wrong with a map and its labels, if anything is.
func checkMap(Y mat.Matrix, labels []int) error {
	if Y == nil {
		return fmt.Errorf("no map: Y is nil")
	}
	n, d := Y.Dims()
	if d != 2 {
		return fmt.Errorf("the map must have shape (n, 2), but Y has shape (%d, %d)", n, d)
	}
	if n == 0 {
		return fmt.Errorf("the map has no points")
	}
	if labels != nil && len(labels) != n {
		return fmt.Errorf("%d points but %d labels", n, len(labels))
	}
	for i := range n {
		for j := range d {
			if v := Y.At(i, j); !(math.Abs(v) <= maxCoordinate) {
				return fmt.Errorf("Y[%d, %d] is %v: every coordinate must be a finite number, and within ±%g", i, j, v, maxCoordinate)
			}
		}
	}
	return nil
}

// columns returns copies of the two columns of a map.
func columns(Y mat.Matrix) (x, y []float64) {
	return mat.Col(nil, 0, Y), mat.Col(nil, 1, Y)
}

// padRange widens an axis by 3% at both ends, and gives it some width if all
// values are the same.
func padRange(a *plot.Axis) {
	// Not less than a float64 can tell apart from the values themselves.
	pad := max(0.03*(a.Max-a.Min), 1e-12*math.Abs(a.Max), 1e-12*math.Abs(a.Min))
	if a.Min == a.Max {
		pad = max(1, pad)
	}
	a.Min -= pad
	a.Max += pad
}

func newGrid() *plotter.Grid {
	g := plotter.NewGrid()
	line := draw.LineStyle{Color: gridColor, Width: cssPixels(1)}
	g.Vertical, g.Horizontal = line, line
	return g
}
