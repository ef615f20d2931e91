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
`
	const show = `fmt.Println(n, sum, even, odd, x, z, warm, found, fibA, fibB, list, table, fixed, p.n, one, *alias, seen, stops, rt)`
	const want = "7 3304 33 3 22 (1-0i) 2.414213562373095 true 55 89 [1 2 3] map[n:25] [9 1 4] 4 {3} 33 [1 2 3] 7 4\n"

	nb := openWith(t, session.Options{NoEvaluator: true})
	nb.want(variables+functions+loops+show, want)
	nb = openWith(t, session.Options{NoEvaluator: true})
	nb.want(variables, "")
	nb.want(functions, "")
	nb.want(loops, "")
	nb.want(show, want)

	// What a loop has done counts when it panics.
	nb.wantFailure("for i := range 5 {\n\tsum += list[i]\n}", "panic", "index out of range")
	nb.want("sum", "=> 3310\n")
	// A loop may stand before a variable takes the name of the one that it changes.
	nb.want("for range 3 {\n\tn++\n}\nm := n\nn := \"text\"\nm", "=> 10\n")
	// A goto may lead past loops.
	nb.want("again:\nfor range 3 {\n\tsum++\n}\nif sum < 3318 {\n\tgoto again\n}\nsum", "=> 3319\n")
}
