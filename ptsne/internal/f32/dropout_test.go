package f32

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestDropout(t *testing.T) {
	const rows, cols, rate = 501, 301, 0.3
	in := randomMatrix(rand.New(rand.NewPCG(1, 1)), rows, cols)
	run := func(seed uint64) Matrix {
		out := New(rows, cols)
		Dropout(out, in, rate, seed)
		return out
	}
	out := run(5)
	left, row, col := 0, make([]int, rows), make([]int, cols)
	for i := range rows {
		for j := range cols {
			v, w := in.Row(i)[j], out.Row(i)[j]
			if w == 0 {
				left++
				row[i]++
				col[j]++
			} else if math.Abs(float64(w-v/(1-rate))) > 1e-6*math.Abs(float64(w)) {
				t.Fatalf("%g becomes %g", v, w)
			}
		}
	}
	// Six standard deviations of a binomial distribution.
	within := func(what string, got, of int) {
		if n := float64(of); math.Abs(float64(got)-n*rate) > 6*math.Sqrt(n*rate*(1-rate)) {
			t.Errorf("%s: %d of %d left out, want %g", what, got, of, n*rate)
		}
	}
	within("all", left, rows*cols)
	within("in a row", slices.Max(row), cols)
	within("in a row", slices.Min(row), cols)
	within("in a column", slices.Max(col), rows)
	within("in a column", slices.Min(col), rows)

	// Neighbours are independent: both are left out as often as chance wants.
	both := 0
	for i := range rows {
		r := out.Row(i)
		for j := 1; j < cols; j++ {
			if r[j-1] == 0 && r[j] == 0 {
				both++
			}
		}
	}
	if n := float64(rows * (cols - 1)); math.Abs(float64(both)/n-rate*rate) > 6/math.Sqrt(n) {
		t.Errorf("two neighbours are left out %d times of %g, want %g", both, n, n*rate*rate)
	}

	if !slices.Equal(run(5).Data, out.Data) || slices.Equal(run(6).Data, out.Data) {
		t.Error("what is left out does not follow the seed")
	}
	none := New(rows, cols)
	Dropout(none, in, 0, 5)
	if !slices.Equal(none.Data, in.Data) {
		t.Error("a rate of 0 changes something")
	}
}

func BenchmarkDropout(b *testing.B) {
	in, out := New(5000, 2000), New(5000, 2000)
	b.SetBytes(int64(8 * len(in.Data)))
	for b.Loop() {
		Dropout(out, in, 0.5, 1)
	}
}
