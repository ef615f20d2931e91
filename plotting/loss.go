package plotting

import (
	"fmt"
	"image/color"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

type lossConfig struct {
	figureConfig
	validation []float64
	log        bool
}

// LossCurve draws the loss against the epoch. loss[0] is the loss of epoch 1.
// The last value is written at the curve's end.
//
// It is an error if there is no loss, or one that is NaN or infinite, or, with
// [LogScale], one that is not positive. The same holds for [Validation].
func LossCurve(loss []float64, opts ...LossOption) (*Figure, error) {
	cfg := lossConfig{figureConfig: figureConfig{width: 600, height: 360}}
	for _, o := range opts {
		o.applyLoss(&cfg)
	}
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("plotting: LossCurve: %w", err)
	}
	if len(loss) == 0 {
		return nil, fmt.Errorf("plotting: LossCurve: no loss to draw: train for at least one epoch")
	}
	curves := []*curve{{name: "loss", loss: loss, color: classColors[0]}}
	if len(cfg.validation) > 0 {
		curves = append(curves, &curve{name: "validation loss", loss: cfg.validation, color: classColors[6]})
	}

	p := newPlot(cfg.title)
	p.X.Label.Text = "epoch"
	p.Y.Label.Text = "loss"
	grid := newGrid()
	grid.Vertical.Width = 0
	p.Add(grid)
	for _, c := range curves {
		if err := c.check(cfg.log); err != nil {
			return nil, fmt.Errorf("plotting: LossCurve: %w", err)
		}
		p.Add(c)
	}
	p.Add(&endLabels{curves})

	p.X.Tick.Marker = plot.TickerFunc(epochTicks)
	if p.X.Min == p.X.Max { // one epoch
		p.X.Min, p.X.Max = p.X.Min-1, p.X.Max+1
	}
	if cfg.log {
		p.Y.Min, p.Y.Max = p.Y.Min/1.1, p.Y.Max*1.1
		p.Y.Scale = plot.LogScale{}
		p.Y.Tick.Marker = plot.TickerFunc(logTicks)
	} else {
		padRange(&p.Y)
	}
	fig := &Figure{Plot: p, width: cfg.width, height: cfg.height, margin: 14}
	fig.about = cfg.describe("LossCurve", "%s, the last loss %.4g", countOf(len(loss), "epoch", "epochs"), loss[len(loss)-1])
	if cfg.interactive {
		fig.chart = cfg.chart(curves)
	}
	return fig, nil
}

// epochTicks marks whole numbers from 1 on.
func epochTicks(lo, hi float64) []plot.Tick {
	var whole []plot.Tick
	for _, t := range roundTicks(lo, hi) {
		if t.Value >= 1 && t.Value == math.Trunc(t.Value) {
			t.Label = strconv.FormatFloat(t.Value, 'f', 0, 64)
			whole = append(whole, t)
		}
	}
	return whole
}

// curve is a plotter that draws one loss as a line with an end point.
type curve struct {
	name  string
	loss  []float64
	color color.NRGBA
}

var (
	_ plot.Plotter    = (*curve)(nil)
	_ plot.DataRanger = (*curve)(nil)
)

// check says what is wrong with the losses, if anything is.
func (cv *curve) check(log bool) error {
	for i, v := range cv.loss {
		if !(math.Abs(v) <= maxCoordinate) {
			return fmt.Errorf("the %s of epoch %d is %v: the training diverged there; draw the epochs before it", cv.name, i+1, v)
		}
		if log && v <= 0 {
			return fmt.Errorf("the %s of epoch %d is %v: a logarithmic axis has positive values only", cv.name, i+1, v)
		}
	}
	return nil
}

// end is the curve's last point in data coordinates.
func (cv *curve) end() (epoch, loss float64) {
	n := len(cv.loss)
	return float64(n), cv.loss[n-1]
}

// DataRange implements [plot.DataRanger].
func (cv *curve) DataRange() (xmin, xmax, ymin, ymax float64) {
	ymin, ymax = plotter.Range(plotter.Values(cv.loss))
	return 1, float64(len(cv.loss)), ymin, ymax
}

// Plot implements [plot.Plotter].
func (cv *curve) Plot(c draw.Canvas, plt *plot.Plot) {
	x, y := plt.Transforms(&c)
	line := make([]vg.Point, len(cv.loss))
	for i, v := range cv.loss {
		line[i] = vg.Point{X: x(float64(i + 1)), Y: y(v)}
	}
	c.StrokeLines(draw.LineStyle{Color: cv.color, Width: cssPixels(2)}, line)
	look{disc, cv.color}.draw(c, line[len(line)-1], cssPixels(3.5), 0)
}

// endLabels is a plotter that writes each curve's last loss at its end, and its
// name too if there are several.
type endLabels struct{ curves []*curve }

var (
	_ plot.Plotter    = (*endLabels)(nil)
	_ plot.GlyphBoxer = (*endLabels)(nil)
)

const endLabelIndent = 9 // CSS pixels

func (l *endLabels) text(cv *curve) string {
	_, v := cv.end()
	s := strconv.FormatFloat(v, 'g', 4, 64)
	if len(l.curves) > 1 {
		s = cv.name + " " + s
	}
	return s
}

// Plot implements [plot.Plotter].
func (l *endLabels) Plot(c draw.Canvas, plt *plot.Plot) {
	x, y := plt.Transforms(&c)
	sty := labelStyle(sans(legendFontSize))
	at := make([]vg.Point, len(l.curves))
	for i, cv := range l.curves {
		epoch, loss := cv.end()
		at[i] = vg.Point{X: x(epoch) + cssPixels(endLabelIndent), Y: y(loss)}
	}
	// There are two at most: move them apart where they would touch.
	if len(at) == 2 && math.Abs(float64(at[0].X-at[1].X)) < float64(sty.Width(l.text(l.curves[0]))) {
		low, high := &at[0], &at[1]
		if low.Y > high.Y {
			low, high = high, low
		}
		if missing := cssPixels(legendFontSize+3) - (high.Y - low.Y); missing > 0 {
			low.Y -= missing / 2
			high.Y += missing / 2
		}
	}
	for i, cv := range l.curves {
		sty.Color = cv.color
		drawLabel(c, sty, at[i], l.text(cv))
	}
}

// GlyphBoxes implements [plot.GlyphBoxer]: it asks for room at the right.
func (l *endLabels) GlyphBoxes(plt *plot.Plot) []plot.GlyphBox {
	sty := labelStyle(sans(legendFontSize))
	var boxes []plot.GlyphBox
	for _, cv := range l.curves {
		epoch, loss := cv.end()
		boxes = append(boxes, plot.GlyphBox{
			X: plt.X.Norm(epoch), Y: plt.Y.Norm(loss),
			Rectangle: vg.Rectangle{Max: vg.Point{X: cssPixels(endLabelIndent) + sty.Width(l.text(cv))}},
		})
	}
	return boxes
}
