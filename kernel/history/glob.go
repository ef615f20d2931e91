package history

import "slices"

// glob is a pattern as shells and SQLite have them. All characters are equal to
// it, also slashes and newlines. It is held as what stands between its stars.
type glob [][]element

// element is what a pattern says of one character: that it lies between two
// others, one of several such pairs, or in none of them.
type element struct {
	pairs []rune
	not   bool
}

// anything is the element that ? stands for.
var anything = element{not: true}

func (e element) matches(r rune) bool {
	for i := 0; i < len(e.pairs); i += 2 {
		if e.pairs[i] <= r && r <= e.pairs[i+1] {
			return !e.not
		}
	}
	return e.not
}

func parseGlob(pattern string) glob {
	g := glob{nil}
	for p := []rune(pattern); len(p) > 0; {
		end := len(g) - 1
		switch {
		case p[0] == '*':
			g = append(g, nil)
			p = p[1:]
		case p[0] == '?':
			g[end] = append(g[end], anything)
			p = p[1:]
		default:
			e, n := parseElement(p)
			g[end] = append(g[end], e)
			p = p[n:]
		}
	}
	return g
}

// parseElement reads a class such as [a-z_] or [!0-9], or a character that
// stands for itself, as a bracket that is not closed does.
func parseElement(p []rune) (e element, length int) {
	itself := element{pairs: []rune{p[0], p[0]}}
	if p[0] != '[' {
		return itself, 1
	}
	i := 1
	if i < len(p) && (p[i] == '!' || p[i] == '^') {
		e.not = true
		i++
	}
	for first := i; i < len(p); i++ {
		switch {
		case p[i] == ']' && i > first: // one that comes first is of the class
			return e, i + 1
		case i+2 < len(p) && p[i+1] == '-' && p[i+2] != ']':
			e.pairs = append(e.pairs, p[i], p[i+2])
			i += 2
		default:
			e.pairs = append(e.pairs, p[i], p[i])
		}
	}
	return itself, 1
}

// matches tells whether the pattern fits the whole text.
func (g glob) matches(text string) bool {
	t := []rune(text)
	begin, end := g[0], g[len(g)-1]
	if !startsWith(t, begin) {
		return false
	}
	t = t[len(begin):]
	if len(g) == 1 {
		return len(t) == 0
	}
	if len(t) < len(end) || !startsWith(t[len(t)-len(end):], end) {
		return false
	}
	t = t[:len(t)-len(end)]
	for _, part := range g[1 : len(g)-1] { // each where it first fits
		for !startsWith(t, part) {
			if len(t) == 0 {
				return false
			}
			t = t[1:]
		}
		t = t[len(part):]
	}
	return true
}

func startsWith(t []rune, part []element) bool {
	if len(t) < len(part) {
		return false
	}
	return !slices.ContainsFunc(part, func(e element) bool {
		r := t[0]
		t = t[1:]
		return !e.matches(r)
	})
}
