package cell

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// edits are the changes that turn a cell's own text into the package's. Lines
// keep their numbers.
type edits struct {
	src  *Source
	code string
	list []edit
}

// edit replaces [start, end) by text. Insertions at one place are ordered: what
// opens comes in the order of its making, from the outside in; what closes
// comes in the reverse order, and before what opens.
type edit struct {
	start, end int
	text       string
	order      int
	branch     int // where what follows text ends, which comes once more, in braces that text opens
}

// replace puts text in the place of [start, end).
func (e *edits) replace(start, end int, text string) {
	if strings.Contains(e.code[start:end], "\n") { // what follows stays on its line for the compiler
		line, column := e.src.position(end)
		text += fmt.Sprintf("/*line Cell[%d]:%d:%d*/", e.src.Number, line, column)
	}
	e.list = append(e.list, edit{start: start, end: end, text: text, order: len(e.list)})
}

// wrap puts before and after around [start, end). Outer wraps are made first.
func (e *edits) wrap(start, end int, before, after string) {
	n := len(e.list) + 1
	e.list = append(e.list, edit{start: start, end: start, text: before, order: n}, edit{start: end, end: end, text: after, order: -n})
}

// insert puts text at an offset.
func (e *edits) insert(at int, text string) { e.replace(at, at, text) }

// branch puts before [start, end), a statement that ends its function, an if
// statement that ends with it too. Before is its beginning, up to the statement.
func (e *edits) branch(start, end int, before string) {
	e.list = append(e.list, edit{start: start, end: start, text: before, order: len(e.list), branch: end})
}

// sort brings the edits into the order in which they are applied.
func (e *edits) sort() {
	slices.SortStableFunc(e.list, func(a, b edit) int {
		if a.start != b.start {
			return cmp.Compare(a.start, b.start)
		}
		// what closes at a place, then what opens there, then what replaces the text after it
		if closesA, closesB := a.order < 0, b.order < 0; closesA != closesB {
			if closesA {
				return -1
			}
			return 1
		}
		if emptyA, emptyB := a.start == a.end, b.start == b.end; emptyA != emptyB {
			if emptyA {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.order, b.order)
	})
}

// text returns [start, end) with its edits applied. Call sort before.
func (e *edits) text(start, end int) string { return e.render(start, end, true) }

func (e *edits) render(start, end int, branches bool) string {
	var b strings.Builder
	pos := start
	for _, x := range e.list {
		if x.start < start || x.end > end || x.start < pos {
			continue
		}
		if x.start == x.end && x.start == start && x.order < 0 {
			continue // closes what lies before
		}
		if x.start == x.end && x.start == end && x.order >= 0 {
			continue // opens what comes after
		}
		if x.branch != 0 && !branches {
			continue
		}
		b.WriteString(e.code[pos:x.start])
		b.WriteString(x.text)
		if x.branch != 0 {
			b.WriteString(e.render(x.start, x.branch, false) + "};")
		}
		pos = x.end
	}
	b.WriteString(e.code[pos:end])
	return b.String()
}
