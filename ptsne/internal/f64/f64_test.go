package f64

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// with runs the test for all kernels that this processor has.
func with(t *testing.T, test func(t *testing.T)) {
	for _, k := range available() {
		t.Run(k.name, func(t *testing.T) {
			before := active
			active = k
			t.Cleanup(func() { active = before })
			test(t)
		})
	}
}

// everyFloat64 calls f with numbers from the whole range of float64, step
// apart in their order, and with those around special ones.
func everyFloat64(step uint64, f func(x []float64)) {
	var x []float64
	add := func(bits uint64) {
		if x = append(x, math.Float64frombits(bits)); len(x) == 1<<12 {
			f(x)
			x = x[:0]
		}
	}
	inf := math.Float64bits(math.Inf(1))
	for sign := range uint64(2) {
		for bits := uint64(0); bits < inf-step; bits += step {
			add(sign<<63 | bits)
		}
		for _, v := range []float64{0, math.SmallestNonzeroFloat64, 0x1p-1022, 0.3466, 0.5, math.Sqrt2 / 2, 1, math.Sqrt2, 2, 708.4, 709.78, 710, 744.4, 745.1, 746, math.MaxFloat64, math.Inf(1)} {
			for d := range uint64(9) {
				if bits := math.Float64bits(v) + d - 4; bits <= inf {
					add(sign<<63 | bits)
				}
			}
		}
	}
	f(append(x, math.NaN()))
}

const precision = 150 // bits of the references

func number(x float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(x) }

// bigExp returns exp(x), for |x| < 1000, by its power series.
func bigExp(x *big.Float) *big.Float {
	const halvings = 12 // exp(x) is exp(x/2^12)^(2^12)
	r := new(big.Float).SetPrec(precision).SetMantExp(x, -halvings)
	sum, term := number(1), number(1)
	for n := 1; n < 25; n++ {
		term.Mul(term, r)
		term.Quo(term, number(float64(n)))
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum
}

// bigLog returns log(x): that of package math, which may be a little off, and
// the logarithm of what remains.
func bigLog(x float64) *big.Float {
	fraction, exponent := math.Frexp(x)
	near := number(math.Log(fraction) + float64(exponent)*math.Ln2)
	t := bigExp(new(big.Float).Neg(near))
	t.Mul(t, number(x))
	t.Sub(t, number(1)) // log(1+t) is t - t²/2 + t³/3
	square := new(big.Float).Mul(t, t)
	cube := new(big.Float).Mul(square, t)
	near.Add(near, t)
	near.Sub(near, square.Quo(square, number(2)))
	return near.Add(near, cube.Quo(cube, number(3)))
}

// The errors of exp and log over the whole range, in units of the last place.
func TestExpAndLogAreExactTo(t *testing.T) {
	const limit = 1.1
	exp := func(x float64) *big.Float {
		switch { // what has no exponent in package big is given where it is known
		case math.IsNaN(x):
			return nil
		case x > 710:
			return number(math.Inf(1))
		case x < -746:
			return number(0)
		}
		return bigExp(number(x))
	}
	log := func(x float64) *big.Float {
		switch {
		case math.IsNaN(x) || x < 0:
			return nil
		case x == 0:
			return number(math.Inf(-1))
		case math.IsInf(x, 1):
			return number(x)
		}
		return bigLog(x)
	}
	with(t, func(t *testing.T) {
		if active == generic {
			t.Skip("these are package math's")
		}
		for name, c := range map[string]struct {
			f     func(x []float64)
			exact func(float64) *big.Float
		}{
			"exp": {Exp, exp}, "log": {Log, log},
		} {
			worst, where := 0.0, 0.0
			check := func(x []float64) {
				got := slices.Clone(x)
				c.f(got)
				for i, v := range x {
					want := c.exact(v)
					if want == nil {
						if !math.IsNaN(got[i]) {
							t.Errorf("%s(%g) is %g, want NaN", name, v, got[i])
						}
						continue
					}
					rounded, _ := want.Float64()
					if got[i] == rounded {
						continue
					}
					off := math.Inf(1)
					if !math.IsInf(got[i], 0) && !math.IsNaN(got[i]) {
						diff, _ := new(big.Float).Sub(number(got[i]), want).Float64()
						_, exponent := math.Frexp(rounded)
						off = math.Abs(diff) / math.Ldexp(1, max(exponent-53, -1074))
					}
					if off > worst {
						worst, where = off, v
					}
				}
			}
			everyFloat64(1<<49+12345, check)
			rng := rand.New(rand.NewPCG(1, 1))
			x := make([]float64, 3000)
			for i := range x { // where exp is neither 0 nor infinite
				x[i] = 1500 * (rng.Float64() - 0.5)
			}
			check(x)
			for i := range x { // where log is small
				x[i] = math.Exp(0.3 * rng.NormFloat64())
			}
			check(x)
			t.Logf("%s: %.3f units at %g", name, worst, where)
			if worst > limit {
				t.Errorf("%s is %.2f units in the last place off at %g, want at most %v", name, worst, where, limit)
			}
		}
	})
}

func TestKernelsAgreeWithTheirDefinition(t *testing.T) {
	with(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 1))
		for n := range 40 {
			draw := func() []float64 {
				x := make([]float64, n, n+1)
				for i := range x {
					x[i] = rng.NormFloat64()
				}
				return x
			}
			a, b := rng.NormFloat64(), rng.NormFloat64()
			x, y := draw(), draw()
			near := func(what string, got, want float64) {
				if math.Abs(got-want) > 1e-12*(1+math.Abs(want)) {
					t.Errorf("%s of %d elements: %g, want %g", what, n, got, want)
				}
			}
			each := func(what string, f func(z []float64), want func(x, y float64) float64) {
				z := slices.Clone(x)
				z = append(z, 77)[:n]
				f(z)
				for i, got := range z {
					near(what, got, want(x[i], y[i]))
				}
				if z[:n+1][n] != 77 {
					t.Errorf("%s of %d elements writes one more", what, n)
				}
			}
			each("Scale", func(z []float64) { Scale(z, a) }, func(x, _ float64) float64 { return a * x })
			each("Mul", func(z []float64) { Mul(z, y) }, func(x, y float64) float64 { return x * y })
			each("AddSquares", func(z []float64) { AddSquares(z, y, a) }, func(x, y float64) float64 { return x + (a-y)*(a-y) })
			each("Weigh", func(z []float64) { Weigh(z, 1e-3) }, func(x, _ float64) float64 { return 1 / (1 + 1e-3*x) })
			each("Sqrt", func(z []float64) { Mul(z, x); Sqrt(z) }, func(x, _ float64) float64 { return math.Abs(x) })
			each("Exp", Exp, func(x, _ float64) float64 { return math.Exp(x) })

			var sum, differences, k, fx, fy, xy, xyy float64
			for i := range x {
				sum += x[i]
				differences += x[i] * (a - y[i])
				xy += x[i] * y[i]
				xyy += x[i] * y[i] * y[i]
				q := 1 / (1 + (a-x[i])*(a-x[i]) + (b-y[i])*(b-y[i]))
				k, fx, fy = k+q, fx+q*q*(a-x[i]), fy+q*q*(b-y[i])
			}
			near("Sum", Sum(x), sum)
			near("SumDifferences", SumDifferences(x, y, a), differences)
			got0, got1, got2 := Moments(x, y)
			near("Moments", got0, sum)
			near("Moments", got1, xy)
			near("Moments", got2, xyy)
			gotK, gotX, gotY := Repel(x, y, a, b)
			near("Repel", gotK, k)
			near("Repel", gotX, fx)
			near("Repel", gotY, fy)
		}
	})
}

func BenchmarkKernels(b *testing.B) {
	x, y := make([]float64, 1000), make([]float64, 1000)
	for i := range x {
		x[i], y[i] = rand.Float64(), rand.Float64()
	}
	for _, k := range available() {
		for name, f := range map[string]func(){
			"exp":   func() { k.scale(x, 1); k.exp(y); k.log(y) },
			"repel": func() { k.repel(x, y, 1, 2) },
		} {
			b.Run(fmt.Sprintf("%s/%s", name, k.name), func(b *testing.B) {
				for b.Loop() {
					f()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(x)), "ns/element")
			})
		}
	}
}
