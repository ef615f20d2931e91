package display_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/kernel/display"
)

// chain is a value that leads to itself.
type chain struct {
	N    int
	Next *chain
	more []*chain
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		value any
		want  string
	}{
		{nil, "<nil>"},
		{3, "3"},
		{"a\nb", "a\nb"},
		{errors.New("wrong"), "wrong"},
		{2 * time.Second, "2s"},
		{words{1, 2}, "2 words"},
		{struct{ X int }{1}, "{X:1}"},
		{&struct{ X int }{1}, "&{X:1}"},
		{(*page)(nil), "<nil>"},
		{[]string(nil), "[]"},
		{mat.NewDense(1, 2, []float64{1, -2.5}), "Dims(1, 2)\n[   1  -2.5]"},
		{make([]int, 1000), "[" + strings.Repeat("0 ", 999) + "0]"},
		{make([]int, 2000), "[0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 ...] (2000 elements)"},
	} {
		if got := display.Text(c.value); got != c.want {
			t.Errorf("%T: %q, not %q", c.value, got, c.want)
		}
	}
}

// However large a value is, its text is not.
func TestTextIsBounded(t *testing.T) {
	numbers := make(map[int]int)
	for i := range 100_000 {
		numbers[i] = -i
	}
	loop := &chain{}
	loop.Next, loop.more = loop, make([]*chain, 10_000)
	for i := range loop.more {
		loop.more[i] = loop
	}
	for _, test := range []struct {
		value any
		want  string // the beginning
	}{
		{make([]struct{ A, B int }, 1_000_000), "[{A:0 B:0} {A:0 B:0} "},
		{make([][]float64, 1_000_000), "[[] [] "},
		{[][]int{make([]int, 1_000_000)}, "[[0 0 "},
		{struct {
			Name string
			rows []int
		}{"x", make([]int, 1_000_000)}, "{Name:x rows:[0 0 "},
		{&struct{ Rows [100_000]int }{}, "&{Rows:[0 0 "},
		{[]string{strings.Repeat("long ", 100_000)}, "[long long "},
		{numbers, "map[0:0 1:-1 2:-2 "},
		{loop, "&{N:0 Next:&{N:0 "},
	} {
		got := display.Text(test.value)
		if !strings.HasPrefix(got, test.want) || len(got) > 4000 || !strings.Contains(got, "...") {
			t.Errorf("%T has a text of %d bytes: %.200s", test.value, len(got), got)
		}
	}
}

func TestLargeMatrix(t *testing.T) {
	text := display.Text(mat.NewDense(60000, 784, nil))
	if lines := strings.Count(text, "\n"); lines != 11 || !strings.HasPrefix(text, "Dims(60000, 784)") {
		t.Errorf("%d lines: %s", lines, text)
	}
}
