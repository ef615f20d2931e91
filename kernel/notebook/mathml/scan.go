package mathml

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is a command such as \frac, a character, or "" at the end.
type token string

func (t token) isCommand() bool { return len(t) > 1 && t[0] == '\\' }

// scanner splits TeX into tokens. Spaces between tokens are dropped.
type scanner struct {
	rest string
}

// next takes the next token.
func (s *scanner) next() token {
	t := s.peek()
	s.rest = strings.TrimLeftFunc(s.rest, unicode.IsSpace)[len(t):]
	return t
}

// peek returns the next token and leaves it there.
func (s *scanner) peek() token {
	text := strings.TrimLeftFunc(s.rest, unicode.IsSpace)
	if text == "" {
		return ""
	}
	_, size := utf8.DecodeRuneInString(text)
	if text[0] != '\\' || len(text) == 1 {
		return token(text[:size])
	}
	end := 1
	for end < len(text) && isLetter(text[end]) {
		end++
	}
	if end == 1 { // such as \, or \{
		_, size := utf8.DecodeRuneInString(text[1:])
		end += size
	}
	return token(text[:end])
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// text takes a group in braces as it is written, spaces included.
func (s *scanner) text() (string, bool) {
	s.rest = strings.TrimLeftFunc(s.rest, unicode.IsSpace)
	if !strings.HasPrefix(s.rest, "{") {
		return "", false
	}
	depth := 0
	for i := 0; i < len(s.rest); i++ {
		switch s.rest[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				text := s.rest[1:i]
				s.rest = s.rest[i+1:]
				return text, true
			}
		}
	}
	return "", false
}
