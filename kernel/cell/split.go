package cell

import (
	"go/scanner"
	"go/token"
	"strings"
	"unicode/utf8"
)

// segmentKind says where a piece of a cell's text belongs in a Go file.
type segmentKind int

const (
	statement segmentKind = iota
	function              // a func declaration
	imports               // an import declaration, or a package clause
)

// segment is a piece of a cell at its top level, as offsets in its code.
type segment struct {
	kind       segmentKind
	start, end int
}

// splitter walks a cell's text, chunk by chunk: a special line, or the lines
// up to the first end of statement outside all brackets.
type splitter struct {
	src      *Source
	text     string
	code     strings.Builder // the text with its specials turned into Go
	segments []segment
	open     bool // the text ends inside brackets, a string or a comment
	errs     Diagnostics
}

// split fills in src.code and returns the top-level declarations that cannot
// stand inside a function, in order; everything else is statements.
func split(src *Source) ([]segment, bool, Diagnostics) {
	s := &splitter{src: src, text: strings.ReplaceAll(src.Text, "\r\n", "\n")}
	src.reset()
	for pos := 0; pos < len(s.text); {
		pos = s.chunk(pos)
	}
	src.code = s.code.String()
	return s.segments, s.open, s.errs
}

// chunk handles what begins at the line start pos and returns where the next
// chunk begins.
func (s *splitter) chunk(pos int) int {
	end := lineEnd(s.text, pos)
	line := s.text[pos:end]
	trimmed := strings.TrimLeft(line, " \t")
	switch {
	case trimmed == "" || trimmed == "\n" || strings.HasPrefix(trimmed, "//"):
		s.code.WriteString(line)
		return end
	case strings.HasPrefix(trimmed, "/*"):
		close := strings.Index(s.text[pos:], "*/")
		if close < 0 {
			s.open = true
			s.code.WriteString(s.text[pos:])
			return len(s.text)
		}
		end = pos + close + len("*/")
		s.code.WriteString(s.text[pos:end])
		return end
	case strings.ContainsRune("%!$?:", rune(trimmed[0])) || asksAbout(trimmed):
		return s.special(pos, end, trimmed)
	}
	end = s.scan(pos)
	s.code.WriteString(s.text[pos:end])
	return end
}

// lineEnd returns the offset after the newline that ends the line at pos.
func lineEnd(text string, pos int) int {
	if i := strings.IndexByte(text[pos:], '\n'); i >= 0 {
		return pos + i + 1
	}
	return len(text)
}

// scan reads Go tokens from pos to the first end of statement that ends a line
// outside all brackets, notes the declarations, and returns the next line's start.
func (s *splitter) scan(pos int) int {
	base := s.code.Len() // offsets in code, where specials may have changed lengths
	var sc scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(s.text)-pos)
	unfinished := false
	sc.Init(file, []byte(s.text[pos:]), func(_ token.Position, message string) {
		unfinished = unfinished || message == "raw string literal not terminated" || message == "comment not terminated"
	}, 0)

	depth := 0
	var stmt []scanned // the tokens of the statement so far, as many as classify needs
	for {
		p, tok, lit := sc.Scan()
		offset := file.Offset(p)
		switch tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
			if depth < 0 {
				s.fail(pos+offset, "unexpected "+tok.String()+": nothing is open that it could close")
				return len(s.text)
			}
		case token.EOF:
			s.open = s.open || depth > 0 || unfinished
			s.finish(stmt, base, offset)
			return len(s.text)
		case token.SEMICOLON:
			if depth > 0 {
				continue
			}
			s.finish(stmt, base, offset)
			stmt = stmt[:0]
			if lit == "\n" {
				s.open = s.open || unfinished
				return min(lineEnd(s.text, pos+offset), len(s.text))
			}
			continue
		}
		stmt = append(stmt, scanned{tok, offset})
	}
}

// scanned is a token and its offset.
type scanned struct {
	tok    token.Token
	offset int
}

// finish notes the statement if it is a declaration that cannot stand in a function.
func (s *splitter) finish(stmt []scanned, base, end int) {
	if len(stmt) == 0 {
		return
	}
	kind := classify(stmt)
	if kind == statement {
		return
	}
	s.segments = append(s.segments, segment{kind, base + stmt[0].offset, base + end})
}

// classify tells a func declaration from a function literal: a name follows
// func, or a name and a parenthesis follow the receiver.
func classify(stmt []scanned) segmentKind {
	at := func(i int) token.Token {
		if i < len(stmt) {
			return stmt[i].tok
		}
		return token.EOF
	}
	switch stmt[0].tok {
	case token.IMPORT:
		return imports
	case token.PACKAGE:
		if len(stmt) == 2 && at(1) == token.IDENT {
			return imports
		}
	case token.FUNC:
		if at(1) == token.IDENT {
			return function
		}
		i, depth := 1, 0
		for ; i < len(stmt); i++ {
			switch stmt[i].tok {
			case token.LPAREN:
				depth++
			case token.RPAREN:
				depth--
			}
			if depth == 0 {
				break
			}
		}
		if at(i+1) == token.IDENT && at(i+2) == token.LPAREN {
			return function
		}
	}
	return statement
}

// fail notes an error at an offset of the text.
func (s *splitter) fail(offset int, message string) {
	before := s.text[:offset]
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	s.errs = append(s.errs, Diagnostic{
		Cell: s.src.Number, Line: line, Column: column, Text: s.src.Line(line), Message: message,
	})
}

func leadingSpace(text string) int { return len(text) - len(strings.TrimLeft(text, " \t")) }
