package plotting

import (
	"image/color"
	"math"
	"strconv"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// classColors are the ten colours of Petroff, arXiv:2107.02270, table 1.
var classColors = [...]color.NRGBA{
	{0x3f, 0x90, 0xda, 0xff}, // blue
	{0xff, 0xa9, 0x0e, 0xff}, // orange
	{0xbd, 0x1f, 0x01, 0xff}, // red
	{0x94, 0xa4, 0xa2, 0xff}, // grey
	{0x83, 0x2d, 0xb6, 0xff}, // purple
	{0xa9, 0x6b, 0x59, 0xff}, // brown
	{0xe7, 0x63, 0x00, 0xff}, // dark orange
	{0xb9, 0xac, 0x70, 0xff}, // khaki
	{0x71, 0x75, 0x81, 0xff}, // slate
	{0x92, 0xda, 0xdd, 0xff}, // pale cyan
}

var (
	inkColor   = color.NRGBA{0x26, 0x2b, 0x33, 0xff} // titles, outlines
	labelColor = color.NRGBA{0x4a, 0x51, 0x5c, 0xff} // axis labels, legend
	tickColor  = color.NRGBA{0x8d, 0x94, 0x9e, 0xff} // numbers on axes
	gridColor  = color.NRGBA{0xec, 0xee, 0xf1, 0xff}
)

// handler draws text in the Liberation fonts, which have the widths of Arial.
var handler = text.Plain{Fonts: font.NewCache(liberation.Collection())}

// sans is the sans-serif font at a size in CSS pixels.
func sans(px float64) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: cssPixels(px)}
}

// bold is the bold sans-serif font.
func bold(px float64) font.Font {
	f := sans(px)
	f.Weight = xfont.WeightBold
	return f
}

// labelStyle is the style of text beside or over markers.
func labelStyle(f font.Font) text.Style {
	return text.Style{Color: labelColor, Font: f, YAlign: draw.YCenter, Handler: handler}
}

// drawLabel writes text whose capitals and digits are centred on pt's height.
// The centre of a line, which gonum/plot takes, lies lower than theirs.
func drawLabel(c draw.Canvas, sty text.Style, pt vg.Point, txt string) {
	pt.Y += 0.12 * sty.Font.Size
	c.FillText(sty, pt, txt)
}

// cssPixels converts CSS pixels, 96 to an inch, to a vg.Length.
func cssPixels(px float64) vg.Length { return vg.Length(px) * vg.Inch / 96 }

// newPlot returns a plot in the package's style: pale grid, no axis lines,
// small grey numbers, data up to the edge of the axes.
func newPlot(title string) *plot.Plot {
	p := plot.New()
	p.TextHandler = handler
	p.Title.Text = title
	p.Title.Padding = cssPixels(10)
	p.Title.TextStyle.Handler = handler
	p.Title.TextStyle.Font = bold(16)
	p.Title.TextStyle.Color = inkColor
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.LineStyle.Width = 0
		a.Padding = 0
		a.Label.Padding = cssPixels(6)
		a.Label.TextStyle.Handler = handler
		a.Label.TextStyle.Font = sans(13)
		a.Label.TextStyle.Color = labelColor
		a.Tick.Length = cssPixels(5)
		a.Tick.LineStyle.Color = color.Transparent
		a.Tick.Label.Handler = handler
		a.Tick.Label.Font = sans(11.5)
		a.Tick.Label.Color = tickColor
		a.Tick.Marker = plot.TickerFunc(roundTicks)
	}
	return p
}

// roundTicks marks about four to seven round numbers.
func roundTicks(lo, hi float64) []plot.Tick {
	return stepTicks(lo, hi, roundStep(hi-lo, 7))
}

// roundStep is the least of 1, 2 and 5 times the powers of ten that goes into a
// width a number of times at most.
func roundStep(width, most float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(width/most)))
	for _, m := range []float64{1, 2, 5} {
		if width/(m*power) <= most {
			return m * power
		}
	}
	return 10 * power
}

// stepTicks marks the multiples of step.
func stepTicks(lo, hi, step float64) []plot.Tick {
	decimals := max(0, int(-math.Floor(math.Log10(step)+1e-9)))
	var ticks []plot.Tick
	first, count := math.Ceil(lo/step), math.Floor((hi-lo)/step)+1
	for i := 0.0; i < min(count, 100); i++ {
		v := (first + i) * step
		if !(v <= hi) {
			break
		}
		label := strconv.FormatFloat(v, 'f', decimals, 64)
		if len(label) > 9 {
			label = strconv.FormatFloat(v, 'g', 4, 64)
		}
		ticks = append(ticks, plot.Tick{Value: v, Label: label})
	}
	return ticks
}

// logTicks marks 1, 2 and 5 times the powers of ten, or powers only where
// there are many. Within a narrow range it marks round numbers.
func logTicks(lo, hi float64) []plot.Tick {
	var ticks []plot.Tick
	first, last := math.Floor(math.Log10(lo)), math.Ceil(math.Log10(hi))
	for e := first; e <= last; e++ {
		for _, m := range []float64{1, 2, 5} {
			v := m * math.Pow(10, e)
			if v < lo || v > hi || m > 1 && last-first > 3 {
				continue
			}
			ticks = append(ticks, plot.Tick{Value: v, Label: strconv.FormatFloat(v, 'g', 3, 64)})
		}
	}
	if len(ticks) < 4 {
		return roundTicks(lo, hi)
	}
	return ticks
}
