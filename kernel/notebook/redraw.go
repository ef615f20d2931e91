package notebook

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// streamText collects what is printed to one stream. A progress bar prints its
// line again and again, each time after a carriage return; what a later print
// covers wholly is dropped, so that a long training does not fill the file.
// What can be seen in the end, and where the cursor is, stay the same.
type streamText struct {
	text []byte
	line int // where the last line starts in text
}

func (s *streamText) write(text string) {
	for part := range strings.SplitAfterSeq(text, "\n") {
		part, ended := strings.CutSuffix(part, "\n")
		s.text = append(s.text, part...)
		if strings.Contains(part, "\r") {
			s.text = append(s.text[:s.line], dropCovered(string(s.text[s.line:]))...)
		}
		if ended {
			s.text = append(s.text, '\n')
			s.line = len(s.text)
		}
	}
}

// dropCovered drops from a line the prints that later ones cover. A line with
// other control characters is left alone, since they may have any effect.
func dropCovered(line string) string {
	if strings.ContainsFunc(line, func(r rune) bool { return r != '\r' && unicode.IsControl(r) }) {
		return line
	}
	prints := strings.Split(line, "\r")
	kept := prints[:0:0]
	covered := 0
	for i, p := range slices.Backward(prints) {
		if w := utf8.RuneCountInString(p); w > covered || i == len(prints)-1 {
			kept = append(kept, p)
			covered = w
		}
	}
	slices.Reverse(kept)
	return strings.Join(kept, "\r")
}
