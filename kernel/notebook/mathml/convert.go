package mathml

import (
	"errors"
	"fmt"
	"html"
	"strings"
	"unicode"
)

// Convert returns a formula as a math element. With display it stands in lines
// of its own, otherwise within a line of text. The error says what in the TeX is
// not known or not complete.
func Convert(tex string, display bool) (string, error) {
	p := &parser{scanner: scanner{rest: tex}}
	row, err := p.row("")
	if err != nil {
		return "", fmt.Errorf("mathml: %w", err)
	}
	attributes := ""
	if display {
		attributes = ` display="block"`
	}
	return fmt.Sprintf(`<math%s alttext="%s">%s</math>`, attributes, html.EscapeString(tex), row), nil
}

// maxDepth bounds how deep groups and arguments may be nested.
const maxDepth = 100

type parser struct {
	scanner
	alphabet alphabet
	depth    int
}

// node is a piece of a formula.
type node struct {
	xml    string
	limits bool // scripts go above and below
}

func mi(text string) node { return node{xml: "<mi>" + html.EscapeString(text) + "</mi>"} }

func mo(text string) node { return node{xml: "<mo>" + html.EscapeString(text) + "</mo>"} }

func upright(text string) node {
	return node{xml: `<mi mathvariant="normal">` + html.EscapeString(text) + "</mi>"}
}

// fence is a delimiter. It stretches only after \left and \right.
func fence(text string, stretchy bool) string {
	if text == "." {
		return ""
	}
	return fmt.Sprintf(`<mo stretchy="%t">%s</mo>`, stretchy, html.EscapeString(text))
}

// row converts up to a token, which it takes, and encloses what it found.
func (p *parser) row(end token) (string, error) {
	var b strings.Builder
	for {
		switch t := p.peek(); {
		case t == end:
			p.next()
			return "<mrow>" + b.String() + "</mrow>", nil
		case t == "":
			return "", fmt.Errorf("%s is missing", end)
		}
		xml, err := p.scripted()
		if err != nil {
			return "", err
		}
		b.WriteString(xml)
	}
}

// scripted converts an atom and what is above and below it.
func (p *parser) scripted() (string, error) {
	base := node{xml: "<mrow></mrow>"}
	if t := p.peek(); t != "^" && t != "_" {
		var err error
		if base, err = p.atom(); err != nil {
			return "", err
		}
	}
	var sub, sup string
	for {
		var err error
		switch t := p.peek(); t {
		case `\limits`, `\nolimits`:
			p.next()
			base.limits = t == `\limits`
			continue
		case "_":
			p.next()
			if sub != "" {
				return "", errors.New("two subscripts")
			}
			sub, err = p.argument()
		case "^":
			p.next()
			if sup != "" {
				return "", errors.New("two superscripts")
			}
			sup, err = p.argument()
		case "'":
			primes := ""
			for p.peek() == "'" {
				p.next()
				primes += "′"
			}
			sup += "<mo>" + primes + "</mo>"
			if p.peek() == "^" {
				p.next()
				var more string
				more, err = p.argument()
				sup = "<mrow>" + sup + more + "</mrow>"
			}
		default:
			return base.script(sub, sup), nil
		}
		if err != nil {
			return "", err
		}
	}
}

// script encloses a base and its scripts.
func (n node) script(sub, sup string) string {
	element := ""
	switch {
	case sub == "" && sup == "":
		return n.xml
	case sup == "":
		element = "sub"
		if n.limits {
			element = "under"
		}
	case sub == "":
		element = "sup"
		if n.limits {
			element = "over"
		}
	default:
		element = "subsup"
		if n.limits {
			element = "underover"
		}
	}
	return fmt.Sprintf("<m%[1]s>%[2]s%[3]s%[4]s</m%[1]s>", element, n.xml, sub, sup)
}

// argument converts a group in braces or a single atom, of a number one digit.
func (p *parser) argument() (string, error) {
	if t := p.peek(); len(t) == 1 && t[0] >= '0' && t[0] <= '9' {
		return p.digits(string(p.next())).xml, nil
	}
	n, err := p.atom()
	return n.xml, err
}

// atom converts the next piece, without scripts.
func (p *parser) atom() (node, error) {
	if p.depth++; p.depth > maxDepth {
		return node{}, errors.New("it is nested too deep")
	}
	defer func() { p.depth-- }()
	t := p.next()
	switch {
	case t == "":
		return node{}, errors.New("something is missing at the end")
	case t == "{":
		xml, err := p.row("}")
		return node{xml: xml}, err
	case t == "}" || t == "&" || t == `\\` || t == `\right` || t == `\end`:
		return node{}, fmt.Errorf("%s has nothing to end", t)
	case t.isCommand() || t == "~":
		return p.command(t)
	}
	r := []rune(string(t))[0]
	switch {
	case r >= '0' && r <= '9':
		return p.number(t), nil
	case unicode.IsLetter(r):
		return p.letter(r), nil
	case strings.ContainsRune("()[]|", r):
		return node{xml: fence(string(t), false)}, nil
	case r == '-':
		return mo("−"), nil
	case r == '*':
		return mo("∗"), nil
	case strings.ContainsRune("+=<>/,.;:!?\"@", r):
		return mo(string(t)), nil
	case r > 0x7f && unicode.IsPrint(r):
		return mo(string(t)), nil
	}
	return node{}, fmt.Errorf("%q is not known", t)
}

// number takes digits and decimal points.
func (p *parser) number(first token) node {
	text := string(first)
	for p.rest != "" && (p.rest[0] >= '0' && p.rest[0] <= '9' ||
		p.rest[0] == '.' && len(p.rest) > 1 && p.rest[1] >= '0' && p.rest[1] <= '9') {
		text += p.rest[:1]
		p.rest = p.rest[1:]
	}
	return p.digits(text)
}

func (p *parser) digits(text string) node {
	if p.alphabet.upper != 0 {
		text = strings.Map(p.alphabet.letter, text)
	}
	return node{xml: "<mn>" + text + "</mn>"}
}

func (p *parser) letter(r rune) node {
	if p.alphabet.upper != 0 {
		return mi(string(p.alphabet.letter(r)))
	}
	return mi(string(r))
}

// command converts a command and its arguments.
func (p *parser) command(t token) (node, error) {
	if s, ok := identifiers[t]; ok {
		r := []rune(s)[0]
		if unicode.IsUpper(r) && p.alphabet.upper == 0 {
			return upright(s), nil // as TeX has capital Greek letters
		}
		return p.letter(r), nil
	}
	if s, ok := operators[t]; ok {
		return mo(s), nil
	}
	if s, ok := fences[t]; ok {
		return node{xml: fence(s, false)}, nil
	}
	if s, ok := large[t]; ok {
		return node{xml: `<mo movablelimits="true">` + s + "</mo>", limits: true}, nil
	}
	if s, ok := integrals[t]; ok {
		return mo(s), nil
	}
	if s, ok := functions[t]; ok {
		return p.function(mi(s)), nil
	}
	if s, ok := limitFunctions[t]; ok {
		return limitFunction(s), nil
	}
	if width, ok := spaces[t]; ok {
		return node{xml: `<mspace width="` + width + `em"></mspace>`}, nil
	}
	if s, ok := accents[t]; ok {
		return p.enclosed(`<mover accent="true">%s<mo>`+html.EscapeString(s)+`</mo></mover>`, t == `\overbrace`)
	}
	if s, ok := below[t]; ok {
		return p.enclosed(`<munder accentunder="true">%s<mo>`+s+`</mo></munder>`, t == `\underbrace`)
	}
	if a, ok := alphabets[t]; ok {
		outer := p.alphabet
		p.alphabet = a
		xml, err := p.argument()
		p.alphabet = outer
		return node{xml: xml}, err
	}
	switch t {
	case `\frac`, `\dfrac`, `\tfrac`:
		return p.fraction("<mfrac>%s%s</mfrac>")
	case `\binom`:
		return p.fraction(`<mrow><mo>(</mo><mfrac linethickness="0">%s%s</mfrac><mo>)</mo></mrow>`)
	case `\sqrt`:
		return p.root()
	case `\left`:
		return p.leftRight()
	case `\big`, `\Big`, `\bigg`, `\Bigg`, `\bigl`, `\bigr`, `\Bigl`, `\Bigr`, `\biggl`, `\biggr`, `\middle`:
		return p.atom() // the size that suits is the browser's to find
	case `\displaystyle`, `\textstyle`, `\nonumber`, `\notag`:
		return node{}, nil
	case `\label`, `\tag`:
		if _, ok := p.text(); !ok {
			return node{}, fmt.Errorf("%s needs a name in braces", t)
		}
		return node{}, nil
	case `\text`, `\textrm`, `\textbf`, `\textit`, `\mbox`:
		text, ok := p.text()
		if !ok || strings.ContainsAny(text, `\${}`) {
			return node{}, fmt.Errorf("%s needs plain text in braces", t)
		}
		return node{xml: "<mtext>" + strings.ReplaceAll(html.EscapeString(text), " ", "\u00a0") + "</mtext>"}, nil
	case `\mathrm`, `\operatorname`, `\mathit`:
		limits := t == `\operatorname` && p.peek() == "*"
		if limits {
			p.next()
		}
		text, ok := p.text()
		if !ok || strings.ContainsAny(text, `\${}^_`) {
			return node{}, fmt.Errorf("%s needs a plain word in braces", t)
		}
		switch {
		case limits:
			return limitFunction(text), nil
		case t == `\operatorname`:
			return p.function(upright(text)), nil
		}
		return upright(text), nil
	case `\begin`:
		return p.environment()
	}
	return node{}, fmt.Errorf("%s is not known", t)
}

// limitFunction is a function's name that has limits below it, or within a line of
// text beside it.
func limitFunction(name string) node {
	const attributes = `movablelimits="true" lspace="0.167em" rspace="0.167em"`
	return node{xml: "<mo " + attributes + ">" + html.EscapeString(name) + "</mo>", limits: true}
}

// function sets a function's name off from an argument without parentheses.
func (p *parser) function(name node) node {
	switch t := p.peek(); {
	case t == "" || t == "^" || t == "_" || t == "(" || t == "[" || t == "}" || t == `\left` || t == "&" || t == ")":
		return name
	}
	name.xml = "<mrow>" + name.xml + `<mspace width="0.167em"></mspace></mrow>`
	return name
}

func (p *parser) enclosed(format string, limits bool) (node, error) {
	xml, err := p.argument()
	return node{xml: fmt.Sprintf(format, xml), limits: limits}, err
}

func (p *parser) fraction(format string) (node, error) {
	over, err := p.argument()
	if err != nil {
		return node{}, err
	}
	under, err := p.argument()
	return node{xml: fmt.Sprintf(format, over, under)}, err
}

func (p *parser) root() (node, error) {
	index := ""
	if p.peek() == "[" {
		p.next()
		var err error
		if index, err = p.row("]"); err != nil {
			return node{}, err
		}
	}
	xml, err := p.argument()
	if index != "" {
		return node{xml: "<mroot>" + xml + index + "</mroot>"}, err
	}
	return node{xml: "<msqrt>" + xml + "</msqrt>"}, err
}

func (p *parser) leftRight() (node, error) {
	left, err := p.delimiter()
	if err != nil {
		return node{}, err
	}
	inside, err := p.row(`\right`)
	if err != nil {
		return node{}, err
	}
	right, err := p.delimiter()
	return node{xml: "<mrow>" + fence(left, true) + inside + fence(right, true) + "</mrow>"}, err
}

func (p *parser) delimiter() (string, error) {
	t := p.next()
	if s, ok := fences[t]; ok {
		return s, nil
	}
	if len(t) == 1 && strings.Contains("()[]|/.", string(t)) {
		return string(t), nil
	}
	return "", fmt.Errorf("%q is no delimiter", t)
}
