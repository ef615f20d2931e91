package display

import (
	"fmt"
	"strings"
)

// matrix is what gonum's mat.Matrix has, its transpose apart.
type matrix interface {
	Dims() (rows, columns int)
	At(i, j int) float64
}

// A large matrix is shown by its first and last rows and columns.
const matrixEdge = 5

// edges returns the indices to show of n, with -1 where some are left out.
func edges(n int) []int {
	var index []int
	for i := range n {
		if n > 2*matrixEdge+1 && i >= matrixEdge && i < n-matrixEdge {
			if i == matrixEdge {
				index = append(index, -1)
			}
			continue
		}
		index = append(index, i)
	}
	return index
}

func number(x float64) string { return fmt.Sprintf("%.4g", x) }

// matrixText returns a matrix by rows, its columns aligned, under its shape.
func matrixText(m matrix) string {
	rows, columns := m.Dims()
	cells := make([][]string, 0, 2*matrixEdge+1)
	width := 1
	for _, i := range edges(rows) {
		var line []string
		for _, j := range edges(columns) {
			text := "..."
			if i >= 0 && j >= 0 {
				text = number(m.At(i, j))
			}
			width = max(width, len(text))
			line = append(line, text)
		}
		cells = append(cells, line)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Dims(%d, %d)", rows, columns)
	for _, line := range cells {
		b.WriteString("\n[")
		for j, text := range line {
			if j > 0 {
				b.WriteString("  ")
			}
			fmt.Fprintf(&b, "%*s", width, text)
		}
		b.WriteString("]")
	}
	return b.String()
}

// matrixHTML returns a matrix as a table with the numbers of its rows and columns.
func matrixHTML(m matrix) string {
	rows, columns := m.Dims()
	var b strings.Builder
	b.WriteString("<table><thead><tr><th></th>")
	for _, j := range edges(columns) {
		if j < 0 {
			b.WriteString("<th>…</th>")
			continue
		}
		fmt.Fprintf(&b, "<th>%d</th>", j)
	}
	b.WriteString("</tr></thead><tbody>")
	for _, i := range edges(rows) {
		if i < 0 {
			b.WriteString("<tr><th>⋮</th>")
			for range edges(columns) {
				b.WriteString("<td>⋮</td>")
			}
			b.WriteString("</tr>")
			continue
		}
		fmt.Fprintf(&b, "<tr><th>%d</th>", i)
		for _, j := range edges(columns) {
			if j < 0 {
				b.WriteString("<td>…</td>")
				continue
			}
			fmt.Fprintf(&b, "<td>%s</td>", number(m.At(i, j)))
		}
		b.WriteString("</tr>")
	}
	fmt.Fprintf(&b, "</tbody></table><p>%d × %d</p>", rows, columns)
	return b.String()
}
