package assist_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gopherbook/gopherbook/kernel/assist"
)

// FuzzAssist looks for text that completion or inspection cannot stand. Seeds
// are what the other tests type, whole and cut off.
func FuzzAssist(f *testing.F) {
	for _, c := range completions {
		text, at := cursor(c.text)
		f.Add(text, at)
	}
	for _, c := range inspections {
		text, at := cursor(c.text)
		f.Add(text, at)
	}
	for _, text := range declared {
		f.Add(text, len(text)/2)
	}
	for _, text := range []string{"\xff.", "é😀.", "x.\x00", "/*", "`", "'", "\"", "import (", "%%time\n%", "?", "a?\nb?", "func (", "type T[", "){}(", "struct{*", "defer func() {", "\r\nx.\r\n", "ꞷꞷ.ꞷꞷ"} {
		f.Add(text, len(text))
	}
	nb := open(f, assist.Options{}, declared...)
	f.Fuzz(func(t *testing.T, text string, at int) {
		scope := nb.cells.Scope()
		c := nb.Complete(scope, text, at)
		if c.Start < 0 || c.Start > c.End || c.End > len(text) {
			t.Errorf("what is replaced is [%d:%d] of %d bytes", c.Start, c.End, len(text))
		}
		if utf8.ValidString(text) && !utf8.ValidString(text[c.Start:c.End]) {
			t.Errorf("what is replaced is half a character: [%d:%d]", c.Start, c.End)
		}
		seen := make(map[string]bool)
		for _, m := range c.Matches {
			if m.Text == "" || seen[m.Text] || strings.ContainsAny(m.Text, "Ꞷꞷ") && !strings.ContainsAny(text, "Ꞷꞷ") {
				t.Errorf("a match is %q", m.Text)
			}
			seen[m.Text] = true
		}
		for detail := range 2 {
			if data, found := nb.Inspect(scope, text, at, detail); found && data["text/plain"] == "\n" {
				t.Error("nothing is known of what was found")
			}
		}
		nb.Lookup(scope, text, 0)
	})
}
