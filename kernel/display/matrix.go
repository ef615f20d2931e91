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

// matrixEdge is how many rows and columns the text of a large matrix shows at
// each end.
const matrixEdge = 5

// matrixText returns a matrix by rows, its columns aligned, under its shape.
func matrixText(m matrix) string {
	rows, columns := m.Dims()
	cells := make([][]string, 0, 2*matrixEdge+1)
	width := 1
	for _, i := range ends(rows, 2*matrixEdge+1, matrixEdge) {
		var line []string
		for _, j := range ends(columns, 2*matrixEdge+1, matrixEdge) {
			text := "..."
			if i >= 0 && j >= 0 {
				text = fmt.Sprintf("%.4g", m.At(i, j))
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

// ends returns the indices to show of n: all if they are most at most, or else
// edge from each end, with -1 for those between.
func ends(n, most, edge int) []int {
	var index []int
	for i := range n {
		if n > most && i >= edge && i < n-edge {
			if i == edge {
				index = append(index, -1)
			}
			continue
		}
		index = append(index, i)
	}
	return index
}
