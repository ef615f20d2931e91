package ptsne_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
	"github.com/gopherbook/gopherbook/ptsne/mnist"
)

// referenceJoint computes P of all rows of x in float64: bisection for beta,
// all pairs.
func referenceJoint(x mat.Matrix, perplexity float64) *mat.Dense {
	return referenceJointBy(func(a, b []float64) float64 { return floats.Distance(a, b, 2) }, x, perplexity)
}

// referenceJointBy is referenceJoint for another distance.
func referenceJointBy(distance func(a, b []float64) float64, x mat.Matrix, perplexity float64) *mat.Dense {
	n, _ := x.Dims()
	rows := mat.DenseCopyOf(x)
	cond := mat.NewDense(n, n, nil)
	for i := range n {
		d := make([]float64, n)
		least := math.Inf(1)
		for j := range n {
			d[j] = math.Pow(distance(rows.RawRowView(i), rows.RawRowView(j)), 2)
			if j != i {
				least = min(least, d[j])
			}
		}
		lo, hi := 0.0, 1e6
		row := make([]float64, n)
		for range 200 {
			beta := (lo + hi) / 2
			sum := 0.0
			for j := range n {
				row[j] = 0
				if j != i {
					row[j] = math.Exp(-beta * (d[j] - least))
				}
				sum += row[j]
			}
			for j := range n {
				row[j] /= sum
			}
			if stat.Entropy(row) > math.Log(perplexity) {
				lo = beta
			} else {
				hi = beta
			}
		}
		cond.SetRow(i, row)
	}
	var p mat.Dense
	p.Add(cond, cond.T())
	p.Scale(1/(2*float64(n)), &p)
	return &p
}

// divergence returns the Kullback-Leibler divergence of q from p, over the
// pairs that have a p.
func divergence(p, q mat.Matrix) (kl float64) {
	n, m := p.Dims()
	for i := range n {
		for j := range m {
			if v := p.At(i, j); v > 0 {
				kl += v * math.Log((v+1e-15)/(q.At(i, j)+1e-15))
			}
		}
	}
	return kl
}

func TestExactJointAgreesWithTheFormulas(t *testing.T) {
	x := randmat.Normal(50, 6, 1)
	p := joint(t, x, ptsne.Perplexity(7), ptsne.Neighbors(50))
	// The entropies match to 1e-5, and a probability is at most 1/50.
	if want := referenceJoint(x, 7); !mat.EqualApprox(p, want, 1e-6) {
		t.Errorf("P differs from the reference by up to %g", maxDifference(p, want))
	}
}

func maxDifference(a, b mat.Matrix) float64 {
	var d mat.Dense
	d.Sub(a, b)
	return max(mat.Max(&d), -mat.Min(&d))
}

// What the default number of neighbours changes, on images: P diverges by 0.06
// nats from the exact one, and the loss of a given map, 3.7, hardly at all.
func TestNearestNeighboursAreEnough(t *testing.T) {
	train, _, err := mnist.Load(mnist.Rows(600, 1))
	if err != nil {
		t.Fatal(err)
	}
	exact := joint(t, train.X, ptsne.Perplexity(15), ptsne.Neighbors(600))
	sparse := joint(t, train.X, ptsne.Perplexity(15))
	kl := divergence(sparse, exact)
	y := randmat.Normal(600, 2, 2)
	a, _ := ptsne.TSNE().Loss(mat.DenseCopyOf(exact), y)
	b, _ := ptsne.TSNE().Loss(mat.DenseCopyOf(sparse), y)
	t.Logf("KL(sparse|exact) = %.4f nats, %d of %d non-zeros; the loss of one map is %.4f with exact P, %.4f with sparse",
		kl, sparse.NonZeros(), exact.NonZeros(), a, b)
	if kl < 0 || kl > 0.08 {
		t.Errorf("KL(sparse|exact) is %g nats", kl)
	}
	if math.Abs(a-b) > 0.01*a {
		t.Errorf("the loss of one map is %g with exact P, %g with sparse", a, b)
	}
}

func TestJointIsADistributionOverEachBatch(t *testing.T) {
	const n, size = 130, 50 // the last batch has 30 rows
	p := joint(t, randmat.Normal(n, 4, 1), ptsne.Perplexity(5), ptsne.BatchSize(size))
	if r, c := p.Dims(); r != n || c != size {
		t.Fatalf("shape is (%d, %d)", r, c)
	}
	for lo := 0; lo < n; lo += size {
		rows := min(size, n-lo)
		sum := 0.0
		for i := range rows {
			for j := range size {
				v := p.At(lo+i, j)
				sum += v
				switch {
				case v < 0 || math.IsNaN(v):
					t.Errorf("p(%d, %d) is %g", lo+i, j, v)
				case j >= rows && v != 0:
					t.Errorf("p(%d, %d) is %g, but that batch has %d rows", lo+i, j, v, rows)
				case i == j && v != 0:
					t.Errorf("p(%d, %d) is %g, but lies on the diagonal", lo+i, j, v)
				case j < rows && v != p.At(lo+j, i):
					t.Errorf("p(%d, %d) is %g, but its mirror is %g", lo+i, j, v, p.At(lo+j, i))
				}
			}
		}
		if math.Abs(sum-1) > 1e-6 {
			t.Errorf("batch at row %d sums to %.9f", lo, sum)
		}
	}
}

func TestJointOfABatchIsThatOfItsRowsAlone(t *testing.T) {
	x := randmat.Normal(90, 4, 1)
	p := joint(t, x, ptsne.Perplexity(5), ptsne.BatchSize(40))
	last := joint(t, x.Slice(80, 90, 0, 4), ptsne.Perplexity(5))
	for i := range 10 {
		for j := range 10 {
			if p.At(80+i, j) != last.At(i, j) {
				t.Fatalf("p(%d, %d) depends on other batches", 80+i, j)
			}
		}
	}
}

func TestJointOfASimplex(t *testing.T) {
	// The corners of a regular simplex are all equally far: their P is known.
	n := 10
	x := mat.NewDense(n, n, nil)
	for i := range n {
		x.Set(i, i, 1)
	}
	p := joint(t, x, ptsne.Perplexity(4), ptsne.Neighbors(n))
	for i := range n {
		for j := range n {
			if want := 1 / float64(n*(n-1)); i != j && math.Abs(p.At(i, j)-want) > 1e-8 {
				t.Fatalf("p(%d, %d) is %g, want %g", i, j, p.At(i, j), want)
			}
		}
	}
}

func TestJointDoesNotDependOnScaleOrOffset(t *testing.T) {
	x := randmat.Normal(80, 5, 1)
	want := joint(t, x, ptsne.Perplexity(6))
	for name, f := range map[string]func(v float64) float64{
		"tiny":     func(v float64) float64 { return v * 1e-30 },
		"huge":     func(v float64) float64 { return v * 1e30 },
		"far away": func(v float64) float64 { return v + 1e6 },
	} {
		var y mat.Dense
		y.Apply(func(_, _ int, v float64) float64 { return f(v) }, x)
		if p := joint(t, &y, ptsne.Perplexity(6)); !mat.EqualApprox(p, want, 1e-6) {
			t.Errorf("%s data: P differs by %g", name, maxDifference(p, want))
		}
	}
}

func TestJointOfPixels(t *testing.T) {
	// Unscaled pixels: exp of the whole distance would be 0 for every pair.
	var x mat.Dense
	x.Apply(func(_, _ int, v float64) float64 { return math.Round(127 + 60*v) }, randmat.Normal(60, 100, 1))
	p := joint(t, &x, ptsne.Perplexity(5))
	if s := mat.Sum(p); math.Abs(s-1) > 1e-6 {
		t.Errorf("P sums to %g", s)
	}
}

func TestJointWithDuplicates(t *testing.T) {
	x := mat.NewDense(40, 3, nil) // all rows the same
	p := joint(t, x, ptsne.Perplexity(5))
	if s := mat.Sum(p); math.Abs(s-1) > 1e-6 {
		t.Errorf("P of equal rows sums to %g", s)
	}
	y := randmat.Normal(40, 3, 1)
	for i := range 20 {
		y.SetRow(i, y.RawRowView(0)) // more equal rows than the perplexity
	}
	if s := mat.Sum(joint(t, y, ptsne.Perplexity(5))); math.Abs(s-1) > 1e-6 {
		t.Errorf("P with many duplicates sums to %g", s)
	}
}

func TestJointDoesNotDependOnGOMAXPROCS(t *testing.T) {
	x := randmat.Normal(300, 20, 1)
	run := func(procs int) *ptsne.Joint {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		return joint(t, x, ptsne.BatchSize(120), ptsne.Perplexity(10))
	}
	if !mat.Equal(run(1), run(6)) {
		t.Error("one processor and six give different bits")
	}
}

func TestJointErrors(t *testing.T) {
	x := randmat.Normal(45, 3, 1)
	bad := mat.DenseCopyOf(x)
	bad.Set(7, 2, math.NaN())
	bad.Set(9, 0, math.Inf(1))
	done, cancel := context.WithCancel(context.Background())
	cancel()
	for name, c := range map[string]struct {
		x       mat.Matrix
		options []ptsne.JointOption
		want    string
	}{
		"nil":         {nil, nil, "ptsne: the input is nil"},
		"empty":       {&mat.Dense{}, nil, "ptsne: the input is empty: its shape is (0, 0)"},
		"NaN":         {bad, nil, "ptsne: the input has NaN in row 7, column 2"},
		"too large":   {x, []ptsne.JointOption{ptsne.Perplexity(44)}, "perplexity 44 is too large for a batch of 45 rows: want it below 44"},
		"last batch":  {x, []ptsne.JointOption{ptsne.Perplexity(6), ptsne.BatchSize(20)}, "too large for the last batch, which gets 5 of 45 rows in batches of 20"},
		"too small":   {x, []ptsne.JointOption{ptsne.Perplexity(1)}, "Perplexity(1): want a number above 1"},
		"not a value": {x, []ptsne.JointOption{ptsne.Perplexity(math.NaN())}, "Perplexity(NaN): want a number above 1"},
		"neighbours":  {x, []ptsne.JointOption{ptsne.Perplexity(9), ptsne.Neighbors(9)}, "Neighbors(9) are too few for perplexity 9"},
		"batch size":  {x, []ptsne.JointOption{ptsne.BatchSize(0)}, "want at least one row"},
		"context":     {x, []ptsne.JointOption{ptsne.Context(done)}, "JointProbabilities was stopped: context canceled"},
	} {
		p, err := ptsne.JointProbabilities(c.x, c.options...)
		if p != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, want %q", name, err, c.want)
		}
	}
	if _, err := ptsne.JointProbabilities(x, ptsne.Context(done)); !errors.Is(err, context.Canceled) {
		t.Errorf("a canceled context gives %v", err)
	}
	var element *ptsne.ElementError
	if _, err := ptsne.JointProbabilities(bad); !errors.As(err, &element) || element.Row != 7 {
		t.Errorf("NaN gives %v", err)
	}
}

func TestJointShowsItself(t *testing.T) {
	var out bytes.Buffer
	p := joint(t, randmat.Normal(90, 3, 1), ptsne.Perplexity(5), ptsne.BatchSize(45), ptsne.Verbose(1), ptsne.Output(&out))
	if got := p.String(); !strings.HasPrefix(got, "joint probabilities of shape (90, 45): perplexity 5, batches: 2, non-zeros: ") {
		t.Errorf("String is %q", got)
	}
	if !strings.HasPrefix(out.String(), "90/90 [==============================] - 0s ") {
		t.Errorf("progress is %q", out.String())
	}
	if !slices.Equal(p.Perplexity(), []float64{5}) || p.BatchSize() != 45 {
		t.Errorf("perplexity %v, batch size %d", p.Perplexity(), p.BatchSize())
	}
	if p.T().At(3, 60) != p.At(60, 3) {
		t.Error("the transpose is not one")
	}
}

func TestJointAtChecksItsArguments(t *testing.T) {
	p := joint(t, randmat.Normal(20, 3, 1), ptsne.Perplexity(5))
	for _, ij := range [][2]int{{-1, 0}, {20, 0}, {0, -1}, {0, 20}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("At(%d, %d) did not panic", ij[0], ij[1])
				}
			}()
			p.At(ij[0], ij[1])
		}()
	}
}

func BenchmarkJointProbabilities(b *testing.B) {
	x := randmat.Normal(2000, 784, 1)
	for b.Loop() {
		joint(b, x, ptsne.BatchSize(1000))
	}
}
