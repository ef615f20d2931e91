package assist_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/assist"
	"github.com/gopherbook/gopherbook/kernel/build"
)

// declared is what the session of the tests has declared, a cell each.
var declared = []string{
	`// rate is how fast it learns.
rate := 0.1
names := []string{"a"}
const limit = 10
steps := 3`,
	`type base struct{ id int; Name string }
func (b *base) touch() {}
func (b base) Label() string { return b.Name }
type shape interface { area() float64; Sides() int }
// thing grows.
type thing struct {
	base
	*strings.Builder
	// size is in metres.
	size float64
	Tags map[string]int
	next *thing
}
func (t thing) grow(by float64) float64 { return t.size * by }
// Reset begins again.
func (t *thing) Reset() {}`,
	`type pair[K comparable, V any] struct { key K; value V }
func (p pair[K, V]) Key() K { return p.key }
func makeThing(size float64) *thing { return &thing{size: size} }
func two() (thing, error) { return thing{}, nil }
it := thing{}
ptr := makeThing(1)
things := map[string][]*thing{}
kv := pair[string, thing]{}
var face shape`,
	`import str "strings"
import "gonum.org/v1/gonum/mat"
m := mat.NewDense(2, 2, nil)
_ = str.ToUpper`,
}

// completions are texts with the cursor at |, and what is offered first, or with
// others, in this order. What begins with - is not offered; = ends what is.
var completions = []struct{ name, text, want string }{
	{"a variable", "ra|", "rate"},
	{"in an expression", "x := 2 * ra|", "rate range ="},
	{"a constant", "lim|", "limit ="},
	{"a function", "mak|", "makeThing make"},
	{"a type", "var x thi|", "thing things"},
	{"a type comes first", "var x []t|", "thing"},
	{"members", "it.|", "Builder Reset Tags base grow next size Label Name WriteByte id touch"},
	{"members by prefix", "it.s|", "size String ="},
	{"promoted through a pointer", "it.Write|", "Write WriteByte WriteRune WriteString ="},
	{"on a pointer", "ptr.g|", "grow Grow ="},
	{"on what a function returns", "makeThing(2).nex|", "next ="},
	{"no pointer methods on what has no address", "pair[int, base]{}.value.|", "-touch Label Name id"},
	{"through maps and slices", "things[\"a\"][0].si|", "size ="},
	{"through fields", "it.next.next.Ta|", "Tags ="},
	{"through generics", "kv.value.si|", "size ="},
	{"methods of generics", "kv.K|", "Key key ="},
	{"interfaces", "face.|", "Sides area ="},
	{"method expressions", "thing.gr|", "grow Grow ="},
	{"no fields of types", "thing.|", "-size grow Label"},
	{"two results have no members", "two().|", "="},
	{"package members", "strings.ToUp|", "ToUpper ToUpperSpecial ="},
	{"package members in any case", "strings.toup|", "ToUpper ToUpperSpecial ="},
	{"package members in order", "strings.TpLw|", "="},
	{"characters in order", "strings.TrSp|", "TrimSpace ="},
	{"a package under another name", "str.Repl|", "Replace ReplaceAll Replacer ="},
	{"a package of a module", "mat.NewDiag|", "NewDiagDense NewDiagonalRect -NewDense"},
	{"a package not yet imported", "strin|", "string strings ="},
	{"packages of the same name", "rand.NewP|", "NewPCG"},
	{"gopherbook's own", "pts|", "ptsne ="},
	{"gopherbook's members", "plotting.Scat|", "Scatter"},
	{"Display", "Disp|", "Display display"},
	{"types of packages first", "var b strings.|", "Builder Reader Replacer"},
	{"a gonum type", "m.Dim|", "Dims ="},
	{"locals first", "func f(raw int) {\n\trat := 1\n\tif ra|\n}", "rat raw rate"},
	{"the order of names", "func f() {\n\tstrange := 1\n\tst|\n\t_ = strange\n}", "strange steps string str strings strconv struct"},
	{"no locals of others", "func f() { inner := 1; _ = inner }\ninn|", "-inner"},
	{"no locals declared later", "func f() {\n\tlo|\n\tlocal := 1\n\t_ = local\n}", "-local"},
	{"parameters", "func (t thing) m(amount int) int {\n\treturn am|\n}", "amount ="},
	{"receivers", "func (t thing) m() int {\n\treturn t.nex|\n}", "next"},
	{"loop variables", "for i, name := range names {\n\tfmt.Println(na|)\n}", "name names"},
	{"members of loop variables", "for _, ts := range things {\n\tfor _, t := range ts {\n\t\tt.si|", "size ="},
	{"members of locals", "func f() {\n\tlocal := makeThing(1)\n\tlocal.si|", "size ="},
	{"closures", "func() {\n\tinside := it\n\tdefer func() {\n\t\tinside.gr|", "grow Grow ="},
	{"variables of the same cell", "fresh := makeThing(1)\nfresh.si|", "size ="},
	{"the same cell from a function", "func f() float64 {\n\treturn fresh.si|\n}\nfresh := it", "size ="},
	{"not before it is declared", "fre|\nfresh := 1", "-fresh"},
	{"not while it is declared", "fresh := fre|", "-fresh"},
	{"its old meaning while it is declared again", "rate := rat|", "rate ="},
	{"types of the same cell", "type local struct{ first, second int }\nvar l local\nl.sec|", "second ="},
	{"functions below", "lat|\nfunc later() {}", "later"},
	{"type switches", "var v any = it\nswitch v := v.(type) {\ncase *thing:\n\tv.nex|", "next ="},
	{"if statements", "if x := makeThing(1); x.si|", "size ="},
	{"conditions", "if it.si|", "size ="},
	{"for statements", "for it.si|", "size ="},
	{"range", "for range it.Ta|", "Tags ="},
	{"defer", "defer it.Res|", "Reset ="},
	{"go", "go it.Res|", "Reset ="},
	{"case", "switch 1.0 {\ncase it.si|\n}", "size ="},
	{"return", "func f() float64 { return it.si| }", "size ="},
	{"arguments", "fmt.Println(1, it.si|", "size ="},
	{"arguments among others", "fmt.Println(1, it.si|, 2)", "size ="},
	{"unclosed in the middle", "fmt.Println(it.si|\ny := 1\nfmt.Println(y)", "size ="},
	{"before more code", "it.si|\nx := 1\nx++", "size ="},
	{"dot before a statement", "it.|\nx := 1", "Name"},
	{"below what is broken", "x := := 3\nif (\nit.si|", "size ="},
	{"after a stray bracket", "x := 3)\nit.si|", "size ="},
	{"in a name", "it.si|ze", "size ="},
	{"before brackets", "it.gr|(2)", "grow Grow ="},
	{"index", "names[lim|]", "limit ="},
	{"unary", "x := -lim|", "limit ="},
	{"channels", "ch := make(chan *thing)\n(<-ch).si|", "size ="},
	{"assertions", "var v any\nv.(thing).si|", "size ="},
	{"literal fields", "thing{|}", "Builder: Tags: base: next: size:"},
	{"literal fields that begin so", "x := thing{si|", "size:"},
	{"further literal fields", "x := &thing{size: 1, n|", "next: ="},
	{"literal fields on lines", "x := thing{\n\tsize: 1,\n\tT|\n}", "Tags: ="},
	{"literal values", "x := thing{size: ra|}", "rate"},
	{"literal keys with a colon", "x := thing{si|: 1}", "size ="},
	{"literals in literals", "x := []*thing{{si|}}", "size:"},
	{"literals of packages", "http.Server{Ad|}", "Addr:"},
	{"no unexported fields of packages", "strings.Builder{b|}", "-buf:"},
	{"keywords", "swi|", "switch ="},
	{"keywords in order", "f|", "fallthrough for func"},
	{"no statement in an expression", "x := swi|", "="},
	{"predeclared", "x := appe|", "append ="},
	{"imports", "import \"encoding/js|", "encoding/json ="},
	{"imports by name", "import \"pts|\"", "github.com/gopherbook/gopherbook/ptsne"},
	{"imports in a group", "import (\n\t\"fmt\"\n\tr \"math/ra|\n)", "math/rand math/rand/v2 ="},
	{"imports of modules", "import \"gonum.org/v1/gonum/ma|\"", "gonum.org/v1/gonum/mat gonum.org/v1/gonum/mathext"},
	{"nothing in comments", "// it.|", "="},
	{"nothing in block comments", "/* it.| */", "="},
	{"nothing in numbers", "x := 3.|", "="},
	{"after a comment", "/* it */ it.si|", "size ="},
	{"after an emoji", "s := \"😀\"; it.si|", "size ="},
	{"after %time", "%time it.si|", "size ="},
	{"after %timeit", "%timeit -n 3 -r2 it.si|", "size ="},
	{"before ?", "it.si|?", "size ="},
	{"after ?", "?it.si|", "size ="},
	{"below a special", "!ls 'x\nit.si|", "size ="},
	{"with carriage returns", "x := 1\r\nit.si|\r\n", "size ="},
	{"specials", "%t|", "%time %timeit ="},
	{"specials only at the beginning", "x := 7 %t|", "-%time"},
	{"a cell of specials", "%%|", "%%time %%timeit ="},
	{"methods of later cells' receivers", "func (t *thing) more() {\n\tt.ne|", "next"},
	{"a method on a type that is not there", "func (n *nothing) m() {\n\tit.si|", "size ="},
	{"struct types", "type s struct {\n\ta thi|\n}", "thing"},
	{"map types", "x := map[string]thi|", "thing"},
	{"results", "func f() (thi|", "thing"},
	{"type parameters", "func f[T any](t T) {\n\tvar x T|", "T"},
	{"constraints", "func f[T sha|", "shape"},
	{"generic bodies", "func f[T shape](t T) {\n\tt.Si|", "Sides ="},
	{"select", "ch := make(chan thing)\nselect {\ncase t := <-ch:\n\tt.si|\n}", "size ="},
	{"labels", "outer:\nfor {\n\tit.si|\n}", "size ="},
	{"before a number", "const |0", "-0"},
	{"before a name", "x := |names", "it names"},
	{"before a member", "it.|size", "Tags size"},
	{"an empty cell", "|", "it kv"},
}

func TestComplete(t *testing.T) {
	nb := open(t, assist.Options{}, declared...)
	for _, c := range completions {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			got := texts(nb.complete(c.text))
			rest := got
			for _, w := range strings.Fields(c.want) {
				switch name, not := strings.CutPrefix(w, "-"); {
				case not:
					if slices.Contains(got, name) {
						t.Errorf("%q offers %q", c.text, name)
					}
				case w == "=":
					if len(rest) > 0 {
						t.Errorf("%q also offers %.200q", c.text, rest)
					}
				default:
					i := slices.Index(rest, w)
					if i < 0 {
						t.Fatalf("%q does not offer %q in order, but %.300q", c.text, w, got)
					}
					rest = rest[i+1:]
				}
			}
		})
	}
}

// In other string literals, the names of files are completed.
func TestCompleteFiles(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"data.csv", "data.json", ".hidden", "maps/one.png"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	nb := open(t, assist.Options{Dir: func() string { return dir }})
	for text, want := range map[string][]string{
		`os.Open("da|")`:                         {"data.csv", "data.json"},
		`os.Open("maps/|`:                        {"one.png"},
		`os.Open("|")`:                           {"data.csv", "data.json", "maps/"},
		`os.Open(".h|")`:                         {".hidden"},
		"os.Open(`" + dir + "/ma|`)":             {"maps/"},
		`!cat data.j|`:                           {"data.json"},
		`%cd ma|`:                                {"maps/"},
		`os.Open("none/|")`:                      {},
		"x := `da\n|`":                           {},
		`fmt.Println("no file begins like th|")`: {},
	} {
		c := nb.complete(text)
		if got := texts(c); !slices.Equal(got, want) {
			t.Errorf("%s offers %q, not %q", text, got, want)
		}
	}
	if c := nb.complete(`os.Open("maps/on|")`); c.Start != len(`os.Open("maps/`) || c.End != c.Start+2 {
		t.Errorf("what is replaced is [%d:%d]", c.Start, c.End)
	}
}

// growing are packages of which there are more the second time.
type growing struct {
	*build.Builder
	asked int
}

func (g *growing) Importable() map[string]string {
	g.asked++
	all := g.Builder.Importable()
	if g.asked > 1 {
		all["example.com/novelty"] = "novelty"
	}
	return all
}

func TestForget(t *testing.T) {
	nb := open(t, assist.Options{})
	g := &growing{Builder: nb.builder}
	nb.Assistant = assist.New(g, assist.Options{})
	nb.Warm()
	for range 2 {
		if got := texts(nb.complete("novel|")); len(got) > 0 || g.asked != 1 {
			t.Errorf("asked %d times, there is %q", g.asked, got)
		}
	}
	nb.Forget()
	nb.Warm()
	if got := texts(nb.complete("novel|")); !slices.Equal(got, []string{"novelty"}) || g.asked != 2 {
		t.Errorf("asked %d times, there is %q", g.asked, got)
	}
}
