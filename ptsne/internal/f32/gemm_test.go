package f32

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

func random(rows, cols int, seed uint64) Matrix {
	rng := rand.New(rand.NewPCG(seed, 1))
	m := New(rows, cols)
	for i := range m.Data {
		if rng.IntN(3) > 0 { // leave zeros, which the products skip
			m.Data[i] = float32(rng.NormFloat64())
		}
	}
	return m
}

func transposed(m Matrix) Matrix {
	t := New(m.Cols, m.Rows)
	Transpose(t, m)
	return t
}

// reference computes a·b in float64.
func reference(a, b Matrix) []float64 {
	c := make([]float64, a.Rows*b.Cols)
	for i := range a.Rows {
		for k, v := range a.Row(i) {
			for j, w := range b.Row(k) {
				c[i*b.Cols+j] += float64(v) * float64(w)
			}
		}
	}
	return c
}

func TestProductsAgreeWithFloat64(t *testing.T) {
	for _, s := range [][3]int{{1, 1, 1}, {3, 5, 2}, {17, 129, 193}, {40, 2, 300}, {70, 300, 3}, {33, 257, 16}} {
		m, k, n := s[0], s[1], s[2]
		a, b := random(m, k, 1), random(k, n, 2)
		want := reference(a, b)
		for name, product := range map[string]func(dst Matrix){
			"Mul":       func(dst Matrix) { Mul(dst, a, b) },
			"MulSerial": func(dst Matrix) { MulSerial(dst, a, b) },
			"MulTransA": func(dst Matrix) { MulTransA(dst, transposed(a), b) },
			"MulTransB": func(dst Matrix) { MulTransB(dst, a, transposed(b)) },
		} {
			t.Run(fmt.Sprintf("%s/%dx%dx%d", name, m, k, n), func(t *testing.T) {
				got := random(m, n, 3) // what dst held before must not matter
				product(got)
				for i, v := range got.Data {
					if math.Abs(float64(v)-want[i]) > 1e-4 {
						t.Fatalf("element %d is %g, want %g", i, v, want[i])
					}
				}
			})
		}
	}
}

func TestProductsDoNotDependOnGOMAXPROCS(t *testing.T) {
	a, b := random(200, 150, 1), random(150, 210, 2)
	run := func(procs int) []float32 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		x, y, z := New(200, 210), New(150, 210), New(200, 150)
		Mul(x, a, b)
		MulTransA(y, a, x)
		MulTransB(z, x, b)
		return slices.Concat(x.Data, y.Data, z.Data)
	}
	if !slices.Equal(run(1), run(7)) {
		t.Error("one processor and seven give different bits")
	}
}

func TestShapeMismatchPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Mul of shapes that do not fit did not panic")
		}
	}()
	Mul(New(2, 2), New(2, 3), New(4, 2))
}

// The shapes are those of the 500-500-2000-2 network on a batch of 1000.
func BenchmarkProducts(b *testing.B) {
	for _, s := range [][3]int{{1000, 784, 500}, {1000, 500, 2000}, {1000, 2000, 2}} {
		m, k, n := s[0], s[1], s[2]
		x, w, y := random(m, k, 1), random(k, n, 2), random(m, n, 3)
		for _, p := range []struct {
			name    string
			product func()
		}{
			{"Mul", func() { Mul(y, x, w) }},
			{"MulTransA", func() { MulTransA(w, x, y) }},
			{"MulTransB", func() { MulTransB(x, y, w) }},
		} {
			b.Run(fmt.Sprintf("%s/%dx%dx%d", p.name, m, k, n), func(b *testing.B) {
				for b.Loop() {
					p.product()
				}
				flops := 2 * float64(m*k*n) * float64(b.N)
				b.ReportMetric(flops/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
		}
	}
}
