package cell

import (
	"go/scanner"
	"go/token"
	"strings"
)

// IsComplete tells a front end what Enter should do with code that is being
// typed: "complete", "incomplete" (and what the next line begins with) or
// "invalid".
func IsComplete(code string) (status, indent string) {
	src := &Source{Text: code}
	_, open, errs := split(src)
	switch {
	case errs != nil:
		return "invalid", ""
	case open || continues(src.code):
		return "incomplete", indentOf(code)
	}
	if _, errs := newFileTable().parse(&Source{Text: code}); errs != nil {
		return "invalid", ""
	}
	return "complete", ""
}

// continues tells whether the last token wants another after it.
func continues(code string) bool {
	var sc scanner.Scanner
	sc.Init(token.NewFileSet().AddFile("", -1, len(code)), []byte(code), nil, 0)
	last := token.SEMICOLON
	for {
		_, tok, _ := sc.Scan()
		if tok == token.EOF {
			return last != token.SEMICOLON // the scanner ends every finished line with one
		}
		last = tok
	}
}

// indentOf returns the indentation of the line after code: that of its last
// line, and more after an opening bracket: four blanks, as front ends indent (a
// console shows tabs as ^I), or a tab where the code has tabs.
func indentOf(code string) string {
	lines := strings.Split(strings.TrimRight(code, " \t\n"), "\n")
	last := lines[len(lines)-1]
	indent := last[:leadingSpace(last)]
	if strings.HasSuffix(last, "{") || strings.HasSuffix(last, "(") || strings.HasSuffix(last, "[") {
		if strings.Contains(code, "\n\t") {
			return indent + "\t"
		}
		indent += "    "
	}
	return indent
}
