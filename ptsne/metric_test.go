package ptsne_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math"
	"runtime"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// cosine is the formula of the distance, in float64.
func cosine(a, b []float64) float64 {
	return math.Sqrt(max(0, 2-2*floats.Dot(a, b)/(floats.Norm(a, 2)*floats.Norm(b, 2))))
}

func correlation(a, b []float64) float64 {
	return math.Sqrt(max(0, 2-2*stat.Correlation(a, b, nil)))
}

func manhattan(a, b []float64) float64 { return floats.Distance(a, b, 1) }

// scaled returns rows of all lengths, with offsets.
func scaled(rows, cols int) *mat.Dense {
	x := randmat.Normal(rows, cols, 1)
	for i := range rows {
		floats.Scale(math.Exp(float64(i%9)), x.RawRowView(i))
		floats.AddConst(float64(i%4), x.RawRowView(i))
	}
	return x
}

func TestMetricsAgreeWithTheFormulas(t *testing.T) {
	x := scaled(60, 7)
	for name, test := range map[string]struct {
		option   ptsne.JointOption
		distance func(a, b []float64) float64
	}{
		"cosine":       {ptsne.Metric(ptsne.Cosine), cosine},
		"correlation":  {ptsne.Metric(ptsne.Correlation), correlation},
		"of one's own": {ptsne.MetricFunc(manhattan), manhattan},
	} {
		p := joint(t, x, test.option, ptsne.Perplexity(7), ptsne.Neighbors(60))
		if want := referenceJointBy(test.distance, x, 7); !mat.EqualApprox(p, want, 1e-6) {
			t.Errorf("%s: P differs from the reference by up to %g", name, maxDifference(p, want))
		}
		if got := p.String(); !strings.Contains(got, "perplexity 7, metric "+name+", batches") {
			t.Errorf("String is %q", got)
		}
	}
}

// A function gives what Metric does, with few neighbours and several batches,
// too.
func TestMetricFuncAgreesWithMetric(t *testing.T) {
	x := randmat.Normal(260, 5, 1)
	for d, f := range map[ptsne.Distance]func(a, b []float64) float64{
		ptsne.Euclidean:   func(a, b []float64) float64 { return floats.Distance(a, b, 2) },
		ptsne.Cosine:      cosine,
		ptsne.Correlation: correlation,
	} {
		want := joint(t, x, ptsne.Metric(d), ptsne.Perplexity(5), ptsne.BatchSize(150))
		got := joint(t, x, ptsne.MetricFunc(f), ptsne.Perplexity(5), ptsne.BatchSize(150))
		if !mat.EqualApprox(got, want, 1e-6) {
			t.Errorf("%v: P differs by up to %g", d, maxDifference(got, want))
		}
	}
}

// Cosine does not see the length of a row, Correlation its offset neither, nor
// do they where squares would overflow or vanish. With a function, the unit does
// not matter.
func TestMetricsDoNotDependOnScale(t *testing.T) {
	x := scaled(60, 7)
	for _, factor := range []float64{1e-40, 1e-15, 1e15, 1e33} {
		y := mat.DenseCopyOf(x)
		for i := range 60 {
			floats.Scale(factor*math.Exp(float64(i%3)), y.RawRowView(i))
		}
		if p, want := joint(t, y, ptsne.Metric(ptsne.Cosine), ptsne.Perplexity(7)), joint(t, x, ptsne.Metric(ptsne.Cosine), ptsne.Perplexity(7)); !mat.EqualApprox(p, want, 1e-6) {
			t.Errorf("cosine, rows times %g: P differs by up to %g", factor, maxDifference(p, want))
		}
		for i := range 60 {
			floats.AddConst(factor*float64(i%5), y.RawRowView(i))
		}
		if p, want := joint(t, y, ptsne.Metric(ptsne.Correlation), ptsne.Perplexity(7)), joint(t, x, ptsne.Metric(ptsne.Correlation), ptsne.Perplexity(7)); !mat.EqualApprox(p, want, 1e-6) {
			t.Errorf("correlation, rows times %g: P differs by up to %g", factor, maxDifference(p, want))
		}
		unit := func(a, b []float64) float64 { return factor * factor * manhattan(a, b) }
		if p, want := joint(t, x, ptsne.MetricFunc(unit), ptsne.Perplexity(7)), joint(t, x, ptsne.MetricFunc(manhattan), ptsne.Perplexity(7)); !mat.EqualApprox(p, want, 1e-6) {
			t.Errorf("a function times %g: P differs by up to %g", factor*factor, maxDifference(p, want))
		}
	}
}

// Rows of one direction are duplicates.
func TestMetricsOfDuplicates(t *testing.T) {
	x := mat.NewDense(40, 3, nil)
	for i := range 40 {
		x.SetRow(i, []float64{float64(i + 1), float64(2*i + 2), 0})
	}
	zero := func(a, b []float64) float64 { return 0 }
	for _, option := range []ptsne.JointOption{ptsne.Metric(ptsne.Cosine), ptsne.Metric(ptsne.Correlation), ptsne.MetricFunc(zero)} {
		if s := mat.Sum(joint(t, x, option, ptsne.Perplexity(5))); math.Abs(s-1) > 1e-6 {
			t.Errorf("P of equal rows sums to %g", s)
		}
	}
}

func TestMetricsDoNotDependOnGOMAXPROCS(t *testing.T) {
	x := scaled(300, 20)
	for name, option := range map[string]ptsne.JointOption{"correlation": ptsne.Metric(ptsne.Correlation), "function": ptsne.MetricFunc(manhattan)} {
		run := func(procs int) *ptsne.Joint {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
			return joint(t, x, option, ptsne.BatchSize(120), ptsne.Perplexity(10))
		}
		if !mat.Equal(run(1), run(6)) {
			t.Errorf("%s: one processor and six give different bits", name)
		}
	}
}

func TestMetricErrors(t *testing.T) {
	zero, constant := scaled(200, 3), scaled(200, 3)
	for _, i := range []int{150, 70} {
		zero.SetRow(i, []float64{0, 0, 0})
		constant.SetRow(i, []float64{0.1, 0.1, 0.1})
	}
	done, cancel := context.WithCancelCause(context.Background())
	why := errors.New("lunch")
	cancel(why)
	run := func(x mat.Matrix, options ...ptsne.JointOption) error {
		p, err := ptsne.JointProbabilities(x, options...)
		if p != nil && err != nil {
			t.Errorf("P is %v with the error %v", p, err)
		}
		return err
	}
	negative := func(a, b []float64) float64 { return floats.Dot(a, b) }
	for want, err := range map[string]error{
		"ptsne: row 70 of the input is all zeros, which has no cosine":                               run(zero, ptsne.Metric(ptsne.Cosine)),
		"all elements of row 70 of the input are the same, which has no correlation distance: leave": run(constant, ptsne.Metric(ptsne.Correlation)),
		"ptsne: all elements of row 70 of the input are the same":                                    run(zero, ptsne.Metric(ptsne.Correlation)),
		"Metric(Correlation) wants at least 2 columns, but the input has 1":                          run(randmat.Normal(90, 1, 1), ptsne.Metric(ptsne.Correlation)),
		"ptsne: Metric(Distance(3)): want Euclidean, Cosine or Correlation":                          run(zero, ptsne.Metric(3)),
		"ptsne: the function given to MetricFunc returns -":                                          run(zero, ptsne.MetricFunc(negative)),
		"returns NaN for rows 0 and 1 of the input: want a finite distance, 0 or more":               run(zero, ptsne.MetricFunc(func(a, b []float64) float64 { return math.NaN() })),
		"JointProbabilities was stopped: lunch":                                                      run(zero, ptsne.MetricFunc(manhattan), ptsne.Context(done)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
	for name, err := range map[string]error{
		"cosine of constant rows":   run(constant, ptsne.Metric(ptsne.Cosine)),
		"the last metric counts":    run(zero, ptsne.Metric(ptsne.Cosine), ptsne.MetricFunc(manhattan)),
		"a function of zeros":       run(zero, ptsne.MetricFunc(manhattan)),
		"cosine of a single column": run(randmat.Normal(90, 1, 1), ptsne.Metric(ptsne.Cosine)),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Texts of different lengths on the same subject are near by their cosine.
func ExampleMetric() {
	x := mat.NewDense(6, 3, []float64{ // how often each text has three words
		1, 2, 0,
		10, 21, 1,
		40, 79, 2,
		2, 0, 1,
		20, 1, 9,
		81, 2, 41,
	})
	p, err := ptsne.JointProbabilities(x, ptsne.Metric(ptsne.Cosine), ptsne.Perplexity(2))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("same subject %.3f, another %.3f\n", p.At(0, 2), p.At(0, 3))
	// Output: same subject 0.084, another 0.000
}

func BenchmarkMetrics(b *testing.B) {
	x := randmat.Normal(1000, 784, 1)
	for name, option := range map[string]ptsne.JointOption{
		"euclidean": ptsne.Metric(ptsne.Euclidean), "cosine": ptsne.Metric(ptsne.Cosine), "manhattan": ptsne.MetricFunc(manhattan),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				joint(b, x, option)
			}
		})
	}
}

// Distances that are large beyond measure, for what cannot be compared, leave the
// others as they are.
func TestHugeDistances(t *testing.T) {
	x := randmat.Normal(80, 3, 1)
	for i := range 80 {
		x.Set(i, 0, float64(i%2))
	}
	within := func(huge float64) *ptsne.Joint {
		return joint(t, x, ptsne.Perplexity(5), ptsne.MetricFunc(func(a, b []float64) float64 {
			if a[0] != b[0] {
				return huge
			}
			return floats.Distance(a, b, 2)
		}))
	}
	want := within(1e3)
	for _, huge := range []float64{1e20, 1e46, math.MaxFloat64} {
		if p := within(huge); !mat.EqualApprox(p, want, 1e-6) {
			t.Errorf("distances of %g change P by up to %g", huge, maxDifference(p, want))
		}
	}
}
