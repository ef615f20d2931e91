package notebook

import (
	"fmt"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// terminalHTML returns text that was printed to a terminal as HTML. Carriage
// returns and backspaces print over what is there, as in a terminal; ANSI
// colours and weights become spans; other control sequences are left out.
// Sequences are those of ECMA-48, sections 8.3.117 (SGR) and 8.3.41 (EL).
func terminalHTML(text string) string {
	var b strings.Builder
	var pen style
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		t := terminalLine{pen: pen}
		t.print(line)
		t.writeHTML(&b)
		pen = t.pen
	}
	return b.String()
}

// style is how a character looks. Colours are CSS, or "" for the default.
type style struct {
	fg, bg                           string
	bold, faint, italic, under, swap bool
}

type terminalCell struct {
	char  rune
	style style
}

// terminalLine is one line of a terminal.
type terminalLine struct {
	cells []terminalCell
	col   int
	pen   style
}

// print prints text without line breaks.
func (t *terminalLine) print(text string) {
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == '\r':
			t.col = 0
		case r == '\b':
			t.col = max(0, t.col-1)
		case r == 0x1b:
			size = t.escape(text)
		case r == '\t' || r >= ' ' && r != 0x7f:
			t.put(r)
		}
		text = text[size:]
	}
}

func (t *terminalLine) put(r rune) {
	for len(t.cells) <= t.col {
		t.cells = append(t.cells, terminalCell{char: ' '})
	}
	t.cells[t.col] = terminalCell{r, t.pen}
	t.col++
}

// escape obeys the control sequence at the start of text and returns its length.
func (t *terminalLine) escape(text string) int {
	if len(text) < 2 {
		return len(text)
	}
	switch text[1] {
	case '[': // a control sequence: parameters up to a letter
		for i := 2; i < len(text); i++ {
			if c := text[i]; c >= 0x40 && c <= 0x7e {
				t.control(c, text[2:i])
				return i + 1
			}
		}
		return len(text)
	case ']': // an operating system command, such as a link: up to BEL or ESC \
		for i := 2; i < len(text); i++ {
			if text[i] == 0x07 {
				return i + 1
			}
			if text[i] == 0x1b && strings.HasPrefix(text[i:], "\x1b\\") {
				return i + 2
			}
		}
		return len(text)
	}
	return 2
}

func (t *terminalLine) control(final byte, params string) {
	n, _ := strconv.Atoi(params)
	switch final {
	case 'm':
		t.pen.sgr(params)
	case 'K': // erase in line
		switch n {
		case 0:
			t.cells = t.cells[:min(t.col, len(t.cells))]
		case 1:
			for i := range min(t.col+1, len(t.cells)) {
				t.cells[i] = terminalCell{char: ' '}
			}
		case 2:
			t.cells = nil
		}
	case 'G': // go to a column, from 1
		t.col = min(max(1, n), maxColumn) - 1
	case 'C':
		t.col = min(t.col+max(1, n), maxColumn)
	case 'D':
		t.col = max(0, t.col-max(1, n))
	}
}

// maxColumn keeps a stray sequence from making an endless line.
const maxColumn = 1000

// ansiColors are the names of the eight colours in the page's style sheet.
var ansiColors = [...]string{"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"}

// sgr changes the style as a Select Graphic Rendition says.
func (s *style) sgr(params string) {
	codes := strings.Split(strings.ReplaceAll(params, ":", ";"), ";")
	for i := 0; i < len(codes); i++ {
		n, _ := strconv.Atoi(codes[i]) // a missing number is 0
		switch {
		case n == 0:
			*s = style{}
		case n == 1:
			s.bold = true
		case n == 2:
			s.faint = true
		case n == 3:
			s.italic = true
		case n == 4:
			s.under = true
		case n == 7:
			s.swap = true
		case n == 22:
			s.bold, s.faint = false, false
		case n == 23:
			s.italic = false
		case n == 24:
			s.under = false
		case n == 27:
			s.swap = false
		case n >= 30 && n <= 37:
			s.fg = namedColor(n - 30)
		case n >= 90 && n <= 97:
			s.fg = namedColor(n - 90)
		case n >= 40 && n <= 47:
			s.bg = namedColor(n - 40)
		case n >= 100 && n <= 107:
			s.bg = namedColor(n - 100)
		case n == 39:
			s.fg = ""
		case n == 49:
			s.bg = ""
		case n == 38 || n == 48:
			color, used := extendedColor(codes[i+1:])
			i += used
			if n == 38 {
				s.fg = color
			} else {
				s.bg = color
			}
		}
	}
}

func namedColor(i int) string { return "var(--ansi-" + ansiColors[i] + ")" }

// extendedColor reads "5;n" and "2;r;g;b", and returns how many codes it read.
func extendedColor(codes []string) (css string, used int) {
	number := func(i int) int {
		n, _ := strconv.Atoi(codes[i])
		return min(max(n, 0), 255)
	}
	switch {
	case len(codes) >= 2 && codes[0] == "5":
		switch n := number(1); {
		case n < 16:
			return namedColor(n % 8), 2
		case n < 232: // a cube of 6 by 6 by 6
			level := func(i int) int { return [...]int{0, 95, 135, 175, 215, 255}[i%6] }
			n -= 16
			return fmt.Sprintf("rgb(%d,%d,%d)", level(n/36), level(n/6), level(n)), 2
		default:
			gray := 8 + 10*(n-232)
			return fmt.Sprintf("rgb(%d,%d,%d)", gray, gray, gray), 2
		}
	case len(codes) >= 4 && codes[0] == "2":
		return fmt.Sprintf("rgb(%d,%d,%d)", number(1), number(2), number(3)), 4
	}
	return "", len(codes)
}

// css returns the style as declarations, "" for plain text.
func (s style) css() string {
	fg, bg := s.fg, s.bg
	if s.swap {
		fg, bg = bg, fg
		if fg == "" {
			fg = "var(--page)"
		}
		if bg == "" {
			bg = "var(--text)"
		}
	}
	var css []string
	add := func(on bool, declaration string) {
		if on {
			css = append(css, declaration)
		}
	}
	add(fg != "", "color:"+fg)
	add(bg != "", "background:"+bg)
	add(s.bold, "font-weight:bold")
	add(s.faint, "opacity:.65")
	add(s.italic, "font-style:italic")
	add(s.under, "text-decoration:underline")
	return strings.Join(css, ";")
}

// writeHTML writes the line, with a span for each run of one style.
func (t *terminalLine) writeHTML(b *strings.Builder) {
	for i := 0; i < len(t.cells); {
		run := t.cells[i].style
		var text strings.Builder
		for ; i < len(t.cells) && t.cells[i].style == run; i++ {
			text.WriteRune(t.cells[i].char)
		}
		escaped := html.EscapeString(text.String())
		if css := run.css(); css != "" {
			fmt.Fprintf(b, `<span style="%s">%s</span>`, css, escaped)
		} else {
			b.WriteString(escaped)
		}
	}
}
