package assist

import (
	"go/token"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// repair returns the text with text[start:end] replaced, and what is open there
// closed: by what follows, if that fits, or else by leaving out what follows up
// to the next declaration at the beginning of a line. Offsets before start stay.
func repair(text string, start, end int, replacement string) string {
	before, open := withoutStrays(text[:start])
	if fits(open, text[end:]) {
		return before + replacement + apart(text[end:])
	}
	return cut(text, start, end, replacement)
}

// apart returns a text with a space before it where it would go on with a name.
func apart(text string) string {
	if r, _ := utf8.DecodeRuneInString(text); unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' {
		return " " + text
	}
	return text
}

// cut is repair that always leaves out what follows.
func cut(text string, start, end int, replacement string) string {
	before, open := withoutStrays(text[:start])
	return before + replacement + closing(open) + "\n" + declarations(text[end:])
}

// withoutStrays blanks the brackets that close nothing, and returns what is
// open at the end.
func withoutStrays(text string) (string, brackets) {
	out := []byte(text)
	var open brackets
	for _, t := range tokens(text) {
		if !open.take(t) {
			out[t.start] = ' '
		}
	}
	return string(out), open
}

// fits tells whether a text closes just what is open before it, each with the
// bracket that it needs.
func fits(open brackets, text string) bool {
	open = append(brackets{}, open...)
	for _, t := range tokens(text) {
		switch t.Token {
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if len(open) == 0 || closers[open[len(open)-1].Token] != t.Token {
				return false
			}
		}
		open.take(t)
	}
	return len(open) == 0
}

// closing closes what is open. Functions that are deferred are called, as they must be.
func closing(open brackets) string {
	var b strings.Builder
	for _, t := range slices.Backward(open) {
		b.WriteString(closers[t.Token].String())
		if t.called {
			b.WriteString("()")
		}
	}
	return b.String()
}

// declaration finds what begins a declaration at the beginning of a line.
var declaration = regexp.MustCompile(`(?m)^(func|type|const|import)\b`)

// declarations returns a text from its first declaration on, unless it has more
// brackets of one kind than of the other.
func declarations(text string) string {
	at := declaration.FindStringIndex(text)
	if at == nil || !fits(nil, text[at[0]:]) {
		return ""
	}
	return text[at[0]:]
}
