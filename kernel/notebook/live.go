package notebook

import (
	"strings"
	"unicode/utf8"
)

// liveLine is the last line that a terminal shows of a cell's outputs, while it
// is a display that can be shown anew, such as a progress bar: it is not ended,
// so that a carriage return leads back to its beginning.
type liveLine struct {
	id    string // of the display; "" if there is none
	width int
}

// begin returns what a terminal shows of a new display, which has a text with a
// line break at its end.
func (l *liveLine) begin(id, text string) string {
	shown := l.end() + text
	line := strings.TrimSuffix(text, "\n")
	if id == "" || line == "" || strings.ContainsAny(line, "\n\r") {
		return shown
	}
	l.id, l.width = id, utf8.RuneCountInString(line)
	return strings.TrimSuffix(shown, "\n")
}

// anew returns what a terminal shows when a display changes.
func (l *liveLine) anew(id, text string) string {
	line := strings.TrimSuffix(text, "\n")
	if l.id == "" || id != l.id || strings.ContainsAny(line, "\n\r") {
		return ""
	}
	width := utf8.RuneCountInString(line)
	over := max(0, l.width-width) // blanks cover what is left of a longer line
	l.width = width
	return "\r" + line + strings.Repeat(" ", over)
}

// end returns the line break before something else.
func (l *liveLine) end() string {
	if l.id == "" {
		return ""
	}
	l.id = ""
	return "\n"
}
