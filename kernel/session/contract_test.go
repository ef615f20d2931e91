package session_test

import (
	"regexp"
	"testing"
)

// step is one cell of a scenario: what it shows, or how it fails.
type step struct {
	code string
	show string
	fail string   // the failure's name
	say  []string // words of its traceback
}

// scenarios are what a Go programmer and a notebook's user both expect, by the
// rows of the contract (CONTRIBUTING.md).
var scenarios = []struct {
	name  string
	steps []step
}{
	{"declarations and statements mix", []step{
		{code: "a := 1\nfunc f() int { return a + k }\nconst k = 10\nb := f()\nimport \"strings\"\nstrings.Repeat(\"x\", b)", show: "=> xxxxxxxxxxx\n"},
	}},
	{"the same type is the same variable", []step{
		{code: "x := 3\nget := func() int { return x }"},
		{code: "x := 5"},
		{code: "get()", show: "=> 5\n"},
		{code: "x := \"text\""},
		{code: "get()", show: "=> 5\n"},
		{code: "x", show: "=> text\n"},
	}},
	{"a variable from itself", []step{
		{code: "x := 3"},
		{code: "x := x * 2\nx", show: "=> 6\n"},
		{code: "fmt.Println(x)\nx := strconv.Itoa(x) + \"!\"\nx", show: "6\n=> 6!\n"},
		{code: "xs := []int{1}\nxs = append(xs, 2)"},
		{code: "xs := append(xs, 3)\nlen(xs)", show: "=> 3\n"},
	}},
	{"several values are a tuple", []step{
		{code: "func two() (int, string) { return 1, \"a\" }\ntwo()", show: "=> (1, a)\n"},
		{code: "strconv.Atoi(\"12\")", show: "=> (12, <nil>)\n"},
	}},
	{"nothing to show", []step{
		{code: "func f() {}\nf()"},
		{code: "x := 1"},
		{code: "x = 2"},
		{code: "x;"},
		{code: "// only a comment"},
		{code: "var err error\nerr"},
	}},
	{"err is declared again and again", []step{
		{code: "a, err := strconv.Atoi(\"1\")\nb, err := strconv.Atoi(\"2\")\na + b", show: "=> 3\n"},
		{code: "c, err := strconv.Atoi(\"x\")\nfmt.Println(c, err != nil)", show: "0 true\n"},
		{code: "x := 1\nx := 2", fail: "CompileError", say: []string{"line 2", "no new variables on left side of :="}},
	}},
	{"a function again", []step{
		{code: "func f() string { return \"old\" }\nfunc g() string { return \"g \" + f() }"},
		{code: "func h() string { return \"h \" + g() }\nh()", show: "=> h g old\n"},
		{code: "func f() string { return \"new\" }"},
		{code: "h()", show: "=> h g new\n"},
	}},
	{"a caller that no longer compiles", []step{
		{code: "func f(n int) int { return n }"},
		{code: "func g() int {\n\treturn f(1)\n}"},
		{code: "func f(s string) string { return s }", fail: "CompileError", say: []string{"Cell [2], line 2", "g (cell 2)"}},
		{code: "g()", show: "=> 1\n"},
	}},
	{"unexported fields and methods", []step{
		{code: "type inner struct{ n int }\nfunc (i *inner) bump() { i.n++ }\ntype outer struct {\n\tinner\n\tname string\n\tat map[string]int\n}"},
		{code: "o := outer{inner{1}, \"a\", map[string]int{\"k\": 2}}\no.n += 10\no.bump()\no.at[\"k\"]++\no", show: "=> {inner:{n:12} name:a at:map[k:3]}\n"},
		{code: "p := &o\np.name = \"b\"\np.inner.n = 5\nfunc() outer { return *p }().name", show: "=> b\n"},
		{code: "os := []outer{{name: \"x\"}, {inner: inner{7}}}\nos[1].n + len(os[0].name)", show: "=> 8\n"},
		{code: "ps := []*outer{{name: \"x\"}}\nm := map[string]outer{\"a\": {name: \"y\"}}\nps[0].name + m[\"a\"].name", show: "=> xy\n"},
		{code: "fmt.Printf(\"%+v %T\\n\", o, o)", show: "{inner:{n:5} name:b at:map[k:3]} main.outer\n"},
	}},
	{"an interface with unexported methods", []step{
		{code: "type shape interface{ area() float64 }\nfunc total(ss ...shape) (t float64) {\n\tfor _, s := range ss { t += s.area() }\n\treturn t\n}"},
		{code: "type square struct{ a float64 }\nfunc (s square) area() float64 { return s.a * s.a }"},
		{code: "type circle struct{ r float64 }\nfunc (c *circle) area() float64 { return 3 * c.r * c.r }\ntotal(square{2}, &circle{1})", show: "=> 7\n"},
		{code: "var s shape = square{3}\nswitch v := s.(type) {\ncase square:\n\tfmt.Println(\"square\", v.a)\n}", show: "square 3\n"},
		{code: "f := s.area\ng := square.area\nfmt.Println(f(), g(square{1}))", show: "9 1\n"},
	}},
	{"a method in a later cell", []step{
		{code: "type temp float64\nt := temp(20)\nts := []temp{1, 2}"},
		{code: "func (t temp) String() string { return fmt.Sprintf(\"%.1f°\", float64(t)) }"},
		{code: "t", show: "=> 20.0°\n"},
		{code: "fmt.Println(ts)", show: "[1.0° 2.0°]\n"},
		{code: "func (t temp) String() string { return \"again\" }\nt", show: "=> again\n"},
	}},
	{"a type again", []step{
		{code: "type P struct{ x int }\nfunc (p P) twice() int { return 2 * p.x }\nfunc mk(x int) P { return P{x} }"},
		{code: "mk(2).twice()", show: "=> 4\n"},
		{code: "type P struct{ x, y int }\nfunc mk(x int) P { return P{x, 1} }"},
		{code: "mk(3)", show: "=> {x:3 y:1}\n"},
		{code: "mk(3).twice()", show: "=> 6\n"},
	}},
	{"an identical type changes nothing", []step{
		{code: "type P struct{ x int }\np := P{1}\nvar a any = p"},
		{code: "type P struct{ x int }"},
		{code: "_, ok := a.(P)\nok", show: "=> true\n"},
		{code: "p = P{2}\np", show: "=> {x:2}\n"},
	}},
	{"generics", []step{
		{code: "type list[T any] struct{ items []T }\nfunc (l *list[T]) add(t T) { l.items = append(l.items, t) }\nfunc mapAll[T, U any](l []T, f func(T) U) []U {\n\tvar out []U\n\tfor _, t := range l { out = append(out, f(t)) }\n\treturn out\n}"},
		{code: "l := &list[string]{}\nl.add(\"a\")\nl.add(\"bc\")\nmapAll(l.items, func(s string) int { return len(s) })", show: "=> [1 2]\n"},
		{code: "type number interface{ ~int | ~float64 }\nfunc sum[T number](ts ...T) (s T) {\n\tfor _, t := range ts { s += t }\n\treturn\n}"},
		{code: "type celsius float64\nfmt.Println(sum(1, 2, 3), sum(celsius(1.5), 2))", show: "6 3.5\n"},
		{code: "sum[float64]()", show: "=> 0\n"},
		{code: "l2 := list[int]{items: []int{1}}\nl2", show: "=> {items:[1]}\n"},
	}},
	{"constants", []step{
		{code: "const (\n\tred = iota\n\tgreen\n\tblue\n)\nconst big = 1 << 70"},
		{code: "fmt.Println(blue, big>>68)\nvar f float32 = blue\nf", show: "2 4\n=> 2\n"},
		{code: "type weekday int\nconst (\n\tmon weekday = iota + 1\n\ttue\n)\nfunc (d weekday) String() string { return [...]string{\"\", \"Mon\", \"Tue\"}[d] }"},
		{code: "tue", show: "=> Tue\n"},
	}},
	{"ranges of go", []step{
		{code: "for i := range 3 { fmt.Print(i) }\nfmt.Println()", show: "012\n"},
		{code: "func count(n int) iter.Seq[int] {\n\treturn func(yield func(int) bool) {\n\t\tfor i := 0; i < n; i++ {\n\t\t\tif !yield(i) { return }\n\t\t}\n\t}\n}"},
		{code: "t := 0\nfor i := range count(5) { if i == 4 { break }; t += i }\nt", show: "=> 6\n"},
		{code: "p := new(42)\n*p + min(1, 2)", show: "=> 43\n"},
		{code: "outer:\nfor i := 0; ; i++ {\n\tfor j := 0; ; j++ {\n\t\tif j == 2 { continue outer }\n\t\tif i == 2 { break outer }\n\t}\n}"},
		{code: "i := 0\nagain:\ni++\nif i < 3 { goto again }\ni", show: "=> 3\n"},
	}},
	{"defer and main", []step{
		{code: "defer fmt.Println(\"last\")\nfmt.Println(\"first\")", show: "first\nlast\n"},
		{code: "fmt.Println(\"next\")", show: "next\n"},
		{code: "func main() { fmt.Println(\"in main\") }", show: "in main\n"},
		{code: "func init() { fmt.Println(\"init\") }", show: "init\n"},
		{code: "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"pasted\")\n}", show: "pasted\n"},
	}},
	{"imports", []step{
		{code: "import (\n\tstr \"strings\"\n\t\"os\"\n)"},
		{code: "str.ToUpper(\"a\")", show: "=> A\n"},
		{code: "import . \"math\""},
		{code: "Sqrt(16)", show: "=> 4\n"},
		{code: "rand.Int()", fail: "CompileError", say: []string{"undefined: rand", "math/rand"}},
		{code: "import \"no/such/package\"", fail: "CompileError", say: []string{"no/such/package"}},
		{code: "strings := []string{\"b\"}\nstrings[0]", show: "=> b\n"},
		{code: "func host(url *url.URL) string { return url.Host }\nu, err := url.Parse(\"http://go.dev/x\")\nhost(u)", show: "=> go.dev\n"},
		{code: "mat.NewVecDense(2, []float64{1, 2}).Len()", show: "=> 2\n"},
	}},
	{"unused", []step{
		{code: "import \"bytes\"\nu := 1\nvar v, w = 1, 2"},
		{code: "func f() {\n\tz := 1\n}", fail: "CompileError", say: []string{"declared and not used: z"}},
	}},
	{"all errors, and nothing of a cell that has any", []step{
		{code: "n := 1\na := b\nc := d", fail: "CompileError", say: []string{"undefined: b", "undefined: d", "line 3, column 6"}},
		{code: "n", fail: "CompileError", say: []string{"undefined: n"}},
		{code: "if true {", fail: "CompileError", say: []string{"unexpected end"}},
		{code: "x := )", fail: "CompileError", say: []string{"line 1, column 6"}},
		{code: "fmt.Println(later)\nlater := 1", fail: "CompileError", say: []string{"undefined: later"}},
		{code: "var i int = \"s\"", fail: "CompileError", say: []string{"cannot use \"s\""}},
		{code: "1 + 1\n2", fail: "CompileError", say: []string{"is not used"}},
		{code: "return 1", fail: "CompileError", say: []string{"too many return values"}},
		{code: "%nonsense", fail: "CompileError", say: []string{"%nonsense"}},
	}},
	{"panics", []step{
		{code: "type T struct{ next *T }\nfunc deep(n int) int {\n\tif n == 0 {\n\t\tvar t *T\n\t\t_ = t.next.next\n\t}\n\treturn deep(n-1) + 1\n}\nkeep := 7"},
		{code: "// a comment\n\ndeep(1)", fail: "panic", say: []string{"nil pointer dereference", "Cell [1], line 5", "in deep", "Cell [1], line 7", "Cell [2], line 3"}},
		{code: "keep", show: "=> 7\n"},
		{code: "panic(fmt.Errorf(\"wrong: %d\", 3))", fail: "panic", say: []string{"wrong: 3"}},
		{code: "func() {\n\tdefer func() { fmt.Println(recover()) }()\n\tpanic(\"caught\")\n}()", show: "caught\n"},
		{code: "var any1 any = \"s\"\n_ = any1.(int)", fail: "panic", say: []string{"interface {} is string, not int"}},
	}},
	{"closures and goroutines", []step{
		{code: "n := 0\ninc := func() int { n++; return n }"},
		{code: "inc(); inc()\nn", show: "=> 2\n"},
		{code: "ch := make(chan int)\ngo func() { defer close(ch); for i := range 3 { ch <- i * i } }()"},
		{code: "for v := range ch { fmt.Print(v, \" \") }\nfmt.Println()", show: "0 1 4 \n"},
		{code: "var wg sync.WaitGroup\nvar mu sync.Mutex\ntotal := 0\nfor i := range 10 {\n\twg.Go(func() { mu.Lock(); total += i; mu.Unlock() })\n}\nwg.Wait()\ntotal", show: "=> 45\n"},
	}},
	{"order of outputs", []step{
		{code: "fmt.Println(\"a\")\nDisplay(1)\nfmt.Fprintln(os.Stderr, \"b\")\nDisplay(2)\nfmt.Println(\"c\")\n3", show: "a\n<display_data> 1\nstderr: b\n<display_data> 2\nc\n=> 3\n"},
		{code: "!echo out; echo err >&2", show: "out\nstderr: err\n"},
		{code: "h := display.Show(\"one\")\nh.Update(\"two\")", show: "<display_data> one\n<update_display_data> two\n"},
	}},
	{"values that show themselves", []step{
		{code: "type page struct{ title string }\nfunc (p page) HTML() string { return \"<h1>\" + p.title + \"</h1>\" }"},
		{code: "page{\"x\"}", show: "=> {title:x}\n"},
		{code: "image.NewGray(image.Rect(0, 0, 2, 2))", show: "=> <*image.Gray, 2 by 2 pixels>\n"},
		{code: "display.Markdown(\"**b**\")", show: "=> **b**\n"},
	}},
	{"encoding keeps names", []step{
		{code: "type rec struct {\n\tName string `json:\"name\"`\n\tn int\n}\nr := rec{\"a\", 1}"},
		{code: "b, err := json.Marshal(r)\nfmt.Println(string(b), err)", show: "{\"name\":\"a\"} <nil>\n"},
		{code: "r.n", show: "=> 1\n"},
	}},
	{"var declarations", []step{
		{code: "var (\n\ta, b = 1, \"x\"\n\tc float64\n)\nvar d, e int = 3, 4"},
		{code: "c = 2.5\nfmt.Println(a, b, c, d, e)", show: "1 x 2.5 3 4\n"},
		{code: "var c float64\nc", show: "=> 0\n"},
		{code: "var _ fmt.Stringer = time.Second"},
		{code: "var arr [3]int\narr[1] = 2\narr", show: "=> [0 2 0]\n"},
	}},
	{"struct types without a name", []step{
		{code: "v := struct{ a int; B string }{1, \"x\"}\nts := []struct{ in, out int }{{1, 2}, {3, 4}}"},
		{code: "v.a++\nfmt.Println(v.a, v.B, ts[1].out)", show: "2 x 4\n"},
		{code: "for _, t := range ts { fmt.Print(t.in+t.out, \" \") }\nfmt.Println()", show: "3 7 \n"},
	}},
	{"running a cell again", []step{
		{code: "counter := 0"},
		{code: "counter++\ncounter", show: "=> 1\n"},
		{code: "counter++\ncounter", show: "=> 2\n"},
		{code: "counter := 0"},
		{code: "counter++\ncounter", show: "=> 1\n"},
	}},
	{"shadowing", []step{
		{code: "x := 1\nlen := 5\nlen + x", show: "=> 6\n"},
		{code: "func f(x string) string { return x }\n{\n\tx := \"inner\"\n\tfmt.Println(f(x))\n}\nx", show: "inner\n=> 1\n"},
		{code: "if x := 3; x > 2 { fmt.Println(x) }\nx", show: "3\n=> 1\n"},
	}},
	{"exported names", []step{
		{code: "var Name, Count = \"n\", 2\nfunc Hello(s string) string { return \"hello \" + s }\ntype Point struct{ X, Y int }\nfunc (p *Point) Move() { p.X++ }\nfunc Pair[T any](t T) []T { return []T{t, t} }\nconst Max = 3"},
		{code: "P := Point{1, 2}\nP.Move()\nHello(Name)", show: "=> hello n\n"},
		{code: "Count++\nfmt.Println(Count, P, Max, Pair(P))", show: "3 {2 2} 3 [{2 2} {2 2}]\n"},
		{code: "func Hello(s string) string { return \"bye \" + s }\nHello(Name)", show: "=> bye n\n"},
		{code: "func Boom() { panic(1) }\nBoom()", fail: "panic", say: []string{"in Boom"}},
		{code: "func (p Point) String() string { return fmt.Sprint(p.X, \"/\", p.Y) }\nP", show: "=> 2/2\n"},
	}},
	{"constraints that refer to themselves", []step{
		{code: "type adder[A adder[A]] interface{ Add(A) A }\ntype ordered[T any] interface{ less(T) bool }"},
		{code: "func total[A adder[A]](as ...A) (t A) {\n\tfor _, a := range as { t = t.Add(a) }\n\treturn\n}\nfunc most[T ordered[T]](a, b T) T { if a.less(b) { return b }; return a }"},
		{code: "type money int\nfunc (m money) Add(n money) money { return m + n }\nfunc (m money) less(n money) bool { return m < n }"},
		{code: "fmt.Println(total(money(1), money(2)), most(money(3), money(2)))", show: "3 3\n"},
		{code: "type tree[T interface{ less(T) bool }] struct {\n\tleft, right *tree[T]\n\tv T\n}\nfunc (t *tree[T]) insert(v T) *tree[T] {\n\tif t == nil { return &tree[T]{v: v} }\n\tif v.less(t.v) { t.left = t.left.insert(v) } else { t.right = t.right.insert(v) }\n\treturn t\n}"},
		{code: "var root *tree[money]\nfor _, m := range []money{5, 2, 8} { root = root.insert(m) }\nfmt.Println(root.v, root.left.v, root.right.v)", show: "5 2 8\n"},
	}},
	{"labels of declarations", []step{
		{code: "start:\nn := 0\nloop:\nfor {\n\tn++\n\tif n > 2 { break loop }\n\tgoto next\nnext:\n\tcontinue loop\n}\nif n < 0 { goto start }"},
		{code: "n", show: "=> 3\n"},
		{code: "for y := 0\nfunc f() {}\ny < 1; y++ {}", fail: "CompileError", say: []string{"line 2", "unexpected func inside a statement"}},
		{code: "goto nowhere", fail: "CompileError", say: []string{"label nowhere not declared"}},
		{code: "unused:\nn++", fail: "CompileError", say: []string{"label unused declared and not used"}},
	}},
	{"method values and expressions", []step{
		{code: "type acc struct{ n int }\nfunc (a *acc) add(d int) int { a.n += d; return a.n }\nfunc (a acc) get() int { return a.n }\na := acc{1}"},
		{code: "add, get := a.add, a.get\nadd(2)\nfmt.Println(get(), acc.get(a), (*acc).add(&a, 3))", show: "1 3 6\n"},
		{code: "type wide struct{ *acc }\nw := wide{&a}\nh := w.add\nh(4)\na.get()", show: "=> 10\n"},
		{code: "fs := map[string]func(int) int{\"add\": a.add}\nfs[\"add\"](1)\nw.get()", show: "=> 11\n"},
	}},
	{"methods through aliases", []step{
		{code: "type real struct{ n int }\nr := real{2}"},
		{code: "type alias = real\nfunc (a *alias) double() int { a.n *= 2; return a.n }"},
		{code: "r.double()", show: "=> 4\n"},
		{code: "func (a alias) half() int { return a.n / 2 }\nr.half()", show: "=> 2\n"},
	}},
	{"names of Go's own", []step{
		{code: "func min(a, b int) int { return -1 }\ntype any = interface{ get() int }\ntype error struct{ code int }\nconst true = 5"},
		{code: "e := error{3}\nfmt.Printf(\"%T %+v %d %d\\n\", e, e, min(1, 2), true)", show: "main.error {code:3} -1 5\n"},
		{code: "_, err := strconv.Atoi(\"x\")\nfunc (e error) get() int { return e.code }\nvar a any = error{7}\nfmt.Println(err, a.get())", show: "strconv.Atoi: parsing \"x\": invalid syntax 7\n"},
	}},
	{"what cells do not hold", []step{
		{code: "// #include <stdio.h>\nimport \"C\"\nC.puts(nil)", fail: "CompileError", say: []string{"line 2", "cells cannot hold C code; put it into a package of your module"}},
		{code: "import _ \"embed\"\n\n//go:embed hello.txt\nvar hello string", fail: "CompileError", say: []string{"line 3, column 1", "cells embed no files; read them with os.ReadFile"}},
		{code: "//go:build windows && !windows\n\npackage main\n\nconst built = 1"}, // a cell is no file
		{code: "built", show: "=> 1\n"},
		{code: "import \"syscall/js\"\njs.Global()", fail: "CompileError", say: []string{"build constraints exclude all Go files"}},
	}},
	{"names that are misspelt", []step{
		{code: "counter := 1\ntype point struct{ Length, width int }\nfunc (p point) area() int { return p.Length * p.width }"},
		{code: "fmt.Prntln(countr)\nstings.ToUpper(\"a\")", fail: "CompileError", say: []string{"undefined: fmt.Prntln", "did you mean fmt.Println?", "did you mean counter?", "did you mean strings?"}},
		{code: "func f(p point) int {\n\ttotal := p.Lenght\n\treturn totl + p.aera() + point{widht: 1}.width\n}", fail: "CompileError",
			say: []string{"p.Lenght undefined", "did you mean Length?", "did you mean total?", "did you mean area?", "did you mean width?"}},
	}},
}

func TestContract(t *testing.T) {
	for _, sc := range scenarios {
		t.Run(sc.name, func(t *testing.T) {
			t.Parallel()
			nb := open(t)
			for _, st := range sc.steps {
				if st.fail != "" {
					nb.wantFailure(st.code, st.fail, st.say...)
				} else {
					nb.want(st.code, st.show)
				}
			}
		})
	}
}

// %time and %%time print how long something took, before the result.
func TestTime(t *testing.T) {
	nb := open(t)
	const times = `CPU times: user [0-9.]+ \S+, sys: [0-9.]+ \S+, total: [0-9.]+ \S+\nWall time: [0-9.]+ \S+\n`
	for _, c := range []struct{ code, want string }{
		{"%time n := 3", times},
		{"%time n + 1", times + "=> 4\n"},
		{"%%time\nfmt.Println(n)\nn", "3\n" + times + "=> 3\n"},
		{"%time func() {\n\tfmt.Println(\"in\")\n}()\nfmt.Println(\"after\")", "in\n" + times + "after\n"},
	} {
		show, failure := nb.run(c.code)
		if failure != nil || !regexp.MustCompile("^"+c.want+"$").MatchString(show) {
			t.Errorf("%s\nshowed %q, %v", c.code, show, failure)
		}
	}
}
