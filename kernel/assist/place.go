package assist

import (
	"go/scanner"
	"go/token"
	"slices"
	"unicode/utf8"
)

// tok is a token and where it stands.
type tok struct {
	token.Token
	start, end int
	called     bool // it opens the body of a function in a defer or go statement
}

// tokens scans a text. Of what ends lines only semicolons of the text itself count.
func tokens(text string) (all []tok) {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(text))
	s.Init(file, []byte(text), nil, scanner.ScanComments)
	calling := false
	for {
		pos, t, lit := s.Scan()
		start := file.Offset(pos)
		end := start + len(t.String())
		switch {
		case t == token.EOF:
			return all
		case t == token.SEMICOLON && lit == "\n":
			t, end = lineEnd, start
		case lit != "":
			end = start + len(lit)
		}
		switch t {
		case token.DEFER, token.GO:
			calling = true
		case token.SEMICOLON, lineEnd:
			calling = false
		}
		all = append(all, tok{t, start, min(end, len(text)), calling && t == token.LBRACE})
		calling = calling && t != token.LBRACE
	}
}

// lineEnd is the token where the end of a line ends a statement.
const lineEnd = token.Token(-1)

// kind says what a cursor is in.
type kind int

const (
	inCode    kind = iota // in a name, or where one can begin
	inImport              // in the path of an import declaration
	inString              // in another string literal
	inNothing             // in a comment, a number or a character
)

// place is where a cursor stands.
type place struct {
	kind       kind
	start, end int         // of the name or of the inside of the string; at the cursor where there is none
	prefix     string      // what stands between start and the cursor
	selector   bool        // a dot stands before
	before     token.Token // what stands before, comments apart
}

// placeAt finds out where a cursor stands.
func placeAt(text string, cursor int) place {
	p := place{start: cursor, end: cursor, before: lineEnd}
	var code []tok // the tokens before, without comments
	for _, t := range tokens(text) {
		if t.start >= cursor {
			if t.start == cursor && t.Token == token.IDENT && p.start == cursor {
				p.end = t.end // the cursor is at its beginning
			}
			break
		}
		switch {
		case t.Token == token.COMMENT:
			line := text[t.start:min(t.start+2, t.end)] == "//"
			closed := !line && t.end-t.start >= 4 && text[t.end-2:t.end] == "*/"
			if cursor < t.end || cursor == t.end && !closed {
				p.kind = inNothing
				return p
			}
			continue
		case t.Token == token.IDENT || t.IsKeyword():
			if cursor <= t.end {
				p.start, p.end = t.start, t.end
				continue
			}
		case t.Token == token.STRING:
			closed := t.end-t.start >= 2 && text[t.end-1] == text[t.start]
			if cursor < t.end || !closed {
				p.kind, p.start, p.end = inString, t.start+1, t.end
				if closed {
					p.end--
				}
				if importing(code) {
					p.kind = inImport
				}
				p.prefix = text[p.start:cursor]
				return p
			}
		case t.IsLiteral():
			if cursor <= t.end {
				p.kind = inNothing
				return p
			}
		}
		code = append(code, t)
	}
	if len(code) > 0 {
		p.before = code[len(code)-1].Token
	}
	p.selector = p.before == token.PERIOD
	p.prefix = text[p.start:cursor]
	return p
}

// importing tells whether a string after these tokens is the path of an import.
func importing(code []tok) bool {
	i := len(code) - 1
	if i >= 0 && (code[i].Token == token.IDENT || code[i].Token == token.PERIOD) {
		i-- // the name that the package gets
	}
	if i >= 0 && code[i].Token == token.IMPORT {
		return true
	}
	for ; i > 0; i-- {
		switch code[i].Token {
		case token.STRING, token.IDENT, token.PERIOD, token.SEMICOLON, lineEnd: // imports before it in a group
		case token.LPAREN:
			return code[i-1].Token == token.IMPORT
		default:
			return false
		}
	}
	return false
}

var closers = map[token.Token]token.Token{token.LPAREN: token.RPAREN, token.LBRACK: token.RBRACK, token.LBRACE: token.RBRACE}

// brackets is what is open at some place of a text.
type brackets []tok

// take follows a token. It returns false for a bracket that closes nothing.
func (b *brackets) take(t tok) bool {
	if _, ok := closers[t.Token]; ok {
		*b = append(*b, t)
		return true
	}
	if t.Token != token.RPAREN && t.Token != token.RBRACK && t.Token != token.RBRACE {
		return true
	}
	for i, open := range slices.Backward(*b) {
		if closers[open.Token] == t.Token {
			*b = (*b)[:i]
			return true
		}
	}
	return false
}

// toRune moves an offset back to the beginning of a character, and into the text.
func toRune(text string, offset int) int {
	offset = min(max(offset, 0), len(text))
	for offset > 0 && offset < len(text) && !utf8.RuneStart(text[offset]) {
		offset--
	}
	return offset
}
