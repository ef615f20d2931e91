package ptsne

import (
	"fmt"
	"html"
	"strconv"
	"strings"
)

// A Summary lists the layers of a model with their shapes and numbers of
// weights. Its String is the table that Keras 2 prints; its HTML is a table
// for a notebook.
type Summary struct {
	Layers []LayerSummary
	Params int  // of all layers
	Built  bool // whether the number of inputs, and so the weights, are known
}

// A LayerSummary describes one layer.
type LayerSummary struct {
	Name, Type string
	Units      int // the output has shape (None, Units); 0 while it is not known
	Params     int
}

// Summary describes the model's layers.
func (m *Sequential) Summary() Summary {
	s := Summary{Built: m.built()}
	for _, l := range m.layers {
		s.Layers = append(s.Layers, LayerSummary{l.Name(), l.kind(), l.Units(), l.Params()})
		s.Params += l.Params()
	}
	return s
}

// String returns Keras 2's table, 65 columns wide. Weights that do not exist
// yet, for want of an InputShape, are shown as unbuilt.
func (s Summary) String() string {
	const width = 65
	thin, thick := strings.Repeat("_", width), strings.Repeat("=", width)
	lines := []string{thin, summaryLine("Layer (type)", "Output Shape", "Param #"), thick}
	for i, l := range s.Layers {
		if i > 0 {
			lines = append(lines, thin)
		}
		lines = append(lines, summaryLine(l.label(), l.shape(), l.params(s.Built, strconv.Itoa)))
	}
	lines = append(lines, thick,
		"Total params: "+thousands(s.Params),
		"Trainable params: "+thousands(s.Params),
		"Non-trainable params: 0",
		thin)
	return strings.Join(lines, "\n")
}

// HTML returns the summary as an HTML table.
func (s Summary) HTML() string {
	const (
		left  = `<td style="text-align:left">%s</td>`
		right = `<td style="text-align:right;font-variant-numeric:tabular-nums">%s</td>`
	)
	var b strings.Builder
	b.WriteString(`<table>
<thead><tr><th style="text-align:left">Layer (type)</th><th style="text-align:left">Output Shape</th><th style="text-align:right">Param #</th></tr></thead>
<tbody>
`)
	for _, l := range s.Layers {
		fmt.Fprintf(&b, "<tr>"+left+left+right+"</tr>\n",
			html.EscapeString(l.label()), l.shape(), l.params(s.Built, thousands))
	}
	fmt.Fprintf(&b, "</tbody>\n<tfoot><tr><th style=\"text-align:left\" colspan=\"2\">Total params</th>"+
		"<th style=\"text-align:right\">%s</th></tr></tfoot>\n</table>", thousands(s.Params))
	return b.String()
}

func (l LayerSummary) label() string { return l.Name + " (" + l.Type + ")" }

func (l LayerSummary) shape() string {
	if l.Units == 0 {
		return "(None, ?)"
	}
	return fmt.Sprintf("(None, %d)", l.Units)
}

func (l LayerSummary) params(built bool, format func(int) string) string {
	if !built {
		return "unbuilt"
	}
	return format(l.Params)
}

// summaryLine puts the fields into columns that end at 29, 55 and 65, cutting
// off what is too long and keeping a space between them.
func summaryLine(fields ...string) string {
	ends := [...]int{29, 55, 65}
	line := ""
	for i, f := range fields {
		if i > 0 {
			line = line[:len(line)-1] + " "
		}
		line += f
		line = fmt.Sprintf("%-*.*s", ends[i], ends[i], line)
	}
	return line
}

// thousands formats n with a comma between groups of three digits.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
