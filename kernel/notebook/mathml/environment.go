package mathml

import (
	"fmt"
	"strings"
)

// An environment is a table: how its columns are aligned, and what is around it.
type environment struct {
	columns     string // of l, c and r; the last repeats, the first two for "rl"
	left, right string
	display     bool
}

var environments = map[string]environment{
	"equation": {columns: "c", display: true},
	"gather":   {columns: "c", display: true}, "gathered": {columns: "c", display: true},
	"align": {columns: "rl", display: true}, "aligned": {columns: "rl", display: true},
	"split": {columns: "rl", display: true}, "eqnarray": {columns: "rcl", display: true},
	"cases":  {columns: "l", left: "{"},
	"array":  {columns: "c"},
	"matrix": {columns: "c"}, "smallmatrix": {columns: "c"},
	"pmatrix": {columns: "c", left: "(", right: ")"},
	"bmatrix": {columns: "c", left: "[", right: "]"},
	"Bmatrix": {columns: "c", left: "{", right: "}"},
	"vmatrix": {columns: "c", left: "|", right: "|"},
	"Vmatrix": {columns: "c", left: "‖", right: "‖"},
}

var alignments = map[byte]string{'l': "left", 'c': "center", 'r': "right"}

// environment converts what stands between \begin{name} and \end{name}.
func (p *parser) environment() (node, error) {
	name, _ := p.text()
	env, ok := environments[strings.TrimSuffix(name, "*")]
	if !ok {
		return node{}, fmt.Errorf("the environment %q is not known", name)
	}
	if name == "array" {
		columns, _ := p.text()
		if columns == "" || strings.Trim(columns, "lcr") != "" {
			return node{}, fmt.Errorf("the columns %q of an array are not known", columns)
		}
		env.columns = columns
	}
	var rows strings.Builder
	for more := true; more; {
		var err error
		if more, err = p.tableRow(&rows, env); err != nil {
			return node{}, err
		}
	}
	if end, _ := p.text(); end != name {
		return node{}, fmt.Errorf(`\begin{%s} ends with \end{%s}`, name, end)
	}
	style := ""
	if env.display {
		style = ` displaystyle="true"`
	}
	xml := "<mtable" + style + ">" + rows.String() + "</mtable>"
	if env.left != "" {
		xml = fence(env.left, true) + xml
	}
	if env.right != "" {
		xml += fence(env.right, true)
	}
	return node{xml: "<mrow>" + xml + "</mrow>"}, nil
}

// tableRow converts one row, and reports whether there is another.
func (p *parser) tableRow(b *strings.Builder, env environment) (more bool, err error) {
	if p.peek() == `\end` { // after a last \\
		p.next()
		return false, nil
	}
	b.WriteString("<mtr>")
	for column := 0; ; column++ {
		fmt.Fprintf(b, `<mtd style="text-align:%s%s">`, env.align(column), env.gap(column))
		for t := p.peek(); t != "&" && t != `\\` && t != `\end`; t = p.peek() {
			if t == "" {
				return false, fmt.Errorf(`\end is missing`)
			}
			xml, err := p.scripted()
			if err != nil {
				return false, err
			}
			b.WriteString(xml)
		}
		b.WriteString("</mtd>")
		switch p.next() {
		case `\\`:
			b.WriteString("</mtr>")
			return true, nil
		case `\end`:
			b.WriteString("</mtr>")
			return false, nil
		}
	}
}

// align is the alignment of a column.
func (e environment) align(column int) string {
	if e.columns == "rl" {
		return alignments["rl"[column%2]]
	}
	return alignments[e.columns[min(column, len(e.columns)-1)]]
}

// gap closes the gap between the two sides of an aligned equation.
func (e environment) gap(column int) string {
	if e.columns == "rl" && column%2 == 1 {
		return ";padding-left:0"
	}
	if e.columns == "rl" {
		return ";padding-right:0"
	}
	return ""
}
