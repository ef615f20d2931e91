package notebook

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gopherbook/gopherbook/kernel/notebook/mathml"
)

// Formulas are taken out of Markdown before it is converted, since it would take
// the underscores and stars in them for emphasis, and put back afterwards.
// Jupyter does the same.

// A formula is TeX between dollars.
type formula struct {
	tex     string
	display bool // in lines of its own
}

// The place of a formula is marked by its number between two characters of the
// private use area, which Markdown leaves alone.
const (
	markStart = '\uE0F0'
	markEnd   = '\uE0F1'
)

var mark = regexp.MustCompile(string(markStart) + `(\d+)` + string(markEnd))

// extractMath replaces the formulas outside code by marks.
func extractMath(source string) (string, []formula) {
	source = strings.Map(func(r rune) rune { // no false marks
		if r == markStart || r == markEnd {
			return unicode.ReplacementChar
		}
		return r
	}, source)
	var b strings.Builder
	var formulas []formula
	for rest := source; rest != ""; {
		lineStart := len(source) == len(rest) || source[len(source)-len(rest)-1] == '\n'
		if n := codeLength(rest, lineStart); n > 0 {
			b.WriteString(rest[:n])
			rest = rest[n:]
			continue
		}
		if strings.HasPrefix(rest, `\$`) {
			b.WriteString(rest[:2])
			rest = rest[2:]
			continue
		}
		if f, n := formulaAt(rest); n > 0 {
			fmt.Fprintf(&b, "%c%d%c", markStart, len(formulas), markEnd)
			formulas = append(formulas, f)
			rest = rest[n:]
			continue
		}
		_, n := utf8.DecodeRuneInString(rest)
		b.WriteString(rest[:n])
		rest = rest[n:]
	}
	return b.String(), formulas
}

// codeLength is the length of the code span or fenced block at the start of
// text, 0 if there is none.
func codeLength(text string, lineStart bool) int {
	fence := text[:len(text)-len(strings.TrimLeft(text, "`"))]
	if lineStart && strings.HasPrefix(text, "~~~") {
		fence = "~~~"
	}
	if fence == "" {
		return 0
	}
	closing := fence
	if lineStart && len(fence) >= 3 {
		closing = "\n" + fence
	}
	end := strings.Index(text[len(fence):], closing)
	if end < 0 {
		return len(fence)
	}
	return len(fence) + end + len(closing)
}

// formulaAt returns the formula at the start of text and its length with the
// dollars, 0 if there is none. As in Pandoc, a single dollar opens before
// something else than a space and closes after such and before no digit, so
// that prices stay prices.
func formulaAt(text string) (formula, int) {
	if strings.HasPrefix(text, "$$") {
		if end := strings.Index(text[2:], "$$"); end > 0 {
			return formula{strings.TrimSpace(text[2 : 2+end]), true}, end + 4
		}
		return formula{}, 0
	}
	if env, ok := strings.CutPrefix(text, `\begin{`); ok {
		name, _, ok := strings.Cut(env, "}")
		closing := `\end{` + name + `}`
		if end := strings.Index(text, closing); ok && end > 0 {
			end += len(closing)
			return formula{text[:end], true}, end
		}
		return formula{}, 0
	}
	if !strings.HasPrefix(text, "$") || len(text) < 3 || unicode.IsSpace(rune(text[1])) {
		return formula{}, 0
	}
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case text[i] == '\n' && strings.HasPrefix(text[i:], "\n\n"):
			return formula{}, 0 // formulas end with their paragraph
		case text[i] == '$':
			digit := i+1 < len(text) && text[i+1] >= '0' && text[i+1] <= '9'
			if unicode.IsSpace(rune(text[i-1])) || digit {
				return formula{}, 0
			}
			return formula{text[1:i], false}, i + 1
		}
	}
	return formula{}, 0
}

// restoreMath puts the formulas in the places of their marks.
func restoreMath(page string, formulas []formula) string {
	return mark.ReplaceAllStringFunc(page, func(m string) string {
		i, err := strconv.Atoi(mark.FindStringSubmatch(m)[1])
		if err != nil || i >= len(formulas) {
			return m
		}
		return formulas[i].html()
	})
}

// html returns the formula as MathML, or where it has TeX that is not known, as it
// was written.
func (f formula) html() string {
	if xml, err := mathml.Convert(f.tex, f.display); err == nil {
		return xml
	}
	class := "math"
	if f.display {
		class = "math display"
	}
	return fmt.Sprintf(`<code class="%s">%s</code>`, class, html.EscapeString(f.tex))
}
