package session_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/gopherbook/gopherbook/kernel/session"
	"gonum.org/v1/gonum/stat"
)

// A computation is timed in a cell and elsewhere. It leaves its result in sum.
type computation struct{ name, code string }

// computations use the functions and variables below, which earlier cells have
// declared. # is the number of a copy.
var computations = []computation{
	{"fib(35), of an earlier cell", "sum = float64(fib#(35))"},
	{"dot(a, b), of an earlier cell", "sum = dot#(a, b)"},
	{"a function that names a and b", "sum = dotOfAB#()"},
	{"a loop in the cell, into a new variable", "s := 0.0\nfor i := range a {\n\ts += a[i] * b[i]\n}\nsum = s"},
	{"a loop in the cell, into sum", "sum = 0\nfor i := range a {\n\tsum += a[i] * b[i]\n}"},
}

// copies is how many copies are timed of each piece of code, each at a place of
// its own: the processor runs the same instructions up to a seventh faster or
// slower where they lie differently.
const copies = 5

// inCopies returns the copies of a text with # in it, between functions of
// different sizes.
func inCopies(text string) string {
	var b strings.Builder
	for i := range copies {
		fmt.Fprintf(&b, "%s\n//go:noinline\nfunc between%d%d(x int) int {\n\treturn x%s\n}\n",
			strings.ReplaceAll(text, "#", strconv.Itoa(i)), len(text), i, strings.Repeat("*x + 1001", 3*i))
	}
	return b.String()
}

const (
	// processorTime returns the processor's time that the thread has used: others
	// may be busy on the machine.
	processorTime = `func processorTime() time.Duration {
	const clockThreadCPUTime = 3
	var t syscall.Timespec
	_, _, _ = syscall.Syscall(syscall.SYS_CLOCK_GETTIME, clockThreadCPUTime, uintptr(unsafe.Pointer(&t)), 0)
	return time.Duration(t.Nano())
}
`
	begin = "runtime.LockOSThread()\nstart := processorTime()\n"
	end   = "\nfmt.Println((processorTime() - start).Nanoseconds())\nruntime.UnlockOSThread()\n"

	computeFunctions = `func fib#(n int) int {
	if n < 2 {
		return n
	}
	return fib#(n-1) + fib#(n-2)
}
func dot#(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}
`
	computeOfVariables = `func dotOfAB#() float64 {
	s := 0.0
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}
`
	computeFill = `for i := range a {
	a[i], b[i] = float64(i), 1/float64(i+1)
}
`
)

// BenchmarkCompute times the same code in cells and in a program by go run, by
// turns, and a few copies of each. In the program, what stands in a cell stands in main, with variables of
// main's own; what functions name are variables of the package.
func BenchmarkCompute(b *testing.B) {
	nb := openWith(b, session.Options{NoEvaluator: true})
	nb.want(processorTime+inCopies(computeFunctions), "")
	nb.want("a, b, sum := make([]float64, 1e7), make([]float64, 1e7), 0.0\n"+computeFill, "")
	nb.want(inCopies(computeOfVariables), "")
	program := computeProgram(b)

	const turns = 11
	cells, programs := make([][]float64, len(computations)), make([][]float64, len(computations))
	for range turns {
		for i, c := range computations {
			cells[i] = fastest(cells[i], milliseconds(b, cell(nb, c.times(""))))
		}
		out, err := exec.Command(program).CombinedOutput()
		if err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		for i, ms := range slices.Collect(slices.Chunk(milliseconds(b, string(out)), copies)) {
			programs[i] = fastest(programs[i], ms)
		}
	}
	table := newTable("The same code in cells and under go run: of %d runs of each, by turns, the fastest, and of %d copies the median; in ms of the processor", turns, copies)
	table.row("", "cell", "go run", "ratio", "target")
	for i, c := range computations {
		table.ratio(c.name, cells[i], programs[i])
	}
	table.print()
	b.ReportMetric(0, "ns/op")
}

// times returns code that prints the time of each copy of a computation.
func (c computation) times(after string) string {
	var b strings.Builder
	for i := range copies {
		fmt.Fprintf(&b, "{\n%s%s%s%s}\n", begin, strings.ReplaceAll(c.code, "#", strconv.Itoa(i)), end, after)
	}
	return b.String()
}

// fastest returns the least of times and those of another run, one by one.
func fastest(times, more []float64) []float64 {
	for i := range times {
		more[i] = min(times[i], more[i])
	}
	return more
}

// computeProgram builds the program that go run would run.
func computeProgram(b *testing.B) string {
	var main strings.Builder
	for _, c := range computations {
		main.WriteString(c.times("if sum < 0 {\npanic(sum)\n}\n")) // the compiler leaves out what nobody uses
	}
	code := "package main\nimport (\n\"fmt\"\n\"runtime\"\n\"syscall\"\n\"time\"\n\"unsafe\"\n)\n" + processorTime + inCopies(computeFunctions) + inCopies(computeOfVariables) +
		"var a, b = make([]float64, 1e7), make([]float64, 1e7)\nfunc main() {\n" + computeFill +
		"a, b, sum := a, b, 0.0\n" + main.String() + "}\n"
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(code), 0o600); err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command("go", "build", "-o", "program", "main.go")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return filepath.Join(dir, "program")
}

// tightLoops do next to nothing in each turn.
const tightLoops = `func SumFloats(x []float64) (sum float64) {
	for _, v := range x {
		sum += v
	}
	return sum
}
func Dot(x, y []float64) (sum float64) {
	for i := range x {
		sum += x[i] * y[i]
	}
	return sum
}
func DotCounted(x, y []float64) (sum float64) {
	for i := 0; i < len(x); i++ {
		sum += x[i] * y[i]
	}
	return sum
}
func DotUpTo(n int, x, y []float64) (sum float64) {
	for i := 0; i < n; i++ {
		sum += x[i] * y[i]
	}
	return sum
}
func ScaleDown(x []float64, by float64) float64 {
	for i := len(x) - 1; i >= 0; i-- {
		x[i] *= by
	}
	return by
}
func Scale(x []float64, by float64) float64 {
	for i := range x {
		x[i] *= by
	}
	return by
}
func Largest(x []float64) float64 {
	largest := x[0]
	for _, v := range x {
		if v > largest {
			largest = v
		}
	}
	return largest
}
func SumInts(x []int) float64 {
	sum := 0
	for _, v := range x {
		sum += v
	}
	return float64(sum)
}
func Fill(x []int) float64 {
	for i := range x {
		x[i] = i
	}
	return 0
}
`

// BenchmarkChecks times loops of a cell and the same loops of a package that the
// cell imports, where nothing looks for an interrupt. In the cell, DotUpTo and
// ScaleDown do in each turn; the others do as their function begins.
func BenchmarkChecks(b *testing.B) {
	dir := b.TempDir()
	for name, text := range map[string]string{"go.mod": "module tight\n\ngo 1.26\n", "loops/loops.go": "package loops\n" + tightLoops} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	s := session.New(session.Options{Dir: dir, Source: os.DirFS("../.."), NoEvaluator: true})
	defer s.Close()
	nb := &notebook{t: b, s: s}
	nb.want(processorTime+tightLoops, "")
	calls := []string{"SumFloats(x)", "Dot(x, y)", "Largest(x)", "SumInts(n)", "Scale(x, 1)", "Fill(n)", "DotCounted(x, y)", "DotUpTo(len(x), x, y)", "ScaleDown(x, 1)"}
	var times strings.Builder
	for _, call := range calls {
		for _, of := range []string{"", "loops."} {
			fmt.Fprintf(&times, "measure(func() float64 { return %s%s })\n", of, call)
		}
	}
	nb.want(`import "tight/loops"
func measure(loop func() float64) {
	`+begin+`for range 5000 {
		sum += loop()
	}`+end+`}
sum := 0.0
x, y, n := make([]float64, 2000), make([]float64, 2000), make([]int, 2000)`, "")

	const turns = 15
	with, without := make([][]float64, len(calls)), make([][]float64, len(calls))
	for range turns {
		ms := milliseconds(b, cell(nb, times.String()))
		for i := range calls {
			with[i], without[i] = append(with[i], ms[2*i]), append(without[i], ms[2*i+1])
		}
	}
	table := newTable("What it costs that loops of cells can be interrupted: medians of %d runs of each, by turns, in ns a turn of the loop", turns)
	table.row("", "in a cell", "in a package", "ratio", "target")
	var ratios []float64
	for i, call := range calls {
		for k := range turns { // 5000 times 2000 turns
			with[i][k] /= 10
			without[i][k] /= 10
		}
		ratios = append(ratios, table.ratio(call, with[i], without[i]))
	}
	table.row("mean", "", "", fmt.Sprintf("%.2f", stat.Mean(ratios, nil)), "1.10")
	table.print()
	b.ReportMetric(0, "ns/op")
}

// cell runs a cell that must succeed and returns what it showed.
func cell(nb *notebook, code string) string {
	nb.t.Helper()
	out, failure := nb.run(code)
	if failure != nil {
		nb.t.Fatalf("cell\n%s\nfailed: %s\n%s", code, failure.Error(), strings.Join(failure.Traceback, "\n"))
	}
	return out
}

// milliseconds reads times in nanoseconds, a line each.
func milliseconds(b *testing.B, lines string) (ms []float64) {
	b.Helper()
	for line := range strings.Lines(lines) {
		ns, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			b.Fatal(err)
		}
		ms = append(ms, float64(ns)/1e6)
	}
	return ms
}

// table is printed with its columns aligned.
type table struct {
	b strings.Builder
	w *tabwriter.Writer
}

func newTable(heading string, args ...any) *table {
	t := &table{}
	fmt.Fprintf(&t.b, "\n"+heading+"\n", args...)
	t.w = tabwriter.NewWriter(&t.b, 8, 0, 2, ' ', tabwriter.AlignRight)
	return t
}

func (t *table) row(name string, columns ...string) {
	fmt.Fprintf(t.w, "%-42s\t%s\t\n", name, strings.Join(columns, "\t"))
}

// ratio adds a row that compares times, and returns the ratio of their medians.
func (t *table) ratio(name string, of, to []float64) float64 {
	r := median(of) / median(to)
	t.row(name, fmt.Sprintf("%.3g", median(of)), fmt.Sprintf("%.3g", median(to)), fmt.Sprintf("%.2f", r), "1.10")
	return r
}

func (t *table) print() {
	_ = t.w.Flush()
	fmt.Println(t.b.String())
}

func median(x []float64) float64 {
	return stat.Quantile(0.5, stat.LinInterp, slices.Sorted(slices.Values(x)), nil)
}
