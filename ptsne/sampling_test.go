package ptsne_test

import (
	"errors"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
	"github.com/gopherbook/gopherbook/ptsne/metrics"
)

// A watched loss sees what Fit gives to a loss: the network of watching hands
// on its input, and the first column of the data is the number of the row.
type watched struct {
	rows    []int
	targets []*mat.Dense
}

func (w *watched) TargetColumns(rows, units int) int { return rows }

func (w *watched) Loss(target, output *mat.Dense) (float64, *mat.Dense) {
	rows, units := output.Dims()
	for i := range rows {
		w.rows = append(w.rows, int(math.Round(output.At(i, 0))))
	}
	w.targets = append(w.targets, mat.DenseCopyOf(target))
	return 0, mat.NewDense(rows, units, nil)
}

// watching returns a model that hands its input to the loss.
func watching(t *testing.T, loss ptsne.Loss) *ptsne.Sequential {
	t.Helper()
	same := ptsne.Dense(2, ptsne.Linear, ptsne.InputShape(2))
	m := ptsne.NewSequential(same)
	if err := same.SetWeights(mat.NewDense(2, 2, []float64{1, 0, 0, 1}), mat.NewVecDense(2, nil)); err != nil {
		t.Fatal(err)
	}
	if err := m.Compile(loss, ptsne.SGD(0.1)); err != nil {
		t.Fatal(err)
	}
	return m
}

// numbered returns n random rows in a plane, the first column of which is the
// number of the row.
func numbered(n int) *mat.Dense {
	x := randmat.Normal(n, 2, 5)
	for i := range n {
		x.Set(i, 0, float64(i))
		x.Set(i, 1, 30*x.At(i, 1))
	}
	return x
}

func fit(t *testing.T, m *ptsne.Sequential, x, target mat.Matrix, options ...ptsne.FitOption) *ptsne.History {
	t.Helper()
	h, err := m.Fit(x, target, append(options, quiet)...)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestBatchesOfTheWholeP(t *testing.T) {
	const n, size, epochs = 110, 40, 3
	x := numbered(n)
	p := joint(t, x, ptsne.Perplexity(5), ptsne.BatchSize(n))
	var w watched
	fit(t, watching(t, &w), x, p, ptsne.BatchSize(size), ptsne.Epochs(epochs))

	if len(w.rows) != n*epochs || len(w.targets) != 3*epochs {
		t.Fatalf("%d rows in %d batches, want %d in %d", len(w.rows), len(w.targets), n*epochs, 3*epochs)
	}
	for e := range epochs {
		rows := slices.Sorted(slices.Values(w.rows[e*n : (e+1)*n]))
		for i, r := range rows {
			if r != i {
				t.Fatalf("epoch %d has not each row once", e)
			}
		}
	}
	if slices.Equal(w.rows[:n], w.rows[n:2*n]) {
		t.Error("two epochs have the same batches")
	}
	at := 0
	for b, target := range w.targets {
		r, c := target.Dims()
		rows := w.rows[at : at+r]
		at += r
		want := mat.NewDense(r, c, nil)
		for i := range r {
			for j := range c {
				want.Set(i, j, p.At(rows[i], rows[j]))
			}
		}
		want.Scale(1/mat.Sum(want), want)
		if !mat.EqualApprox(target, want, 1e-8) {
			t.Fatalf("batch %d of rows %v has another P than theirs", b, rows)
		}
	}
}

// One batch of all rows is what it always was: the rows in their order.
func TestOneBatchOfTheWholeP(t *testing.T) {
	x := numbered(50)
	p := joint(t, x, ptsne.Perplexity(5))
	var w watched
	fit(t, watching(t, &w), x, p)
	if !slices.IsSorted(w.rows) || !mat.Equal(w.targets[0], p) {
		t.Error("the batch is not the data with its P")
	}
}

func TestEvaluateWithTheWholeP(t *testing.T) {
	x := randmat.Normal(60, 2, 1)
	p := joint(t, x, ptsne.Perplexity(5))
	m := compiled(t, ptsne.TSNE(), ptsne.SGD(0.1), 2)
	got, err := m.Evaluate(x, p, ptsne.BatchSize(20))
	if err != nil {
		t.Fatal(err)
	}
	y, want := predict(t, m, x), 0.0
	for lo := 0; lo < 60; lo += 20 {
		part := mat.NewDense(20, 20, nil)
		for i := range 20 {
			for j := range 20 {
				part.Set(i, j, p.At(lo+i, lo+j))
			}
		}
		part.Scale(1/mat.Sum(part), part)
		value, _ := ptsne.TSNE().Loss(part, y.Slice(lo, lo+20, 0, 2).(*mat.Dense))
		want += value / 3
	}
	if math.Abs(got-want) > 1e-6*want {
		t.Errorf("the loss is %g, want %g", got, want)
	}
}

func TestSamplePairsDrawsPairsAsPSays(t *testing.T) {
	const n, size, epochs = 30, 10, 4000
	x := numbered(n)
	p := joint(t, x, ptsne.Perplexity(4))
	var w watched
	fit(t, watching(t, &w), x, p, ptsne.SamplePairs(), ptsne.BatchSize(size), ptsne.Epochs(epochs))

	want := mat.NewDense(size, size, nil)
	for i := range size {
		want.Set(i, i^1, 1.0/size)
	}
	for _, target := range w.targets {
		if !mat.EqualApprox(target, want, 1e-8) {
			t.Fatalf("the P of a batch is not that of its pairs:\n%v", mat.Formatted(target))
		}
	}
	drawn := mat.NewDense(n, n, nil)
	pairs := len(w.rows) / 2
	for m := range pairs {
		i, j := w.rows[2*m], w.rows[2*m+1]
		drawn.Set(i, j, drawn.At(i, j)+1/float64(pairs))
	}
	for i := range n {
		for j := range n {
			expected := p.At(i, j)
			deviation := math.Sqrt(expected / float64(pairs))
			if off := math.Abs(drawn.At(i, j) - expected); off > 5*deviation {
				t.Errorf("rows %d and %d are %.5f of the pairs, want %.5f ± %.5f", i, j, drawn.At(i, j), expected, deviation)
			}
		}
	}
}

func TestSamplePairsWithAnOddNumberOfRows(t *testing.T) {
	x := numbered(31)
	var w watched
	fit(t, watching(t, &w), x, joint(t, x, ptsne.Perplexity(4)), ptsne.SamplePairs(), ptsne.BatchSize(20))
	last := w.targets[1]
	if rows, cols := last.Dims(); rows != 11 || cols != 11 {
		t.Fatalf("the last batch has a P of shape (%d, %d), want 11 rows", rows, cols)
	}
	if math.Abs(mat.Sum(last)-1) > 1e-6 || last.At(10, 9) != 0 {
		t.Errorf("the P of the last batch, with a row that has no partner, is\n%v", mat.Formatted(last))
	}
}

// Fewer rows than a batch, and an odd number of them, are no reason to refuse.
func TestSamplePairsOfFewRows(t *testing.T) {
	x := numbered(99)
	p := joint(t, x, ptsne.Perplexity(4))
	for _, options := range [][]ptsne.FitOption{nil, {ptsne.BatchSize(1024)}} {
		var w watched
		fit(t, watching(t, &w), x, p, append(options, ptsne.SamplePairs())...)
		if len(w.targets) != 1 || len(w.rows) != 98 {
			t.Errorf("%d batches of %d rows, want one of 98", len(w.targets), len(w.rows))
		}
	}
}

func TestShortDrawnBatchesAreLeftOut(t *testing.T) {
	x := numbered(48)
	p := joint(t, x, ptsne.Perplexity(4))
	for name, options := range map[string][]ptsne.FitOption{"rows": nil, "pairs": {ptsne.SamplePairs()}} {
		var w watched
		fit(t, watching(t, &w), x, p, append(options, ptsne.BatchSize(20), ptsne.Epochs(20))...)
		if len(w.targets) != 2*20 {
			t.Errorf("%s: %d batches in 20 epochs, want 40", name, len(w.targets))
		}
		slices.Sort(w.rows)
		if met := len(slices.Compact(w.rows)); met != 48 {
			t.Errorf("%s: %d rows have been in a batch, of 48", name, met)
		}
	}
	// The rows of other batches are in none but the last.
	var w watched
	fit(t, watching(t, &w), x, joint(t, x, ptsne.Perplexity(4), ptsne.BatchSize(20)))
	if len(w.rows) != 48 {
		t.Errorf("%d rows in batches that are not drawn, want 48", len(w.rows))
	}
}

func TestSamplePairsRefuses(t *testing.T) {
	x := numbered(40)
	whole := joint(t, x, ptsne.Perplexity(4))
	parts := joint(t, x, ptsne.Perplexity(4), ptsne.BatchSize(20))
	for _, c := range []struct {
		name   string
		loss   ptsne.Loss
		target mat.Matrix
		option ptsne.FitOption
		want   string
	}{
		{"P in batches", ptsne.InfoNCE(), parts, ptsne.BatchSize(20), "JointProbabilities(x, BatchSize(40)) of the 40 rows"},
		{"no Joint", ptsne.InfoNCE(), mat.DenseCopyOf(whole), ptsne.BatchSize(40), "JointProbabilities(x, BatchSize(40)) of the 40 rows"},
		{"P of other rows", ptsne.InfoNCE(), joint(t, numbered(20), ptsne.Perplexity(4)), ptsne.BatchSize(20), "Found 40 input samples and 20 target samples"},
		{"not for pairs", ptsne.MeanSquaredError(), randmat.Normal(40, 2, 1), ptsne.BatchSize(20), "losses on the pairs of a batch"},
		{"odd batches", ptsne.InfoNCE(), whole, ptsne.BatchSize(21), "an even BatchSize, not 21"},
		{"no shuffling", ptsne.InfoNCE(), whole, ptsne.Shuffle(false), "leave out Shuffle(false)"},
	} {
		m := watching(t, c.loss)
		_, err := m.Fit(x, c.target, ptsne.SamplePairs(), c.option, quiet)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the error is %v, want one with %q", c.name, err, c.want)
		}
	}
}

// InfoNCE on pairs pulls clusters apart, though a batch sees few of the pairs.
func TestSamplePairsMakesAMap(t *testing.T) {
	x, labels := blobs(600, 10, 5, 1)
	p := joint(t, x, ptsne.Perplexity(10))
	m := compiled(t, ptsne.InfoNCE(), ptsne.Adam(0.01), 10)
	h := fit(t, m, x, p, ptsne.SamplePairs(), ptsne.BatchSize(100), ptsne.Epochs(15))
	if loss := h.Loss(); !(loss[len(loss)-1] < 0.9*loss[0]) {
		t.Errorf("the loss went from %g to %g", loss[0], loss[len(loss)-1])
	}
	fresh, freshLabels := blobs(200, 10, 5, 2)
	a, err := metrics.KNNAccuracy(predict(t, m, x), labels, predict(t, m, fresh), freshLabels, 1)
	if err != nil || a < 0.98 {
		t.Errorf("1-NN accuracy of new points is %.3f, %v", a, err)
	}
}

func TestSamplingDoesNotDependOnGOMAXPROCS(t *testing.T) {
	x, _ := blobs(500, 10, 5, 1)
	p := joint(t, x, ptsne.Perplexity(10))
	run := func(procs int, options ...ptsne.FitOption) [][]float64 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		m := compiled(t, ptsne.InfoNCE(), ptsne.Adam(0.01), 10)
		fit(t, m, x, p, append(options, ptsne.BatchSize(200), ptsne.Epochs(2))...)
		return weightsOf(m)
	}
	for _, options := range [][]ptsne.FitOption{nil, {ptsne.SamplePairs()}, {ptsne.SamplePairs(), ptsne.Augment(jitter)}} {
		one, three := run(1, options...), run(3, options...)
		for i := range one {
			if !slices.Equal(one[i], three[i]) {
				t.Fatalf("with %d options, one processor and three give different bits", len(options))
			}
		}
	}
}

// The loss on held-out data is that of all pairs of their P.
func TestValidationOfDrawnPairs(t *testing.T) {
	x := numbered(60)
	p := joint(t, x, ptsne.Perplexity(5), ptsne.BatchSize(60))
	m := watching(t, ptsne.InfoNCE())
	h := fit(t, m, x, p, ptsne.SamplePairs(), ptsne.BatchSize(20), ptsne.ValidationData(x, p))
	want, err := m.Evaluate(x, p)
	if err != nil {
		t.Fatal(err)
	}
	if got := h.ValLoss()[0]; got != want {
		t.Errorf("val_loss is %g, Evaluate says %g", got, want)
	}
}

// A loss wants the columns that it says, also of a batch that is drawn.
func TestTargetColumnsOfDrawnBatches(t *testing.T) {
	x := numbered(60)
	p := joint(t, x, ptsne.Perplexity(5), ptsne.BatchSize(60))
	_, err := watching(t, new(doubled)).Fit(x, p, ptsne.BatchSize(16), quiet)
	var shape *ptsne.ShapeError
	if !errors.As(err, &shape) || shape.Columns != 32 || shape.Cols != 16 {
		t.Errorf("error is %v", err)
	}
}

// doubled wants two columns for each row of the batch.
type doubled struct{ watched }

func (*doubled) TargetColumns(rows, units int) int { return 2 * rows }
