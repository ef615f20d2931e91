package plotting

import (
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"
)

// chartLimit is the greatest number of points that a chart holds.
const chartLimit = 10_000

// Interactive adds a chart to the figure that answers to the mouse, where the
// front end can draw Vega-Lite, as JupyterLab and VS Code can. Others show the
// picture, which lies beside it in the notebook.
//
// Pointing at something tells what it is: for a point its class and its row in
// Y, for a curve the epoch and the loss. The wheel zooms, dragging moves, a
// double click shows all again. A click on a class in the legend shows that
// class alone, with the shift key further ones.
//
// The chart holds the data, some 25 bytes a point. Of more than 10,000 points
// it has 10,000, drawn at random, and says so. What is added to Plot later is
// not in the chart.
func Interactive() interface {
	ScatterOption
	LossOption
} {
	return interactiveOption{}
}

type interactiveOption struct{}

func (interactiveOption) applyScatter(c *scatterConfig) { c.interactive = true }
func (interactiveOption) applyLoss(c *lossConfig)       { c.interactive = true }

// VegaLite returns the chart of a figure made with [Interactive] as a Vega-Lite
// specification of version 5 (https://vega.github.io/vega-lite/docs/spec.html),
// data included; nil for other figures. Notebooks call it to show the figure.
func (f *Figure) VegaLite() map[string]any { return f.chart }

// object and array are parts of a specification.
type (
	object = map[string]any
	array  = []any
)

// newChart returns what all charts have. The size is that of the data's area.
func newChart(title, subtitle string, width, height float64, layers array) object {
	chart := object{
		"$schema": "https://vega.github.io/schema/vega-lite/v5.json",
		"width":   width,
		"height":  height,
		"layer":   layers,
		"config": object{
			"font": "Liberation Sans, Arial, Helvetica, sans-serif",
			"view": object{"stroke": nil},
			"axis": object{
				"domain": false, "ticks": false,
				"gridColor":  hex(gridColor),
				"labelColor": hex(tickColor), "labelFontSize": 11.5, "labelPadding": 5,
				"titleColor": hex(labelColor), "titleFontSize": 13, "titleFontWeight": "normal",
			},
			"legend": object{"labelColor": hex(labelColor), "labelFontSize": legendFontSize, "symbolOpacity": 1, "symbolSize": 80},
			"title": object{
				"fontSize": 16, "color": hex(inkColor), "offset": 10,
				"subtitleColor": hex(tickColor), "subtitleFontSize": 12,
			},
		},
		// Canvas is faster than SVG with thousands of points.
		"usermeta": object{"embedOptions": object{"renderer": "canvas"}},
	}
	switch {
	case title != "":
		chart["title"] = object{"text": title, "subtitle": subtitle}
	case subtitle != "": // which no chart shows without a title
		chart["title"] = object{"text": subtitle, "fontSize": 12, "fontWeight": "normal", "color": hex(tickColor)}
	}
	return chart
}

// zoom lets the mouse move and zoom both axes.
var zoom = object{"name": "zoom", "select": "interval", "bind": "scales"}

// legendClicks lets clicks on a legend choose values of a field.
func legendClicks(field string) object {
	return object{"name": "chosen", "select": object{"type": "point", "fields": array{field}}, "bind": "legend"}
}

// inline returns data as CSV inside a chart, which is a third as long as JSON.
// The columns that are numbers are named apart.
func inline(csv *strings.Builder, numbers ...string) object {
	parse := object{}
	for _, name := range numbers {
		parse[name] = "number"
	}
	return object{"values": csv.String(), "format": object{"type": "csv", "parse": parse}}
}

// quoted returns a text as a field of CSV (RFC 4180).
func quoted(text string) string {
	if !strings.ContainsAny(text, "\",\r\n") && text != "" {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}

// rounder returns a function that writes numbers finely enough for an axis of a
// width: to its ten-thousandth.
func rounder(width float64) func(float64) string {
	decimals := 4 - int(math.Floor(math.Log10(width)))
	if width == 0 || decimals > 12 || decimals < -8 {
		return func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	}
	return func(v float64) string { return strconv.FormatFloat(v, 'f', max(decimals, 0), 64) }
}

// hex returns a colour as CSS has it.
func hex(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// thousands writes a whole number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
