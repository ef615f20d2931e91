package assist_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/assist"
)

// BenchmarkComplete measures answers in a session of a hundred cells, when what
// they need has been looked up before.
func BenchmarkComplete(b *testing.B) {
	nb := crowded(b)
	for _, c := range []struct{ name, text string }{
		{"Name", "x := ra|"},
		{"Anything", "|"},
		{"Member", "it.|"},
		{"Package", "syscall.|"},
		{"Import", "import \"|"},
		{"LongCell", strings.Repeat("for i := range 10 {\n\tfmt.Println(i, it.size, makeThing(1))\n}\n", 100) + "it.si|"},
		{"Broken", strings.Repeat("for i := range 10 {\n\tfmt.Println(i, it.size, makeThing(1))\n}\n", 100) + "fmt.Println(it.si|\nx := 1"},
		{"Method", "func (t *thing) more() {\n\tt.si|\n}"},
	} {
		b.Run(c.name, func(b *testing.B) {
			code, at := cursor(c.text)
			for len(nb.Complete(nb.cells.Scope(), code, at).Matches) == 0 {
			}
			for b.Loop() {
				nb.Complete(nb.cells.Scope(), code, at)
			}
		})
	}
}

// BenchmarkInspect does the same for what is known of names.
func BenchmarkInspect(b *testing.B) {
	nb := crowded(b)
	for _, c := range []struct{ name, text string }{{"Variable", "rat|e"}, {"Function", "fmt.Println(|"}, {"Type", "mat.Dense|"}} {
		b.Run(c.name, func(b *testing.B) {
			code, at := cursor(c.text)
			for {
				if _, found := nb.Inspect(nb.cells.Scope(), code, at, 0); found {
					break
				}
			}
			for b.Loop() {
				nb.Inspect(nb.cells.Scope(), code, at, 0)
			}
		})
	}
}

// crowded opens a session of a hundred cells.
func crowded(b *testing.B) *notebook {
	nb := open(b, assist.Options{}, declared...)
	for i := range 100 {
		nb.declare(fmt.Sprintf("var v%d = thing{}\nfunc f%d(t thing) float64 { return t.size + %d }", i, i, i))
	}
	return nb
}
