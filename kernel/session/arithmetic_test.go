package session_test

import (
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/session"
)

// TestEvaluatorArithmetic evaluates random expressions of all basic kinds on
// values at the edges of their ranges, and has the compiler do the same ones in
// one function.
func TestEvaluatorArithmetic(t *testing.T) {
	bindings(t)
	direct := make(directCells)
	nb := openWith(t, session.Options{Logger: slog.New(direct)})
	expressions := newExpressions(rand.New(rand.NewPCG(1, 2)))

	nb.want(expressions.declarations(), "")
	list := expressions.make(2000)
	nb.want("func compiled() []any { return []any{"+strings.Join(list, ",\n")+"} }", "")
	nb.want("var got []any\nfunc check() {\n\tfor i, want := range compiled() {\n\t\t"+
		"if g, w := fmt.Sprintf(\"%T %v\", got[i], got[i]), fmt.Sprintf(\"%T %v\", want, want); g != w { fmt.Println(i, g, w) }\n\t}\n}", "")
	const each = 100
	for i := 0; i < len(list); i += each {
		var cell strings.Builder
		for _, x := range list[i:min(i+each, len(list))] {
			fmt.Fprintf(&cell, "got = append(got, %s)\n", x)
		}
		nb.want(cell.String(), "")
		if !direct[int64(nb.n)] {
			t.Fatalf("the compiler has run\n%s", &cell)
		}
	}
	differences, failure := nb.run("check()")
	if failure != nil {
		t.Fatal(failure)
	}
	for line := range strings.Lines(differences) {
		var i int
		_, _ = fmt.Sscan(line, &i)
		t.Errorf("%s: evaluated and compiled: %s", list[i], line)
	}
}

// expressions makes random expressions of the variables that it declares.
type expressions struct {
	rand *rand.Rand
	vars map[string][]string // by type
}

// edges are values of the basic kinds.
var edges = map[string]string{
	"int":        "0, 1, -1, 7, math.MaxInt, math.MinInt, 1<<40",
	"int8":       "0, 1, -1, 100, math.MaxInt8, math.MinInt8",
	"int16":      "0, 1, -1, 1000, math.MaxInt16, math.MinInt16",
	"int32":      "0, 1, -1, 1<<20, math.MaxInt32, math.MinInt32",
	"int64":      "0, 1, -1, 1<<50, math.MaxInt64, math.MinInt64",
	"uint":       "0, 1, 200, math.MaxUint",
	"uint8":      "0, 1, 200, math.MaxUint8",
	"uint16":     "0, 1, 40000, math.MaxUint16",
	"uint32":     "0, 1, 1<<31, math.MaxUint32",
	"uint64":     "0, 1, 1<<63, math.MaxUint64",
	"uintptr":    "0, 1, 1<<40",
	"float32":    "0, 1, -1.5, 0.1, math.MaxFloat32, math.SmallestNonzeroFloat32, 16777217, 3e9, -200",
	"float64":    "0, 1, -1.5, 0.1, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Inf(1), math.NaN(), -1 / math.Inf(1), 1e10, -300, 1e19",
	"complex64":  "0, 1, 1i, 0.1+2i, 3e38",
	"complex128": "0, 1, 1i, 0.1-2i, 1e308",
	"string":     "\"\", \"a\", \"é\", \"b\\xff\", \"longer text\"",
	"kind":       "0, 1, -5, math.MaxInt16",
	"ratio":      "0, 0.3, -7",
}

func newExpressions(r *rand.Rand) *expressions {
	return &expressions{rand: r, vars: make(map[string][]string)}
}

// declarations returns a cell that declares the variables.
func (e *expressions) declarations() string {
	var b strings.Builder
	b.WriteString("type kind int16\ntype ratio float32\n")
	for _, typ := range slices.Sorted(maps.Keys(edges)) {
		for i, v := range strings.Split(edges[typ], ", ") {
			name := fmt.Sprintf("%sValue%d", typ, i)
			e.vars[typ] = append(e.vars[typ], name)
			fmt.Fprintf(&b, "var %s %s = %s(%s)\n", name, typ, typ, v)
		}
	}
	return b.String()
}

func (e *expressions) make(n int) []string {
	types := slices.Sorted(maps.Keys(edges))
	list := make([]string, n)
	for i := range list {
		list[i] = e.of(types[e.rand.IntN(len(types))], 2)
	}
	return list
}

func (e *expressions) pick(list ...string) string { return list[e.rand.IntN(len(list))] }

// of returns an expression of a type.
func (e *expressions) of(typ string, depth int) string {
	if depth == 0 || e.rand.IntN(5) == 0 {
		return e.pick(e.vars[typ]...)
	}
	x := func() string { return e.of(typ, depth-1) }
	integer := strings.HasPrefix(typ, "int") || strings.HasPrefix(typ, "uint") || typ == "kind"
	float := strings.HasPrefix(typ, "float") || typ == "ratio"
	switch choice := e.rand.IntN(10); {
	case choice == 0 && (integer || float):
		return e.pick("min", "max") + "(" + x() + ", " + x() + ")"
	case choice < 4 && (integer || float): // a conversion
		from := e.pick("int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr", "float32", "float64", "kind", "ratio")
		return typ + "(" + e.of(from, depth-1) + ")"
	case choice == 4 && typ == "string":
		return "string([]rune(" + x() + "))"
	case choice == 5 && typ == "string":
		return "string(" + e.of(e.pick("int32", "int", "uint8"), depth-1) + ")"
	case typ == "string":
		return x() + " + " + x()
	case choice == 4 && integer:
		return "(" + x() + " " + e.pick("<<", ">>") + " (" + e.of(e.pick("uint", "uint8", "uint64"), depth-1) + " % 70))"
	case choice == 5 && integer:
		return "(" + x() + " " + e.pick("/", "%") + " (" + x() + " | 1))"
	case choice == 6 && integer:
		return e.pick("-", "^", "+") + "(" + x() + ")"
	case integer:
		return "(" + x() + " " + e.pick("+", "-", "*", "&", "|", "^", "&^") + " " + x() + ")"
	case choice == 6:
		return "-(" + x() + ")"
	}
	return "(" + x() + " " + e.pick("+", "-", "*", "/") + " " + x() + ")"
}
