package cell_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/cell"
	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
)

// FuzzDirect looks for cells that the translation for the evaluator cannot
// stand, among others of the evaluator's tests. Each comes after the cells that
// declare what it uses, the first two of a file.
func FuzzDirect(f *testing.F) {
	files, err := filepath.Glob("../session/testdata/direct/*.txt")
	if err != nil || len(files) == 0 {
		f.Fatalf("no cells: %v", err)
	}
	var before [][]string
	for i, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		cells := strings.Split(string(content), cellSeparator)
		before = append(before, cells[:2])
		for _, text := range cells[2:] {
			f.Add(uint8(i), text)
		}
	}
	l := libraryOf(f)
	f.Fuzz(func(t *testing.T, file uint8, text string) {
		p := newPlanner(t, l)
		for i, text := range before[int(file)%len(before)] {
			p.plan(i+1, text)
		}
		p.plan(3, text)
	})
}

// checkDirect checks that a program refers to nothing that it does not have.
func (p *planner) checkDirect(d *cell.Direct) {
	program := d.Program
	within := func(what string, i, first, end int) {
		if i < first || i >= end {
			p.t.Errorf("the program of cell\n%s\nhas no %s %d", p.text, what, i)
		}
	}
	for i, t := range program.Types {
		for _, part := range append(append([]int{t.Elem, t.Key}, t.In...), t.Out...) {
			within("type", part, 0, i+1)
		}
	}
	for _, v := range program.Vars {
		within("type", v.Type, 1, len(program.Types)+1)
	}
	for _, c := range program.Conversions {
		within("type", c.From, 1, len(program.Types)+1)
		within("type", c.To, 1, len(program.Types)+1)
	}
	for _, g := range program.Guards {
		within("symbol", g.Symbol, 0, len(program.Symbols))
	}
	var visit func(nodes []*tree.Node)
	visit = func(nodes []*tree.Node) {
		for _, n := range nodes {
			if n == nil {
				continue // left out
			}
			within("type", n.Type, 0, len(program.Types)+1)
			switch n.Op {
			case tree.Global, tree.Function:
				within("symbol", n.N, 0, len(program.Symbols))
			case tree.Own:
				within("variable", n.N, 0, len(program.Vars))
			case tree.Local, tree.Temp, tree.Let, tree.Define:
				within("slot", n.N, 1, program.Slots+1)
			case tree.Const, tree.Convert, tree.Assert:
				within("type", n.Type, 1, len(program.Types)+1)
			}
			visit(n.Args)
		}
	}
	visit(program.Body)
}
