package cell

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Diagnostic is one thing that is wrong with a cell, in the compiler's words.
type Diagnostic struct {
	Cell, Line, Column int    // Line and Column count from 1; 0 where unknown
	Text               string // the source line
	Message            string
	Note               string // what else helps: a suggestion, or why another cell is concerned
}

// String returns the message with its place, the source line and a caret
// under the column.
func (d Diagnostic) String() string {
	var b strings.Builder
	if d.Line == 0 {
		b.WriteString(d.Message)
	} else {
		fmt.Fprintf(&b, "Cell [%d], line %d, column %d: %s\n", d.Cell, d.Line, d.Column, d.Message)
		text := strings.ReplaceAll(d.Text, "\t", " ")
		fmt.Fprintf(&b, "    %s\n    %s^", text, strings.Repeat(" ", min(d.Column-1, utf8.RuneCountInString(text))))
	}
	if d.Note != "" {
		b.WriteString("\n    " + d.Note)
	}
	return b.String()
}

// Diagnostics are all the errors of a cell, in the order of their places.
// They are the error that Plan returns for a cell that does not compile.
type Diagnostics []Diagnostic

// Error returns the first message with its place, and how many more there are.
func (ds Diagnostics) Error() string {
	if len(ds) == 0 {
		return "no errors"
	}
	d := ds[0]
	text := d.Message
	if d.Line != 0 {
		text = fmt.Sprintf("cell [%d], line %d: %s", d.Cell, d.Line, d.Message)
	}
	if n := len(ds) - 1; n > 0 {
		text += fmt.Sprintf(" (and %d more)", n)
	}
	return text
}

// sorted returns the diagnostics in order, without those said twice.
func (ds Diagnostics) sorted() Diagnostics {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		if a.Cell != b.Cell {
			return b.Cell - a.Cell // the cell being run comes before those that depend on it
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return slices.Compact(ds)
}
