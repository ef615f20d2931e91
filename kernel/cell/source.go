package cell

import (
	"math"
	"strings"
	"unicode/utf8"
)

// mark begins every name that this package makes up, so that none of them can
// meet a name of the user's. It is an upper-case letter: the names it begins
// are exported, and later cells can reach them.
const mark = "Ꞷ"

// hidden is the lower-case letter: it begins the names that variables and
// functions whose own names are exported have in their package. See emitter.
const hidden = "ꞷ"

// Unmark removes what this package adds to names from text that a user will
// read, such as a traceback or a compiler's message.
func Unmark(text string) string {
	return strings.NewReplacer(mark, "", hidden, "").Replace(text)
}

// Source is the text of one executed cell.
type Source struct {
	Number int    // the cell's execution count
	Text   string // as the user wrote it

	code     string // Text with its specials turned into Go, line by line
	timed    bool   // %%time: the whole cell is timed
	times    []int  // offsets in code of the statements that %time is before
	measures []span // what %time and %timeit measure
	shifts   []shift
	commands []Command
	names    []name // what %who lists
}

// shift is a place in code where more stands than in the text.
type shift struct {
	start, end int // in code, to the end of the line
	more       int // characters
}

// reset forgets what the last splitting has found.
func (s *Source) reset() {
	s.code, s.timed, s.times, s.measures, s.shifts, s.commands = "", false, nil, nil, nil, nil
}

// position returns the line and column, both from 1, of an offset in code.
// Columns count characters. The place lies within what the user wrote: what a
// special becomes may be longer.
func (s *Source) position(offset int) (line, column int) {
	offset = min(max(offset, 0), len(s.code))
	before := s.code[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	line, column = strings.Count(before, "\n")+1, utf8.RuneCountInString(before[start:])+1
	for _, shift := range s.shifts {
		if shift.start <= offset && offset <= shift.end {
			column = max(column-shift.more, 1)
		}
	}
	if last := strings.Count(s.Text, "\n") + 1; line > last {
		line, column = last, math.MaxInt
	}
	return line, min(column, utf8.RuneCountInString(s.Line(line))+1)
}

// diagnostic returns a message about the place at an offset in code.
func (s *Source) diagnostic(offset int, message string) Diagnostic {
	line, column := s.position(offset)
	return Diagnostic{Cell: s.Number, Line: line, Column: column, Text: s.Line(line), Message: message}
}

// Line returns the text of a line, counted from 1, as the user wrote it.
func (s *Source) Line(n int) string {
	lines := strings.Split(s.Text, "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return strings.TrimRight(lines[n-1], "\r")
}
