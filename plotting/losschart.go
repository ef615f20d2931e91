package plotting

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// chart returns a LossCurve's chart. Of more epochs than chartLimit it has
// every second, every third and so on.
func (c *lossConfig) chart(curves []*curve) object {
	var csv strings.Builder
	csv.WriteString("epoch,loss,curve")
	var names, colors array
	longest := 0
	for _, cv := range curves {
		longest = max(longest, len(cv.loss))
	}
	step := (longest + chartLimit - 1) / chartLimit
	for _, cv := range curves {
		names, colors = append(names, cv.name), append(colors, hex(cv.color))
		for i := 0; i < len(cv.loss); i += step {
			fmt.Fprintf(&csv, "\n%d,%s,%s", i+1, strconv.FormatFloat(cv.loss[i], 'g', 6, 64), cv.name)
		}
	}
	scale := object{"nice": false, "padding": 10, "zero": false}
	if c.log {
		scale = object{"nice": false, "padding": 10, "type": "log"}
	}
	field := func(name, kind string, more object) object {
		encoding := object{"field": name, "type": kind, "title": name}
		for key, value := range more {
			encoding[key] = value
		}
		return encoding
	}
	var legend any
	if len(curves) > 1 {
		legend = object{"title": nil, "orient": "top"}
	}
	layer := object{
		"data":   inline(&csv, "epoch", "loss"),
		"mark":   object{"type": "line", "strokeWidth": 2, "point": object{"opacity": 0, "size": 100}},
		"params": array{zoom},
		"encoding": object{
			"x": field("epoch", "quantitative", object{
				"scale": object{"nice": false, "padding": 10, "zero": false},
				"axis":  object{"grid": false, "tickMinStep": 1, "tickCount": min(max(longest-1, 1), 10)},
			}),
			"y":     field("loss", "quantitative", object{"scale": scale}),
			"color": field("curve", "nominal", object{"scale": object{"domain": names, "range": colors}, "legend": legend}),
			"tooltip": array{
				field("curve", "nominal", nil),
				field("epoch", "quantitative", nil),
				field("loss", "quantitative", object{"format": ".5~g"}),
			},
		},
	}
	subtitle := ""
	if step > 1 {
		subtitle = fmt.Sprintf("one epoch in %d", step)
	}
	width, height := float64(c.width-90), float64(c.height-70)
	return newChart(c.title, subtitle, math.Max(width, minSide), math.Max(height, minSide), array{layer})
}
