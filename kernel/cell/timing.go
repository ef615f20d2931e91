package cell

import (
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"strconv"
	"strings"
	"unicode/utf8"
)

// span is a piece of a cell's code.
type span struct{ start, end int }

// time handles %time STATEMENT: blanks take the place of %time, so that all
// columns stay.
func (s *splitter) time(pos, indent int) int {
	blank := strings.Repeat(" ", indent+len("%time"))
	s.text = s.text[:pos] + blank + s.text[pos+len(blank):]
	statement := pos + len(blank) + leadingSpace(s.text[pos+len(blank):])
	s.src.times = append(s.src.times, s.code.Len()+statement-pos)
	end := s.scan(pos)
	s.src.measures = append(s.src.measures, span{s.code.Len() + statement - pos, s.code.Len() + end - pos})
	s.code.WriteString(s.text[pos:end])
	return end
}

// timeit handles %timeit STATEMENT and a cell that begins with %%timeit: the
// statements become the body of a function that is called many times.
func (s *splitter) timeit(pos, start, end int, word string, first bool) int {
	loops, runs, statement, ok := timeitFlags(s.text[start+len(word) : end])
	statement += start + len(word)
	rest := strings.TrimSpace(s.text[statement:end])
	opening := fmt.Sprintf("%srt.Timeit(%d, %d, func() {", mark, loops, runs)
	switch {
	case !ok:
		s.fail(start, word+" takes -n LOOPS and -r RUNS, two positive numbers")
	case word == "%timeit" && rest == "":
		s.fail(start, "%timeit wants a statement after it")
	case word == "%%timeit" && (!first || rest != ""):
		s.fail(start, "%%timeit stands alone on the first line of a cell; its statements follow")
	case word == "%timeit":
		s.code.WriteString(opening)
		body := s.code.Len()
		next := s.scan(statement)
		text := s.text[statement:next]
		last := tokensEnd(text)
		s.code.WriteString(text[:last] + "})" + text[last:])
		s.src.shifts = append(s.src.shifts, shift{body, body + len(rest), utf8.RuneCountInString(opening) - (statement - pos)})
		s.src.measures = append(s.src.measures, span{body, body + last})
		return next
	default:
		s.code.WriteString(opening + s.text[end-1:end])
		body, declared := s.code.Len(), len(s.segments)
		for end < len(s.text) {
			end = s.chunk(end)
		}
		if len(s.segments) > declared {
			s.fail(start, "%%timeit times statements: declare functions and imports in another cell")
		}
		s.src.measures = append(s.src.measures, span{body, s.code.Len()})
		s.code.WriteString("\n})")
		return end
	}
	s.code.WriteString("\n")
	return end
}

// timeitFlags reads -n LOOPS and -r RUNS, written together or apart, and
// returns where the statement begins. 0 loops are as many as it takes.
func timeitFlags(text string) (loops, runs, statement int, ok bool) {
	runs = 7
	for {
		rest := strings.TrimLeft(text[statement:], " \t")
		at := len(text) - len(rest)
		var value *int
		switch {
		case strings.HasPrefix(rest, "-n"):
			value = &loops
		case strings.HasPrefix(rest, "-r"):
			value = &runs
		default:
			return loops, runs, at, true
		}
		number := strings.TrimLeft(rest[2:], " \t")
		digits := len(number) - len(strings.TrimLeft(number, "0123456789"))
		n, err := strconv.Atoi(number[:digits])
		if err != nil || n < 1 {
			return 0, 0, 0, false
		}
		*value = n
		statement = len(text) - len(number) + digits
	}
}

// tokensEnd returns the offset behind the last token of Go text.
func tokensEnd(text string) int {
	var sc scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(text))
	sc.Init(file, []byte(text), nil, 0)
	end := 0
	for {
		pos, tok, lit := sc.Scan()
		switch {
		case tok == token.EOF:
			return end
		case tok == token.SEMICOLON && lit == "\n":
		case lit != "":
			end = file.Offset(pos) + len(lit)
		default:
			end = file.Offset(pos) + len(tok.String())
		}
	}
}

// measured tells whether a position stands in what %time or %timeit measures:
// there an expression may stand whose value nobody uses.
func (c *checked) measured(pos token.Pos) bool {
	src, offset := c.s.files.locate(pos)
	if src == nil {
		return false
	}
	for _, r := range src.measures {
		if r.start <= offset && offset <= r.end {
			return true
		}
	}
	return false
}

// keep has the value of an expression that is measured used, so that the
// compiler does not leave it out.
func (e *emitter) keep(n *ast.ExprStmt) {
	tv := e.info.Types[n.X]
	if n.X == e.result || !e.measured(n.Pos()) || tv.IsVoid() || isTuple(tv.Type) {
		return
	}
	ed, start := e.at(n.Pos())
	_, end := e.at(n.End())
	ed.wrap(start, end, mark+"rt.Keep(", ")")
}
