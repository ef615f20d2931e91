package display

import (
	"fmt"
	"html"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A table of up to so many rows and columns is shown whole, a larger one by
// those at its ends.
const (
	mostRows, edgeRows       = 60, 5
	mostColumns, edgeColumns = 20, 10

	mostWidth = 100 // characters of a line of the text, where columns can be left out
)

// grid is a table as it is shown: all its texts, where rows and columns are
// left out a row or column of dots. The index of the rows is its first column,
// and the header its first line.
type grid struct {
	lines [][]string
	right []bool // the columns that are aligned at the right
	shape string // how many rows and columns the whole table has
	cut   bool   // it has more than lines show
}

const dots = "…"

func (t *table) grid() *grid {
	g := &grid{}
	rows := ends(t.rows, mostRows, edgeRows)
	g.lines = make([][]string, 1+len(rows))

	index := []string{t.corner}
	for _, i := range rows {
		switch {
		case i < 0:
			index = append(index, dots)
		case t.index != nil:
			index = append(index, t.index(i))
		default:
			index = append(index, strconv.Itoa(i))
		}
	}
	g.add(index, t.index == nil)

	columns := ends(t.columns, mostColumns, edgeColumns)
	for _, j := range columns {
		if j < 0 {
			g.add(slices.Repeat([]string{dots}, len(g.lines)), false)
			continue
		}
		g.add(t.column(rows, j))
	}
	g.shape = fmt.Sprintf("%s × %s", count(t.rows, "row"), count(t.columns, "column"))
	g.cut = slices.Contains(rows, -1) || slices.Contains(columns, -1)
	return g
}

// count writes a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// column returns the texts of a column, its name first.
func (t *table) column(rows []int, j int) (texts []string, right bool) {
	name := strconv.Itoa(j)
	if t.names != nil {
		name = cut(oneLine(t.names[j]))
	}
	var values []reflect.Value
	for _, i := range rows {
		if i >= 0 {
			values = append(values, t.cell(i, j))
		}
	}
	texts, right = columnTexts(values)
	if gap := slices.Index(rows, -1); gap >= 0 {
		texts = slices.Insert(texts, gap, dots)
	}
	return append([]string{name}, texts...), right
}

// add adds a column at the right.
func (g *grid) add(texts []string, right bool) {
	for i, text := range texts {
		g.lines[i] = append(g.lines[i], text)
	}
	g.right = append(g.right, right)
}

// text returns the grid for a terminal: columns apart by two blanks.
func (g *grid) text() string {
	widths := make([]int, len(g.right))
	for _, line := range g.lines {
		for j, text := range line {
			widths[j] = max(widths[j], utf8.RuneCountInString(text))
		}
	}
	shown := within(widths, mostWidth)
	var b strings.Builder
	for i, line := range g.lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		var padded strings.Builder
		for at, j := range shown {
			text, width, right := dots, 1, false
			if j >= 0 {
				text, width, right = line[j], widths[j], g.right[j]
			}
			if at > 0 {
				padded.WriteString("  ")
			}
			blanks := strings.Repeat(" ", width-utf8.RuneCountInString(text))
			if right {
				padded.WriteString(blanks + text)
			} else {
				padded.WriteString(text + blanks)
			}
		}
		b.WriteString(strings.TrimRight(padded.String(), " "))
	}
	if g.cut || slices.Contains(shown, -1) {
		b.WriteString("\n" + g.shape)
	}
	return b.String()
}

// within returns the columns to show in lines of a width: all of them, or those
// at both ends with -1 between.
func within(widths []int, most int) []int {
	n := len(widths)
	all := ends(n, n, n)
	shown := all
	for kept := n - 1; kept > 1; kept-- {
		total := -2 // between columns only
		for _, j := range shown {
			total += 2 + len(" ")
			if j >= 0 {
				total += widths[j] - len(" ")
			}
		}
		if total <= most {
			break
		}
		shown = append(append(slices.Clone(all[:(kept+1)/2]), -1), all[n-kept/2:]...)
	}
	return shown
}

// html returns the grid as a table without colours, for light and dark pages.
func (g *grid) html() string {
	var b strings.Builder
	write := func(tag, text string, right bool) {
		align := "left"
		if right {
			align = "right"
		}
		fmt.Fprintf(&b, `<%s style="text-align: %s">%s</%s>`, tag, align, html.EscapeString(text), tag)
	}
	b.WriteString("<table>\n<thead>\n")
	for i, line := range g.lines {
		b.WriteString("<tr>")
		for j, text := range line {
			tag := "td"
			if i == 0 || j == 0 {
				tag = "th"
			}
			write(tag, text, g.right[j])
		}
		b.WriteString("</tr>\n")
		if i == 0 {
			b.WriteString("</thead>\n<tbody>\n")
		}
	}
	b.WriteString("</tbody>\n</table>\n")
	if g.cut {
		b.WriteString("<p>" + html.EscapeString(g.shape) + "</p>\n")
	}
	return b.String()
}

var markdownEscaper = strings.NewReplacer(`\`, `\\`, "|", `\|`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", "&", "&amp;", "[", `\[`, "$", `\$`)

// markdown returns the grid as GitHub's Markdown has tables.
func (g *grid) markdown() string {
	var b strings.Builder
	for i, line := range g.lines {
		for _, text := range line {
			b.WriteString("| " + markdownEscaper.Replace(text) + " ")
		}
		b.WriteString("|\n")
		if i == 0 {
			for _, right := range g.right {
				if right {
					b.WriteString("| ---: ")
				} else {
					b.WriteString("| :--- ")
				}
			}
			b.WriteString("|\n")
		}
	}
	if g.cut {
		b.WriteString("\n" + g.shape + "\n")
	}
	return b.String()
}
