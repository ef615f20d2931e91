package plotting

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
)

// scatterChart is what a Scatter's chart is made of.
type scatterChart struct {
	cfg     *scatterConfig
	sets    []*chartSet // the map and its overlays
	classes []int       // in ascending order
	looks   map[int]look
	medians *medianLabels // nil for none
}

// chartSet is one set of points.
type chartSet struct {
	name   string
	points *points
	labels []int // nil if all points look the same
}

// shapes are the names that Vega-Lite has for the markers.
var shapes = [numMarkers]string{disc: "circle", square: "square", triangle: "triangle-up", diamond: "diamond"}

func (s *scatterChart) chart() object {
	// The room for title, numbers and legend is about that of the picture.
	width, height := float64(s.cfg.width-70), float64(s.cfg.height-50)
	if s.hasLegend() {
		width -= 90
	}
	if s.cfg.title != "" {
		height -= 30
	}
	width, height = max(width, minSide), max(height, minSide)
	x, y := s.ranges(width / height)

	data, some, all := s.data(rounder(x[1] - x[0]))
	layer := object{
		"data":     data,
		"mark":     object{"type": "point", "filled": true, "strokeWidth": 1},
		"encoding": s.encoding(x, y, height),
		"params":   array{zoom},
	}
	if s.hasLegend() {
		layer["params"] = array{zoom, legendClicks("class")}
	}
	layers := array{layer}
	if s.medians != nil {
		layers = append(layers, s.medianLayers()...)
	}
	subtitle := ""
	if some < all {
		subtitle = fmt.Sprintf("%s of %s points, drawn at random", thousands(some), thousands(all))
	}
	return newChart(s.cfg.title, subtitle, width, height, layers)
}

func (s *scatterChart) hasLegend() bool { return len(s.classes) > 0 && len(s.classes) <= numLooks }

// ranges returns the ranges of both axes, on which a unit is equally long when
// the data's area has that aspect.
func (s *scatterChart) ranges(aspect float64) (x, y [2]float64) {
	x, y = [2]float64{math.Inf(1), math.Inf(-1)}, [2]float64{math.Inf(1), math.Inf(-1)}
	for _, set := range s.sets {
		x0, x1, y0, y1 := set.points.DataRange()
		x, y = [2]float64{min(x[0], x0), max(x[1], x1)}, [2]float64{min(y[0], y0), max(y[1], y1)}
	}
	const pad = 1.06
	w := max((x[1]-x[0])*pad, (y[1]-y[0])*pad*aspect)
	if w == 0 {
		w = 2
	}
	around := func(r [2]float64, width float64) [2]float64 {
		middle := r[0] + (r[1]-r[0])/2
		return [2]float64{middle - width/2, middle + width/2}
	}
	return around(x, w), around(y, w/aspect)
}

// data returns the points, overlays last, each set in a shuffled order, and how
// many they are of how many.
func (s *scatterChart) data(write func(float64) string) (data object, some, all int) {
	for _, set := range s.sets {
		all += len(set.points.x)
	}
	var csv strings.Builder
	csv.WriteString("x,y,row,class,set")
	for _, set := range s.sets {
		n := len(set.points.x)
		order := shuffled(n)
		if all > chartLimit {
			order = order[:max(1, n*chartLimit/all)]
		}
		some += len(order)
		for _, i := range order {
			class := ""
			if set.labels != nil {
				class = quoted(s.cfg.className(set.labels[i]))
			}
			fmt.Fprintf(&csv, "\n%s,%s,%d,%s,%s", write(set.points.x[i]), write(set.points.y[i]), i, class, quoted(set.name))
		}
	}
	return inline(&csv, "x", "y", "row"), some, all
}

func (s *scatterChart) encoding(x, y [2]float64, height float64) object {
	axis := func(field string, domain [2]float64) object {
		return object{
			"field": field, "type": "quantitative",
			"scale": object{"domain": array{domain[0], domain[1]}, "nice": false, "zero": false},
			"axis":  object{"title": nil, "tickCount": 6},
		}
	}
	tooltip := array{object{"field": "row", "type": "quantitative", "title": "row"}}
	if len(s.classes) > 0 {
		tooltip = append(array{object{"field": "class", "type": "nominal", "title": "class"}}, tooltip...)
	}
	if len(s.sets) > 1 {
		tooltip = append(tooltip, object{"field": "set", "type": "nominal", "title": "set"})
	}
	for _, field := range []string{"x", "y"} {
		tooltip = append(tooltip, object{"field": field, "type": "quantitative", "title": field, "format": ".5~g"})
	}
	encoding := object{
		"x": axis("x", x), "y": axis("y", y),
		"tooltip": tooltip,
		"size":    object{"value": area(s.sets[0].points.radius)},
		"opacity": object{"value": s.sets[0].points.alpha},
	}
	s.colour(encoding, height)
	if len(s.sets) > 1 {
		over := s.sets[1].points
		isOver := object{"field": "set", "oneOf": s.overlayNames()}
		encoding["size"] = object{"condition": object{"test": isOver, "value": area(over.radius)}, "value": area(s.sets[0].points.radius)}
		encoding["stroke"] = object{"condition": object{"test": isOver, "value": hex(inkColor)}, "value": nil}
	}
	return encoding
}

// colour sets the channels that tell the classes apart.
func (s *scatterChart) colour(encoding object, height float64) {
	if len(s.classes) == 0 {
		encoding["fill"] = object{"value": hex(classLook(0).color)}
		return
	}
	var names, colors, markers array
	seen := map[string]bool{}
	for _, k := range s.classes {
		if name := s.cfg.className(k); !seen[name] {
			seen[name] = true
			names = append(names, name)
			colors = append(colors, hex(s.looks[k].color))
			markers = append(markers, shapes[s.looks[k].marker])
		}
	}
	var legend any
	if s.hasLegend() {
		most := max(1, int(height)/legendRow)
		legend = object{"title": nil, "symbolLimit": 0, "columns": (len(names) + most - 1) / most}
	}
	channel := func(values array) object {
		return object{"field": "class", "type": "nominal", "scale": object{"domain": names, "range": values}, "legend": legend}
	}
	encoding["fill"] = channel(colors)
	if slices.ContainsFunc(markers, func(m any) bool { return m != shapes[disc] }) {
		encoding["shape"] = channel(markers)
	} else {
		encoding["shape"] = object{"value": shapes[disc]}
	}
	if s.hasLegend() {
		conditions := array{object{"param": "chosen", "value": s.sets[0].points.alpha}}
		if len(s.sets) > 1 {
			both := object{"and": array{object{"param": "chosen"}, object{"field": "set", "oneOf": s.overlayNames()}}}
			conditions = append(array{object{"test": both, "value": s.sets[1].points.alpha}}, conditions...)
		}
		encoding["opacity"] = object{"condition": conditions, "value": 0.03}
	}
}

func (s *scatterChart) overlayNames() array {
	var names array
	for _, set := range s.sets[1:] {
		names = append(names, set.name)
	}
	return names
}

// medianLayers writes the classes' names, in white first and a little wider.
func (s *scatterChart) medianLayers() array {
	var values array
	for i, name := range s.medians.names {
		values = append(values, object{"x": s.medians.x[i], "y": s.medians.y[i], "name": name})
	}
	layer := func(mark object) object {
		mark["type"], mark["fontSize"], mark["fontWeight"], mark["clip"] = "text", 17, "bold", true
		return object{
			"data": object{"values": values},
			"mark": mark,
			"encoding": object{
				"x":    object{"field": "x", "type": "quantitative"},
				"y":    object{"field": "y", "type": "quantitative"},
				"text": object{"field": "name", "type": "nominal"},
			},
		}
	}
	return array{
		layer(object{"fill": "white", "stroke": "white", "strokeWidth": 3}),
		layer(object{"fill": hex(inkColor)}),
	}
}

// area returns what Vega-Lite takes for the size of a marker: its area in square
// pixels.
func area(radius vg.Length) float64 {
	r := float64(radius / cssPixels(1))
	return math.Round(math.Pi*r*r*100) / 100
}
