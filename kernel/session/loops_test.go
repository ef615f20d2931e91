package session_test

import (
	"testing"

	"github.com/gopherbook/gopherbook/kernel/session"
)

// Loops at the top level work on copies of the variables that they change,
// where nothing can see that. All that could see it is tried here, with
// variables of the same cell and with those of an earlier one.
func TestLoopsAtTheTopLevel(t *testing.T) {
	const variables = `type Celsius float64
type pair struct{ n int }
n, sum, even, odd := 0, 0, 0, 0
x, z := 1.0, 1i
var warm Celsius
found := false
fibA, fibB := 0, 1
list, table, fixed := []int{1, 2, 3}, map[string]int{}, [3]int{}
p, one := &pair{}, pair{}
alias, seen := &even, []int{}
ch := make(chan int, 3)
stops, rt := 0, 0
word, letters, grid := "hello", 0, [][]int{{0}, {0}}
`
	const functions = `func see() { seen = append(seen, odd) }
func upTo(k int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range k {
			sum += 100
			if !yield(i) {
				return
			}
		}
	}
}
`
	const loops = `for i := range list {
	n++
	sum += list[i]
}
for i := 0; n < 20; i += 2 {
	if n%2 == 0 {
		n += 3
	} else {
		n += 2
	}
	switch {
	case i > 4:
		x *= 2
		fallthrough
	default:
		x, n = x+1, n+1
	}
}
outer:
for i := range 5 {
	for j := range 5 {
		stops++
		if j == i {
			continue outer
		}
		if i == 3 {
			break outer
		}
		rt += j
	}
}
for range 3 {
	even++
	*alias += 10
}
for range 3 {
	odd++
	see()
}
for i := range upTo(4) {
	sum += i
}
for k := range 3 {
	func() { sum += k }()
	sum *= 2
}
for range 10 {
	fibA, fibB = fibB, fibA+fibB
}
for i := range fixed {
	fixed[i], n = i*i, n+1
	one.n += i
	p.n += one.n
	table["n"] = n
	z *= 1i
	warm += Celsius(math.Sqrt(float64(i)))
	sum := i
	sum++
}
for range len(fixed) {
	fixed[0] += len(fixed)
	x++
}
for n = range 7 {
	if n++; n > 100 {
		n = 0
	}
}
for i := range 1000 {
	if found = i*i > 500; found {
		break
	}
}
for i := range 3 {
	ch <- i
}
close(ch)
for v := range ch {
	rt += v
}
for i := 0; i < len(list) && i < 3; i++ {
	list = append(list, list[i]*10)
}
for i := 0; i < len(word); i++ {
	if word[i] == 'l' {
		continue
	}
	letters += int(word[i])
	grid[i%2][0] += letters
}
`
	const show = `fmt.Println(n, sum, even, odd, x, z, warm, found, fibA, fibB, list, table, fixed, p.n, one, *alias, seen, stops, rt, letters, grid)`
	const want = "7 3304 33 3 22 (1-0i) 2.414213562373095 true 55 89 [1 2 3 10 20 30] map[n:25] [9 1 4] 4 {3} 33 [1 2 3] 7 4 316 [[420] [205]]\n"

	nb := openWith(t, session.Options{NoEvaluator: true})
	nb.want(variables+functions+loops+show, want)
	nb = openWith(t, session.Options{NoEvaluator: true})
	nb.want(variables, "")
	nb.want(functions, "")
	nb.want(loops, "")
	nb.want(show, want)

	// What a loop has done counts when it panics.
	nb.wantFailure("for i := range 9 {\n\tsum += list[i]\n}", "panic", "index out of range")
	nb.want("sum", "=> 3370\n")
	// A loop may stand before a variable takes the name of the one that it changes.
	nb.want("for range 3 {\n\tn++\n}\nm := n\nn := \"text\"\nm", "=> 10\n")
	// A goto may lead past loops.
	nb.want("again:\nfor range 3 {\n\tsum++\n}\nif sum < 3375 {\n\tgoto again\n}\nsum", "=> 3376\n")
}

// The length of an array is a constant, of an earlier cell's too, and a use of
// the array.
func TestLengthsOfArrays(t *testing.T) {
	nb := openWith(t, session.Options{NoEvaluator: true})
	nb.want("type grid struct{ cells [4]int }\nfixed, table := [3]int{}, grid{}", "")
	nb.want(`func turns() (n int) {
	var own [5]int
	for range len(own) {
		n++
	}
	var g grid
	var next [len(g.cells)]int
	return n + len(next)
}
const k, l, m = len(fixed), len(grid{}.cells), len((&grid{}).cells) + len(table.cells)
var next [cap(fixed) + 1]int
fmt.Println(turns(), k, l, m, len(next))`, "9 3 4 8 4\n")
}

// An interrupt finds each turn of a loop, and each call of a function that calls
// itself, wherever their checks stand.
func TestLoopsStop(t *testing.T) {
	nb := openWith(t, session.Options{NoEvaluator: true})
	nb.want("turns := 0", "")
	const count = "for i := 0; ; i++ {\n\tif i < 0 {\n\t\tbreak\n\t}\n\tturns++\n}"
	for _, code := range []string{
		"for {\n\tcontinue\n}",
		"outer:\nfor {\n\tfor range 3 {\n\t\tcontinue outer\n\t}\n}",
		"for range 1 << 60 {\n}",
		"for i := 0; i < 1<<60; i++ {\n}",
		"for i := int8(0); i <= 127; i++ {\n}",
		"for x := float32(0); x < 1<<25; x++ {\n}",
		"for i := 0; i < 10; i++ {\n\ti--\n}",
		"for i := 0; i < len(\"text\"); i++ {\n\ti = 0\n}",
		"for i := 0; i < len(\"text\"); i++ {\n\tp := &i\n\t*p = 0\n}",
		"i := 0\nfor j := 0; i < 10; j++ {\n}",
		"s := make([]struct{}, 1<<60)\nfor range s {\n}",
		"s := make([]struct{}, 1<<60)\nfor i := 0; i < len(s); i++ {\n}",
		"var p *[1 << 45]byte\nfor range p {\n}",
		"func grow[M ~map[int]int](m M) {\n\tfor i := 0; i < len(m); i++ {\n\t\tm[len(m)] = i\n\t}\n}\ngrow(map[int]int{0: 0})",
		"text := strings.Repeat(\"a,\", 1<<20)\nfor i := 0; i < len(strings.Split(text, \",\")); i++ {\n}",
		"x := 0.0\nfor range 1000000 {\n\tx += math.Jn(1<<24, 1)\n}",
		"var a, b [1 << 20]int\nfor range 1000000 {\n\ta = b\n}",
		"s, t := strings.Repeat(\"a\", 1<<26), strings.Repeat(\"a\", 1<<26)\nn := 0\nfor range 1000000 {\n\tswitch s {\n\tcase t:\n\t\tn++\n\t}\n}",
		"xs := make([]float64, 1<<28)\nfor i := range xs {\n\txs[i] = math.Pow(float64(i)+2, 1.37)\n}",
		"xs := make([]byte, 1<<30)\nn := 0\nfor i := range xs {\n\tn = n%7/3 + n%11/5 + n%13/7 + i%17/3\n}",
		"type big struct{ v [1 << 20]int }\nfunc (b big) Len() int { return len(b.v) }\nvar b big\nvar f func() int\nfor range 1000000 {\n\tf = b.Len\n}\nf()",
		count,
		"func twice(n int) int {\n\tif n < 0 {\n\t\treturn 0\n\t}\n\treturn twice(n-1) + twice(n-1)\n}\ntwice(200)",
		"type tree struct{ left, right *tree }\nfunc (t *tree) size() int {\n\tif t == nil {\n\t\treturn 0\n\t}\n\treturn t.left.size() + t.right.size()\n}\n" +
			"ring := &tree{}\nring.left, ring.right = ring, ring\nring.size()",
	} {
		code = "fmt.Println(\"begun\")\n" + code
		if _, failure, _ := nb.interrupted(code); failure == nil || failure.Value != "the cell was interrupted" {
			t.Errorf("cell\n%s\nended with %v", code, failure)
		}
	}
	for range 100 { // the interrupt may come before the first turn
		if show, _ := nb.run("turns > 0"); show == "=> true\n" {
			return
		}
		nb.interrupted("fmt.Println(\"begun\")\n" + count)
	}
	t.Error("the turns of a loop do not count when it is interrupted")
}
