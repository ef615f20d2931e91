package assist

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Completion is what may stand in the place of text[Start:End], the best first.
type Completion struct {
	Start, End int // bytes
	Matches    []Match
}

// Match is one thing that may be meant.
type Match struct {
	Text      string
	Type      string // function, variable, constant, class, property, module, keyword, magic or path
	Signature string // of a function its parameters and results, else a type; "" where there is none
}

// tier is the order in which matches come that fit equally well.
type tier int

const (
	fields      tier = iota // of the struct literal that is being written, and what is selected
	locals                  // names of the function
	session                 // names of the cells
	predeclared             // Go's own
	imported                // packages in use
	importable              // packages that come without an import
	keywords
)

// candidate is something that the text before the cursor may be the beginning of.
type candidate struct {
	Match
	tier   tier
	depth  int  // how deep it is embedded
	wanted bool // of the kind that the place asks for
}

// collector chooses among candidates.
type collector struct {
	prefix string
	seen   map[string]bool
	found  []found
}

type found struct {
	candidate
	fit fit
}

// fit is how well a name fits what has been typed.
type fit int

const (
	asTyped  fit = iota // the name begins so
	anyCase             // it begins so, but for upper and lower case
	anywhere            // the characters come in this order
	not
)

func newCollector(prefix string) *collector {
	return &collector{prefix: prefix, seen: make(map[string]bool)}
}

// add takes a candidate, unless there is one of the same text already.
func (c *collector) add(can candidate) {
	if c.seen[can.Text] {
		return
	}
	c.seen[can.Text] = true
	if f := fitOf(can.Text, c.prefix); f != not {
		c.found = append(c.found, found{can, f})
	}
}

// wants tells whether a name can be among the matches.
func (c *collector) wants(name string) bool { return !c.seen[name] && fitOf(name, c.prefix) != not }

// hide notes that a name means something that does not count here.
func (c *collector) hide(name string) { c.seen[name] = true }

// matches returns the candidates in order. Those that only have the characters
// in order count where there are no others.
func (c *collector) matches() []Match {
	slices.SortStableFunc(c.found, func(a, b found) int {
		return cmp.Or(
			cmp.Compare(a.fit, b.fit),
			cmp.Compare(order(!a.wanted), order(!b.wanted)),
			cmp.Compare(a.tier, b.tier),
			cmp.Compare(a.depth, b.depth),
			strings.Compare(a.Text, b.Text),
		)
	})
	matches := []Match{}
	for _, f := range c.found {
		if f.fit == anywhere && c.found[0].fit != anywhere {
			break
		}
		matches = append(matches, f.Match)
	}
	return matches
}

func order(b bool) int {
	if b {
		return 1
	}
	return 0
}

// fitOf compares a name with what has been typed of it.
func fitOf(name, prefix string) fit {
	switch {
	case strings.HasPrefix(name, prefix):
		return asTyped
	case hasPrefixFold(name, prefix):
		return anyCase
	case utf8.RuneCountInString(prefix) > 1 && inOrder(name, prefix):
		return anywhere
	}
	return not
}

func hasPrefixFold(name, prefix string) bool {
	for _, p := range prefix {
		r, size := utf8.DecodeRuneInString(name)
		if size == 0 || unicode.ToLower(r) != unicode.ToLower(p) {
			return false
		}
		name = name[size:]
	}
	return true
}

// inOrder tells whether a name begins with the first character typed, and has
// the others in the same order.
func inOrder(name, typed string) bool {
	first, size := utf8.DecodeRuneInString(typed)
	if !hasPrefixFold(name, string(first)) {
		return false
	}
	typed = typed[size:]
	_, skip := utf8.DecodeRuneInString(name)
	for _, r := range name[skip:] {
		p, size := utf8.DecodeRuneInString(typed)
		if size > 0 && unicode.ToLower(r) == unicode.ToLower(p) {
			typed = typed[size:]
		}
	}
	return typed == ""
}
