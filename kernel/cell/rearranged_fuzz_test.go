package cell_test

import (
	"go/scanner"
	"go/token"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// FuzzRearranged looks for cells that Plan cannot stand among those of the
// contract and the programs, with their statements in other places, run again
// or left out, and some of their words in the place of others.
func FuzzRearranged(f *testing.F) {
	sequences := seeds(f)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range sequences {
		changes := make([]byte, 10*random.IntN(8))
		for j := range changes {
			changes[j] = byte(random.Uint32())
		}
		f.Add(uint16(i), changes)
	}
	l := libraryOf(f)
	f.Fuzz(func(t *testing.T, sequence uint16, changes []byte) {
		planAll(t, l, rearrange(sequences, int(sequence)%len(sequences), changes))
	})
}

// rearrange returns the cells of one of the sequences after some changes.
func rearrange(sequences []string, sequence int, changes []byte) (cells []string) {
	r := rearranged{changes: changes}
	for _, cell := range strings.Split(sequences[sequence], cellSeparator) {
		r.cells = append(r.cells, statements(cell))
	}
	for len(r.changes) > 0 && len(r.cells) < 8 {
		r.change(sequences)
	}
	for _, c := range r.cells {
		cells = append(cells, strings.Join(c, "\n"))
	}
	return cells
}

// rearranged are cells that are being changed. Each cell is its statements.
type rearranged struct {
	cells   [][]string
	changes []byte // what decides on the changes, not used yet
}

// choose returns a number from 0 to n-1, or 0.
func (r *rearranged) choose(n int) int {
	v := 0
	for range min(2, len(r.changes)) {
		v = v<<8 | int(r.changes[0])
		r.changes = r.changes[1:]
	}
	return v % max(n, 1)
}

// pick chooses a statement.
func (r *rearranged) pick() (cell, statement int) {
	cell = r.choose(len(r.cells))
	return cell, r.choose(len(r.cells[cell]))
}

// change makes one change.
func (r *rearranged) change(others []string) {
	kind := r.choose(256)
	i, k := r.pick()
	j, m := r.pick()
	if k >= len(r.cells[i]) || m >= len(r.cells[j]) {
		return // in a cell without statements
	}
	switch from, to := &r.cells[i], &r.cells[j]; kind % 10 {
	case 0: // a cell begins here
		r.cells = slices.Insert(r.cells, i+1, (*from)[k:])
		r.cells[i] = r.cells[i][:k:k]
	case 1: // two cells are one
		if i+1 < len(r.cells) {
			r.cells[i] = append(r.cells[i], r.cells[i+1]...)
			r.cells = slices.Delete(r.cells, i+1, i+2)
		}
	case 2: // a statement comes again, in a cell of its own
		r.cells = append(r.cells, []string{(*from)[k]})
	case 3: // a statement comes again, elsewhere
		*to = slices.Insert(*to, m, (*from)[k])
	case 4: // a statement is missing
		*from = slices.Delete(*from, k, k+1)
	case 5: // a statement of another sequence comes in
		strange := statements(others[r.choose(len(others))])
		*to = slices.Insert(*to, m, strange[r.choose(len(strange))])
	case 6: // two statements change places
		(*from)[k], (*to)[m] = (*to)[m], (*from)[k]
	default: // a word stands in the place of another
		words, others := tokens((*from)[k]), tokens((*to)[m])
		a, b := r.choose(len(words)), r.choose(len(others))
		if len(words) > 0 && len(others) > 0 {
			w := words[a]
			(*from)[k] = (*from)[k][:w.start] + others[b].text + (*from)[k][w.start+len(w.text):]
		}
	}
}

// word is a token of a statement, as it stands there.
type word struct {
	start int
	text  string
}

func tokens(statement string) (words []word) {
	scan(statement, func(offset int, tok token.Token, text string, depth int) {
		if text != "\n" {
			words = append(words, word{offset, text})
		}
	})
	return words
}

// statements cuts a cell where the scanner sees a semicolon outside all brackets.
func statements(cell string) (list []string) {
	start := 0
	scan(cell, func(offset int, tok token.Token, text string, depth int) {
		if tok == token.SEMICOLON && depth == 0 {
			list = append(list, cell[start:offset])
			start = min(offset+1, len(cell))
		}
	})
	return append(list, cell[start:])
}

func scan(text string, visit func(offset int, tok token.Token, text string, depth int)) {
	var sc scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(text))
	sc.Init(file, []byte(text), nil, 0)
	depth := 0
	for {
		pos, tok, lit := sc.Scan()
		switch tok {
		case token.EOF:
			return
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		}
		if lit == "" {
			lit = tok.String()
		}
		visit(file.Offset(pos), tok, lit, depth)
	}
}
