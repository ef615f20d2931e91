package assist_test

import (
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/assist"
)

// inspections are texts with the cursor at |, what is known of the name there
// (text/plain has each part between two |), and at detail 1 also. Nothing is
// known where the parts are empty.
var inspections = []struct{ name, text, known, source string }{
	{"a variable", "rat|e", "var rate float64|rate is how fast it learns.|Value:\n<rate>|From: cell 1", "rate := 0.1"},
	{"at its beginning", "|rate", "var rate float64", ""},
	{"a constant", "lim|it", "const limit = 10|From: cell 1", ""},
	{"a variable with a type of the cells", "x := it|", "var it thing|Type: thing: thing grows.|cell 3", "it := thing{}"},
	{"a variable with a type of a package", "m|", "var m *mat.Dense|Type: mat.Dense: Dense is a dense matrix representation.|cell 4", ""},
	{"a function of the cells", "makeThing|(2)", "func makeThing(size float64) *thing|From: cell 3", "return &thing{size: size}"},
	{"a function half called", "makeThing(2, |", "func makeThing(size float64) *thing", ""},
	{"a function in whose arguments", "fmt.Println(1, \"a|\")", "func Println(a ...any) (n int, err error)|standard output|import \"fmt\"", "Fprintln(os.Stdout, a...)"},
	{"an argument", "fmt.Println(rat|e)", "var rate float64", ""},
	{"an outer call", "fmt.Println((1 + 2|))", "func Println", ""},
	{"a type of the cells", "thi|ng{}", "type thing struct {|size float64|thing grows.|Methods:\nfunc (t *thing) Reset()\nfunc (t thing) grow(by float64) float64|cell 2", ""},
	{"a type of a package", "strings.Buil|der{}", "type Builder struct {\n\t// and unexported fields\n}|A Builder is used to|func (b *strings.Builder) WriteString(s string) (int, error)|import \"strings\"", "addr *Builder"},
	{"a generic type", "pair|", "type pair[K comparable, V any] struct|func (p pair[K, V]) Key() K", ""},
	{"a method", "it.Res|et()", "func (t *thing) Reset()|Reset begins again.|cell 2", "func (t *thing) Reset() {}"},
	{"a method of a generic type", "kv.K|ey()", "func (p pair[string, thing]) Key() string|cell 3", "return p.key"},
	{"a method of a package's type", "m.Mul|", "func (m *mat.Dense) Mul(a mat.Matrix, b mat.Matrix)|Mul takes the matrix product", "reuseAsNonZeroed"},
	{"a method that is embedded", "it.WriteSt|ring", "func (b *strings.Builder) WriteString(s string) (int, error)|WriteString appends the contents of s", ""},
	{"a method of a type itself", "mat.Dense.Mul|", "func (m *mat.Dense) Mul", ""},
	{"a method of an interface", "face.Si|des()", "func (shape) Sides() int|cell 2", ""},
	{"a field", "it.si|ze", "field size float64|size is in metres.|cell 2", "size float64"},
	{"a field of a package's type", "http.Server{Ad|dr: \"\"}", "field Addr string|Addr optionally specifies|import \"net/http\"", ""},
	{"a variable of a package", "os.Ar|gs", "var Args []string|Args hold the command-line arguments|import \"os\"", ""},
	{"a constant of a package", "time.Sec|ond", "const Second time.Duration = 1000000000|Common durations|import \"time\"", "1000 * Millisecond"},
	{"a package", "strings|.ToUpper", "import \"strings\"|Package strings implements simple functions", ""},
	{"a package under another name", "st|r.ToUpper", "import \"strings\"|Package strings", ""},
	{"a package that is imported", "import \"encoding/js|on\"", "import \"encoding/json\"|Package json", ""},
	{"gopherbook's own", "ptsne.Dense|", "func Dense(|import \"github.com/gopherbook/gopherbook/ptsne\"", ""},
	{"Display", "Disp|lay(1)", "func Display(values ...any)|Display shows values", ""},
	{"a builtin", "le|n(names)", "func len(v Type) int|The len built-in function", ""},
	{"a builtin type", "var x in|t", "type int int|int is a signed integer type", ""},
	{"error", "var err error\nerr.Err|or()", "Error() string", ""},
	{"unsafe", "unsafe.Size|of(1)", "func Sizeof(x ArbitraryType) uintptr|Sizeof takes", ""},
	{"a local variable", "func f() { local := it; loc|al }", "var local thing|this cell", "local := it"},
	{"a parameter", "func f(n int) { n| }", "var n int|this cell", ""},
	{"what the cell declares", "// twice doubles.\nfunc twice(n int) int { return 2 * n }\ntwi|ce(2)", "func twice(n int) int|twice doubles.|this cell", "return 2 * n"},
	{"what the cell declares below", "twi|ce(2)\n\n// twice doubles.\nfunc twice(n int) int { return 2 * n }", "func twice(n int) int|twice doubles.", ""},
	{"what is declared again", "rate := rat|e + 1", "var rate float64|cell 1", ""},
	{"in code that does not parse", "for i := range it.Tags {\n\tif it.gr|", "", ""},
	{"in code that does not parse, whole names", "for i := range it.Tags {\n\tif it.gro|w", "func (t thing) grow(by float64) float64", ""},
	{"a special", "%timeit|", "%timeit [-n LOOPS] [-r RUNS] STATEMENT|mean time", ""},
	{"in a special", "%time it.gr|ow(1)", "func (t thing) grow", ""},
	{"a question", "?it.gr|ow", "func (t thing) grow", ""},
	{"nothing", "|", "", ""},
	{"a name of nothing", "nowh|ere", "", ""},
	{"a keyword", "f|or {}", "", ""},
	{"a comment", "// ra|te", "", ""},
	{"a number", "12|3", "", ""},
}

func TestInspect(t *testing.T) {
	nb := open(t, assist.Options{Value: func(name string) (string, bool) { return "<" + name + ">", true }}, declared...)
	for _, c := range inspections {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			code, at := cursor(c.text)
			brief, found := nb.Inspect(nb.cells.Scope(), code, at, 0)
			full, _ := nb.Inspect(nb.cells.Scope(), code, at, 1)
			if found != (c.known != "") {
				t.Fatalf("found is %v: %v", found, brief["text/plain"])
			}
			if !found {
				return
			}
			text := brief["text/plain"].(string)
			for _, part := range strings.Split(c.known, "|") {
				if !strings.Contains(text, part) {
					t.Errorf("there is no %q in\n%s", part, text)
				}
			}
			if all := full["text/plain"].(string); !strings.Contains(all, c.source) || len(all) < len(text) {
				t.Errorf("there is no %q in\n%s", c.source, all)
			}
			if c.source != "" && !strings.Contains(full["text/plain"].(string), "Source:") {
				t.Errorf("there is no source in\n%s", full["text/plain"])
			}
		})
	}
}

func TestInspectInMarkdownAndHTML(t *testing.T) {
	nb := open(t, assist.Options{}, "// less tells whether a<b, *really*. See [strings.Compare].\nfunc less[T cmp.Ordered](a, b T) bool { return a < b }")
	data, found := nb.Lookup(nb.cells.Scope(), "less", 1)
	if !found {
		t.Fatal("less is not found")
	}
	for kind, parts := range map[string][]string{
		"text/markdown": {"```go\nfunc less[T cmp.Ordered](a T, b T) bool\n```", `a\<b, \*really\*`, "[strings.Compare](https://pkg.go.dev/strings#Compare)", "**From:** cell 1", "**Source:**"},
		"text/html":     {"<pre><code>func less[T cmp.Ordered](a T, b T) bool</code></pre>", "a&lt;b, *really*", `<a href="https://pkg.go.dev/strings#Compare">`, "<strong>From:</strong> cell 1", "return a &lt; b"},
	} {
		for _, part := range parts {
			if text := data[kind].(string); !strings.Contains(text, part) {
				t.Errorf("there is no %q in %s:\n%s", part, kind, text)
			}
		}
	}
}

func TestLookup(t *testing.T) {
	nb := open(t, assist.Options{}, declared...)
	for name, want := range map[string]string{
		"rate":                             "var rate float64",
		"it.size":                          "field size float64",
		"thing.Reset":                      "func (t *thing) Reset()",
		"fmt.Println":                      "func Println(a ...any)",
		"mat.Dense.Mul":                    "func (m *mat.Dense) Mul",
		"encoding/json":                    "import \"encoding/json\"",
		"math/rand/v2":                     "import \"math/rand/v2\"",
		"math/rand/v2.N":                   "func N[Int rand.intType](n Int) Int",
		"encoding/json.Decoder.Decode":     "func (dec *json.Decoder) Decode(v any) error",
		"gonum.org/v1/gonum/mat.Dense.Mul": "func (m *mat.Dense) Mul",
		" len ":                            "func len(v Type) int",
		"no/such/package":                  "",
		"encoding/json.Nothing":            "",
		"nothing":                          "",
		"":                                 "",
	} {
		data, found := nb.Lookup(nb.cells.Scope(), name, 0)
		text, _ := data["text/plain"].(string)
		if found != (want != "") || !strings.Contains(text, want) {
			t.Errorf("%q: found is %v:\n%s", name, found, text)
		}
	}
}
