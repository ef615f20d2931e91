package cell_test

import (
	"context"
	"os"
	"slices"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/build"
	"github.com/gopherbook/gopherbook/kernel/cell"
)

// declare makes a session and what cells declare in it.
func declare(t *testing.T, cells ...string) (s *cell.Session, next func(code string)) {
	t.Helper()
	b, err := build.New(context.Background(), build.Options{Dir: t.TempDir(), Source: os.DirFS("../..")})
	if err != nil {
		t.Fatal(err)
	}
	s = cell.NewSession(b)
	n := 0
	next = func(code string) {
		t.Helper()
		n++
		u, err := s.Plan(&cell.Source{Number: n, Text: code})
		if err != nil {
			t.Fatal(err)
		}
		s.Commit(u)
	}
	for _, code := range cells {
		next(code)
	}
	return s, next
}

func TestScopeDoesNotChange(t *testing.T) {
	s, next := declare(t, "x := 1\nimport \"strings\"\ntype T struct{}")
	before := s.Scope()
	next("y := \"a\"\nx := \"b\"\nimport \"bytes\"")
	s.Clear()
	if got := before.Names(); !slices.Equal(got, []string{"T", "x"}) {
		t.Errorf("the names are %q", got)
	}
	if got := before.Lookup("x").Type().String(); got != "int" {
		t.Errorf("x is of type %s", got)
	}
	if got := before.Imports(); len(got) != 1 || got["strings"] != "strings" || !before.HasImported("strings") || before.HasImported("bytes") {
		t.Errorf("the imports are %q", got)
	}
	if after := s.Scope(); after.Names() != nil || len(after.Imports()) != 0 {
		t.Errorf("there are still %q and %q", after.Names(), after.Imports())
	}
}

func TestScopeDeclaration(t *testing.T) {
	s, next := declare(t,
		"// both lines\n// of it\nx := 1\n\n//\n\ny := 2",
		"// T is a type.\ntype T struct {\n\t// F is a field.\n\tF int\n}\n\n// M is a method.\nfunc (t *T) M() {\n}",
		"// Colours.\nconst (\n\tred = iota\n\t// the sky's\n\tblue\n)",
	)
	next("func (t *T) N() {}") // M and T are checked again
	scope := s.Scope()
	for name, want := range map[string]cell.Declaration{
		"x":    {1, "both lines\nof it", "x := 1"},
		"y":    {1, "", "y := 2"},
		"T":    {2, "T is a type.", "type T struct {\n\t// F is a field.\n\tF int\n}"},
		"red":  {3, "Colours.", "const (\n\tred = iota\n\t// the sky's\n\tblue\n)"},
		"blue": {3, "the sky's", "const (\n\tred = iota\n\t// the sky's\n\tblue\n)"},
	} {
		if got, ok := scope.Declaration(scope.Lookup(name)); !ok || got != want {
			t.Errorf("%s: %+v, not %+v", name, got, want)
		}
	}
}

// What is left of a cell without its specials stands where it stood.
func TestWithoutSpecials(t *testing.T) {
	for text, want := range map[string]string{
		"x := 1\n!ls é x\ny":           "x := 1\n        \ny",
		"%time f()\n%cd a":             "      f()\n     ",
		"%timeit -n 3 -r2 f(\n1)\n$ b": "                 f(\n1)\n   ",
		"?fmt.Println":                 " fmt.Println",
		"  x.y?\nz":                    "  x.y \nz",
		"%%time\nx":                    "      \nx",
		"s := `\n!ls\n`\n!ls":          "s := `\n!ls\n`\n   ",
		"f(a,\n%b)":                    "f(a,\n%b)",
		"%time\n%time":                 "     \n     ",
		":help":                        "     ",
		"/* a\n!b */\n!c":              "/* a\n!b */\n  ",
		"x)\n!a":                       "x)\n!a",
	} {
		if got := cell.WithoutSpecials(text); got != want {
			t.Errorf("%q becomes %q, not %q", text, got, want)
		}
	}
}
