package notebook

import (
	"go/scanner"
	"go/token"
	"go/types"
	"html"
	"strings"
)

// highlightGo returns Go code as HTML, with spans around keywords, names that Go
// declares itself, texts, numbers and comments. Lines that are no Go, such as
// %time and !ls, are marked as magic.
func highlightGo(source string) string {
	var b strings.Builder
	var code strings.Builder // Go lines not yet written
	for line := range strings.Lines(source) {
		if trimmed := strings.TrimLeft(line, " \t"); isMagic(trimmed) {
			writeGo(&b, code.String())
			code.Reset()
			writeSpan(&b, "magic", line)
		} else {
			code.WriteString(line)
		}
	}
	writeGo(&b, code.String())
	return b.String()
}

// isMagic reports whether a line is for the kernel rather than for Go.
func isMagic(line string) bool {
	return line != "" && strings.ContainsRune("%!?$:", rune(line[0]))
}

func writeSpan(b *strings.Builder, class, text string) {
	if class == "" {
		b.WriteString(html.EscapeString(text))
		return
	}
	b.WriteString(`<span class="` + class + `">` + html.EscapeString(text) + `</span>`)
}

func writeGo(b *strings.Builder, source string) {
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(source))
	var s scanner.Scanner
	s.Init(file, []byte(source), func(token.Position, string) {}, scanner.ScanComments)
	written := 0
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		if tok == token.SEMICOLON && lit == "\n" || lit == "" {
			continue // an operator, or a semicolon that is not there
		}
		// The scanner drops carriage returns from literals, so their length is
		// not to be trusted where there are any.
		start := file.Offset(pos)
		end := start + len(lit)
		if end > len(source) || source[start:end] != lit {
			continue
		}
		if class := goClass(tok, lit); class != "" {
			b.WriteString(html.EscapeString(source[written:start]))
			writeSpan(b, class, lit)
			written = end
		}
	}
	b.WriteString(html.EscapeString(source[written:]))
}

// goClass is the CSS class of a token, "" for none.
func goClass(tok token.Token, lit string) string {
	switch {
	case tok == token.COMMENT:
		return "comment"
	case tok == token.STRING || tok == token.CHAR:
		return "string"
	case tok.IsKeyword():
		return "keyword"
	case tok.IsLiteral() && tok != token.IDENT:
		return "number"
	case tok == token.IDENT && types.Universe.Lookup(lit) != nil:
		return "builtin"
	}
	return ""
}
