package notebook

import (
	"slices"
	"strings"
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

// dropCovered drops from a line the prints that later ones cover.
func dropCovered(line string) string {
	prints := strings.Split(line, "\r")
	kept := prints[:0:0]
	covered := 0
	for i, p := range slices.Backward(prints) {
		if w := width(p); w < 0 || w > covered || i == len(prints)-1 {
			kept = append(kept, p)
			covered = max(covered, w)
		}
	}
	slices.Reverse(kept)
	return strings.Join(kept, "\r")
}

// width is the number of columns that a text covers, or -1 where control
// characters make that hard to say.
func width(text string) int {
	for i := range len(text) {
		if text[i] < ' ' || text[i] == 0x7f {
			return -1
		}
	}
	return utf8.RuneCountInString(text)
}
