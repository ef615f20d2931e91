package f32

import (
	"math"
	"slices"
	"testing"
)

func TestBernoulli(t *testing.T) {
	const rows, cols = 4001, 31
	p := New(rows, cols) // a probability for each column, from 0 to 1
	for i := range rows {
		for j := range cols {
			p.Row(i)[j] = float32(j) / (cols - 1)
		}
	}
	run := func(seed uint64) Matrix {
		out := New(rows, cols)
		Bernoulli(out, p, seed)
		return out
	}
	out := run(3)
	both := 0.0
	for j := range cols {
		on := 0.0
		for i := range rows {
			v := float64(out.Row(i)[j])
			if v != 0 && v != 1 {
				t.Fatalf("a sample is %g", v)
			}
			on += v
			if j > 0 {
				both += v * float64(out.Row(i)[j-1])
			}
		}
		// Six standard deviations of a binomial distribution: none for 0 and 1.
		want := float64(p.Row(0)[j])
		if math.Abs(on/rows-want) > 6*math.Sqrt(want*(1-want)/rows) {
			t.Errorf("column %d: %g of %d are 1, want a part of %g", j, on, rows, want)
		}
	}
	var want float64 // neighbours are independent
	for j := 1; j < cols; j++ {
		want += rows * float64(p.Row(0)[j]) * float64(p.Row(0)[j-1])
	}
	if math.Abs(both-want) > 6*math.Sqrt(rows*cols)/2 {
		t.Errorf("two neighbours are 1 %g times, want %g", both, want)
	}
	if !slices.Equal(run(3).Data, out.Data) || slices.Equal(run(4).Data, out.Data) {
		t.Error("what is drawn does not follow the seed")
	}
	Bernoulli(p, p, 3)
	if !slices.Equal(p.Data, out.Data) {
		t.Error("in place, something else is drawn")
	}
}

func TestAddNormal(t *testing.T) {
	const rows, cols = 3001, 33
	in := New(rows, cols)
	for i := range in.Data {
		in.Data[i] = float32(i % 7)
	}
	out := New(rows, cols)
	AddNormal(out, in, 3)
	var sums [5]float64 // of the powers, and of neighbours' products
	var before float64
	for i, v := range out.Data {
		x := float64(v - in.Data[i])
		sums[0] += x
		sums[1] += x * x
		sums[2] += x * x * x
		sums[3] += x * x * x * x
		sums[4] += x * before
		before = x
	}
	n := float64(rows * cols)
	// The moments of the normal distribution, and the variances of x, x², ...
	for k, want := range [5]struct{ mean, variance float64 }{{0, 1}, {1, 2}, {0, 15}, {3, 96}, {0, 1}} {
		if got := sums[k] / n; math.Abs(got-want.mean) > 6*math.Sqrt(want.variance/n) {
			t.Errorf("moment %d is %g, want %g", k+1, got, want.mean)
		}
	}
	AddNormal(in, in, 3)
	if !slices.Equal(in.Data, out.Data) {
		t.Error("in place, or a second time, something else is drawn")
	}
}

func BenchmarkBernoulli(b *testing.B) {
	p, out := New(5000, 2000), New(5000, 2000)
	b.SetBytes(int64(8 * len(p.Data)))
	for b.Loop() {
		Bernoulli(out, p, 1)
	}
}
