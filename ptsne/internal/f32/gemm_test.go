package f32

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gopherbook/gopherbook/ptsne/internal/race"
)

// with runs the test for all kernels that this processor has.
func with(t *testing.T, test func(t *testing.T)) {
	for _, k := range available() {
		t.Run(k.name, func(t *testing.T) {
			use(t, k)
			test(t)
		})
	}
}

func use(t testing.TB, k *kernels) {
	before := active
	active = k
	t.Cleanup(func() { active = before })
}

// A product is an operation that the tests draw at random, and compare with a
// reference.
type product struct {
	tA, tB      blas.Transpose
	alpha, beta float32
	a, b, c     Matrix
	x           Matrix // added by finish
}

func (p *product) String() string {
	return fmt.Sprintf("%v %v %c%c to %v, alpha %v, beta %v, x %v", dims(p.a), dims(p.b), p.tA, p.tB, dims(p.c), p.alpha, p.beta, dims(p.x))
}

func dims(m Matrix) string { return fmt.Sprintf("%d×%d/%d", m.Rows, m.Cols, m.Stride) }

func randomProduct(rng *rand.Rand, m, n, depth int) *product {
	pick := func(values ...float32) float32 { return values[rng.IntN(len(values))] }
	p := &product{alpha: pick(1, 1, 1, -2, 0.3), beta: pick(0, 0, 1, -0.7), tA: blas.NoTrans, tB: blas.NoTrans}
	p.a, p.b, p.c = randomMatrix(rng, m, depth), randomMatrix(rng, depth, n), randomMatrix(rng, m, n)
	if rng.IntN(2) == 0 {
		p.tA, p.a = blas.Trans, randomMatrix(rng, depth, m)
	}
	if rng.IntN(2) == 0 {
		p.tB, p.b = blas.Trans, randomMatrix(rng, n, depth)
	}
	switch rng.IntN(3) {
	case 0:
		p.x = randomMatrix(rng, 1, n)
	case 1:
		p.x = randomMatrix(rng, m, n)
	}
	return p
}

// randomMatrix returns a matrix in the middle of other numbers.
func randomMatrix(rng *rand.Rand, rows, cols int) Matrix {
	whole := New(rows+rng.IntN(3), cols+rng.IntN(9))
	for i := range whole.Data {
		whole.Data[i] = float32(rng.NormFloat64())
	}
	i, j := whole.Rows-rows, rng.IntN(whole.Cols-cols+1)
	return whole.Slice(i, i+rows, j, j+cols)
}

// op returns element (i, j) of op(m).
func op(t blas.Transpose, m Matrix, i, j int) float64 {
	if t != blas.NoTrans {
		i, j = j, i
	}
	return float64(m.Data[i*m.Stride+j])
}

// reference returns element (i, j) of the result in float64, and how far a
// float32 result can be away from it.
func (p *product) reference(i, j int) (want, bound float64) {
	depth := p.a.Cols
	if p.tA != blas.NoTrans {
		depth = p.a.Rows
	}
	var size float64
	add := func(v float64) { want, size = want+v, size+math.Abs(v) }
	for k := range depth {
		add(float64(p.alpha) * op(p.tA, p.a, i, k) * op(p.tB, p.b, k, j))
	}
	if p.beta != 0 {
		add(float64(p.beta) * op(blas.NoTrans, p.c, i, j))
	}
	if p.x.Rows > 0 {
		add(op(blas.NoTrans, p.x, min(i, p.x.Rows-1), j))
	}
	// Each operation rounds by half a unit in the last place (Higham, "Accuracy
	// and Stability of Numerical Algorithms", section 3.1).
	return want, size * float64(depth+4) * 0x1p-24
}

func (p *product) compute() {
	if p.x.Rows == 0 {
		Gemm(p.tA, p.tB, p.alpha, p.a, p.b, p.beta, p.c)
		return
	}
	GemmThen(p.tA, p.tB, p.alpha, p.a, p.b, p.beta, p.c, func(row, x []float32) {
		for j, v := range x {
			row[j] += v
		}
	}, p.x)
}

// check computes the product and compares elements with the reference, about
// one in step. It sees to it that nothing beside c is written.
func (p *product) check(t *testing.T, step int) {
	t.Helper()
	before := *p
	before.c.Data = slices.Clone(p.c.Data[:cap(p.c.Data)])
	p.compute()
	for i, n := 0, 0; i < p.c.Rows && p.c.Cols > 0; i++ {
		for j, got := range p.c.Row(i) {
			if n++; n%step == 0 {
				want, bound := before.reference(i, j)
				if diff := math.Abs(float64(got) - want); !(diff <= bound) {
					t.Fatalf("%v: element (%d, %d) is %g, want %g ± %g", p, i, j, got, want, bound)
				}
			}
		}
	}
	for i := 0; i < p.c.Rows && p.c.Cols > 0; i++ {
		copy(before.c.Row(i), p.c.Row(i))
	}
	if !slices.Equal(p.c.Data[:cap(p.c.Data)], before.c.Data) {
		t.Fatalf("%v: something beside c was written to", p)
	}
}

func TestGemmAgreesWithFloat64(t *testing.T) {
	with(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 1))
		small := func() int { return 1 + rng.IntN(9) }
		medium := func() int { return 1 + rng.IntN(120) }
		for range 150 {
			randomProduct(rng, medium(), medium(), medium()).check(t, 23)
			randomProduct(rng, medium(), small(), medium()).check(t, 2)
			randomProduct(rng, small(), medium(), medium()).check(t, 2)
			randomProduct(rng, medium(), medium(), small()).check(t, 3)
			randomProduct(rng, small(), small(), small()).check(t, 1)
		}
		// Several blocks, strips, chunks, and more panels than are packed at once.
		for _, s := range [][3]int{{230, 170, 800}, {170, 3, 1000}, {2, 500, 400}, {500, 10, 390}, {110, 2800, 385}} {
			randomProduct(rng, s[0], s[1], s[2]).check(t, 97)
		}
	})
}

func TestGemmOfNothing(t *testing.T) {
	with(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(2, 2))
		for _, s := range [][3]int{{0, 5, 5}, {5, 0, 5}, {5, 5, 0}, {50, 50, 0}, {0, 0, 0}} {
			for range 20 {
				randomProduct(rng, s[0], s[1], s[2]).check(t, 1)
			}
		}
	})
}

func TestGemmPassesOnWhatIsNotFinite(t *testing.T) {
	inf := float32(math.Inf(1))
	class := func(v float64) string {
		switch {
		case math.IsNaN(v):
			return "NaN"
		case math.IsInf(v, 0):
			return fmt.Sprint(v)
		}
		return "finite"
	}
	with(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(3, 3))
		for range 100 {
			p := randomProduct(rng, 1+rng.IntN(60), 1+rng.IntN(60), 1+rng.IntN(30))
			for _, m := range []Matrix{p.a, p.b} {
				for range 3 {
					m.Row(rng.IntN(m.Rows))[rng.IntN(m.Cols)] = []float32{0, inf, -inf, float32(math.NaN())}[rng.IntN(4)]
				}
			}
			if p.beta == 0 {
				p.c.Row(0)[0] = float32(math.NaN()) // does not count
			}
			before := *p
			before.c.Data = slices.Clone(p.c.Data)
			p.compute()
			for i := range p.c.Rows {
				for j, got := range p.c.Row(i) {
					if want, _ := before.reference(i, j); class(float64(got)) != class(want) {
						t.Fatalf("%v: element (%d, %d) is %g, want %g", p, i, j, got, want)
					}
				}
			}
		}
	})
}

// Products of all kinds.
var kinds = [][3]int{{200, 210, 150}, {300, 2, 450}, {3, 270, 385}, {1000, 12, 33}, {97, 1000, 500}}

func TestGemmDoesNotDependOnGOMAXPROCS(t *testing.T) {
	with(t, func(t *testing.T) {
		run := func(procs int) (bits []float32) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
			rng := rand.New(rand.NewPCG(4, 4))
			for range 5 {
				for _, s := range kinds {
					p := randomProduct(rng, s[0], s[1], s[2])
					p.compute()
					bits = append(bits, p.c.Data...)
				}
			}
			return bits
		}
		one := run(1)
		for _, procs := range []int{2, 3, 7} {
			if !slices.Equal(one, run(procs)) {
				t.Errorf("one processor and %d give different bits", procs)
			}
		}
	})
}

// Predict promises as much of the rows of the data.
func TestGemmRowsDoNotDependOnEachOther(t *testing.T) {
	with(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(8, 8))
		for _, s := range kinds {
			p := randomProduct(rng, s[0], s[1], s[2])
			p.tA, p.a, p.beta, p.x, p.alpha = blas.NoTrans, randomMatrix(rng, s[0], s[2]), 0, Matrix{}, 1
			p.compute()
			for _, rows := range []int{1, 2, 13, 100} {
				rows = min(rows, s[0])
				i := rng.IntN(s[0] - rows + 1)
				part := *p
				part.a, part.c = p.a.Slice(i, i+rows, 0, s[2]), New(rows, s[1])
				part.compute()
				for r := range rows {
					if !slices.Equal(part.c.Row(r), p.c.Row(i+r)) {
						t.Fatalf("row %d of %v has other bits among %d rows", i+r, p, rows)
					}
				}
			}
		}
	})
}

func TestAssemblyGivesTheSameBits(t *testing.T) {
	var first []float32
	for _, k := range available() {
		if k == generic {
			continue // has no fused multiply-add
		}
		use(t, k)
		rng := rand.New(rand.NewPCG(5, 5))
		var bits []float32
		for _, s := range kinds {
			p := randomProduct(rng, s[0], s[1], s[2])
			p.alpha = 1
			p.compute()
			bits = append(bits, p.c.Data...)
		}
		if first == nil {
			first = bits
		} else if !slices.Equal(first, bits) {
			t.Errorf("%s gives other bits than %s", k.name, available()[0].name)
		}
	}
}

func TestGemmAllocatesNothing(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector makes sync.Pool forget on purpose")
	}
	rng := rand.New(rand.NewPCG(6, 6))
	for _, s := range kinds {
		p := randomProduct(rng, s[0], s[1], s[2])
		if n := testing.AllocsPerRun(10, p.compute); n > 0 {
			t.Errorf("%v allocates %v times", p, n)
		}
	}
}

func TestGemmPanicsWhereShapesDoNotFit(t *testing.T) {
	for name, p := range map[string]product{
		"depth":  {a: New(2, 3), b: New(4, 2), c: New(2, 2)},
		"result": {a: New(2, 3), b: New(3, 2), c: New(2, 3)},
		"x":      {a: New(2, 3), b: New(3, 2), c: New(2, 2), x: New(2, 1)},
		"data":   {a: New(2, 3), b: New(3, 2), c: Matrix{2, 2, 2, make([]float32, 3)}},
		"stride": {a: New(2, 3), b: New(3, 2), c: Matrix{2, 2, 1, make([]float32, 4)}},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Errorf("no panic")
				}
			}()
			p.tA, p.tB = blas.NoTrans, blas.NoTrans
			p.compute()
		})
	}
}

// The products of the paper's network with a batch of 5000: forward, and the
// gradients of weights and inputs.
func BenchmarkGemm(b *testing.B) {
	const batch = 5000
	rng := rand.New(rand.NewPCG(1, 1))
	general := func(m Matrix) blas32.General {
		return blas32.General{Rows: m.Rows, Cols: m.Cols, Data: m.Data, Stride: m.Stride}
	}
	for _, s := range [][2]int{{784, 500}, {500, 500}, {500, 2000}, {2000, 2}} {
		in, out := s[0], s[1]
		x, w, y := randomMatrix(rng, batch, in), randomMatrix(rng, in, out), randomMatrix(rng, batch, out)
		for _, p := range []struct {
			name    string
			tA, tB  blas.Transpose
			a, b, c Matrix
		}{
			{"forward", blas.NoTrans, blas.NoTrans, x, w, y},
			{"weights", blas.Trans, blas.NoTrans, x, y, w},
			{"inputs", blas.NoTrans, blas.Trans, y, w, x},
		} {
			run := func(kernel string, product func()) {
				b.Run(fmt.Sprintf("%dx%d/%s/%s", in, out, p.name, kernel), func(b *testing.B) {
					for b.Loop() {
						product()
					}
					b.ReportMetric(2e-9*batch*float64(in*out)*float64(b.N)/b.Elapsed().Seconds(), "GFLOP/s")
				})
			}
			for _, k := range available() {
				run(k.name, func() {
					use(b, k)
					Gemm(p.tA, p.tB, 1, p.a, p.b, 0, p.c)
				})
			}
			run("gonum", func() {
				blas32.Gemm(p.tA, p.tB, 1, general(p.a), general(p.b), 0, general(p.c))
			})
		}
	}
}
