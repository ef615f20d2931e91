package cell_test

import (
	"testing"

	"github.com/gopherbook/gopherbook/kernel/cell"
)

func TestIsComplete(t *testing.T) {
	for _, c := range []struct{ code, status, indent string }{
		{"", "complete", ""},
		{"x := 1", "complete", ""},
		{"func f() {\n}", "complete", ""},
		{"func (p P) m() int { return 1 }\nx.m()", "complete", ""},
		{"for i := range 3 {", "incomplete", "    "},
		{"if a {\n\tif b {", "incomplete", "\t\t"},
		{"f(1,", "incomplete", ""},
		{"x := 1 +", "incomplete", ""},
		{"x.", "incomplete", ""},
		{"s := `raw", "incomplete", ""},
		{"/* open", "incomplete", ""},
		{"x := []int{\n\t1,", "incomplete", "\t"},
		{"x := )", "invalid", ""},
		{"}", "invalid", ""},
		{"a b c", "invalid", ""},
		{`s := "open`, "invalid", ""},
		{"%time f()", "complete", ""},
		{"!ls -l | wc", "complete", ""},
		{"%nonsense", "invalid", ""},
		{"package main\nimport \"fmt\"\nfunc main() {}", "complete", ""},
	} {
		status, indent := cell.IsComplete(c.code)
		if status != c.status || indent != c.indent {
			t.Errorf("%q is %s with indent %q, not %s with %q", c.code, status, indent, c.status, c.indent)
		}
	}
}

// FuzzIsComplete looks for text that splitting and parsing cannot stand.
func FuzzIsComplete(f *testing.F) {
	for _, seed := range []string{
		"x := 1", "func (p *P[T]) m() {}\n%time x\n!ls", "/*\n*/!a", "import (\n\"a\"\n)\n}", "`", "'", "a\r\n;b;", "%%time\nfunc() {}()", "\xff", "é := \"\\",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, code string) {
		switch status, _ := cell.IsComplete(code); status {
		case "complete", "incomplete", "invalid":
		default:
			t.Errorf("status %q", status)
		}
	})
}
