package ptsne_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
	"github.com/gopherbook/gopherbook/ptsne/metrics"
)

// The point of it all: points the network has never seen land in their
// cluster.
func TestFitEmbedsNewPoints(t *testing.T) {
	train, trainLabels := blobs(300, 10, 4, 1)
	test, testLabels := blobs(100, 10, 4, 2)
	p := joint(t, train, ptsne.Perplexity(15), ptsne.BatchSize(150))
	m := compiled(t, ptsne.TSNE(), ptsne.Adam(0.01), 10)
	history, err := m.Fit(train, p, ptsne.Epochs(60), quiet)
	if err != nil {
		t.Fatal(err)
	}
	if loss := history.Loss(); len(loss) != 60 || loss[59] > 0.7*loss[0] {
		t.Errorf("loss does not fall: %v", loss)
	}
	y, _ := m.Predict(train)
	z, _ := m.Predict(test)
	accuracy, err := metrics.KNNAccuracy(y, trainLabels, z, testLabels, 1)
	if err != nil || accuracy < 0.97 {
		t.Errorf("1-NN accuracy of new points is %g, error %v", accuracy, err)
	}
}

func TestFitIsGradientDescentOnTheLoss(t *testing.T) {
	// One step of SGD by a small rate lowers the loss by rate*|gradient|²; and
	// the step itself is rate times the gradient.
	x, y := randmat.Normal(30, 4, 1), randmat.Normal(30, 2, 2)
	for _, a := range []ptsne.Activation{ptsne.ReLU, ptsne.Sigmoid, ptsne.Tanh} {
		hidden := ptsne.Dense(7, a, ptsne.InputShape(4))
		out := ptsne.Dense(2, ptsne.Linear)
		m := ptsne.NewSequential(hidden, out)
		const rate = 1e-3
		if err := m.Compile(ptsne.MeanSquaredError(), ptsne.SGD(rate)); err != nil {
			t.Fatal(err)
		}
		before, err := m.Evaluate(x, y, ptsne.BatchSize(30))
		if err != nil {
			t.Fatal(err)
		}
		old := []mat.Matrix{hidden.Kernel(), hidden.Bias(), out.Kernel(), out.Bias()}
		if _, err := m.Fit(x, y, ptsne.BatchSize(30), quiet); err != nil {
			t.Fatal(err)
		}
		var squares float64
		for i, w := range []mat.Matrix{hidden.Kernel(), hidden.Bias(), out.Kernel(), out.Bias()} {
			var step mat.Dense
			step.Sub(w, old[i])
			squares += mat.Norm(&step, 2) * mat.Norm(&step, 2)
		}
		after, _ := m.Evaluate(x, y, ptsne.BatchSize(30))
		if fall, want := before-after, squares/rate; math.Abs(fall-want) > 0.03*want {
			t.Errorf("%v: the loss falls by %g, the gradient promises %g", a, fall, want)
		}
	}
}

func TestOwnLossWorksLikeTheBuiltIn(t *testing.T) {
	x := randmat.Normal(70, 5, 1)
	p := joint(t, x, ptsne.Perplexity(5), ptsne.BatchSize(30)) // and a last batch of 10
	own := ptsne.PairLossFunc(func(target, output *mat.Dense) (float64, *mat.Dense) {
		return referenceTSNE(target, output, 1)
	})
	var maps [2]*mat.Dense
	var losses [2][]float64
	for i, loss := range []ptsne.Loss{ptsne.TSNE(), own} {
		m := compiled(t, loss, ptsne.SGD(0.1), 5)
		h, err := m.Fit(x, p, ptsne.Epochs(3), quiet)
		if err != nil {
			t.Fatal(err)
		}
		losses[i] = h.Loss()
		maps[i], _ = m.Predict(x)
	}
	if !mat.EqualApprox(maps[0], maps[1], 1e-4) {
		t.Errorf("maps differ by %g", maxDifference(maps[0], maps[1]))
	}
	for i := range losses[0] {
		if math.Abs(losses[0][i]-losses[1][i]) > 1e-4 {
			t.Errorf("losses are %v and %v", losses[0], losses[1])
		}
	}
}

type (
	onlyAt   struct{ mat.Matrix }
	rowViews struct {
		onlyAt
		mat.RawRowViewer
	}
)

// A Joint and the same numbers in any other matrix are the same target.
func TestFitTakesPAsAnyMatrix(t *testing.T) {
	x := randmat.Normal(70, 5, 1)
	p := joint(t, x, ptsne.Perplexity(5), ptsne.BatchSize(30))
	a := compiled(t, ptsne.TSNE(), ptsne.SGD(0.1), 5)
	b := compiled(t, ptsne.TSNE(), ptsne.SGD(0.1), 5)
	c := compiled(t, ptsne.TSNE(), ptsne.SGD(0.1), 5)
	d := compiled(t, ptsne.TSNE(), ptsne.SGD(0.1), 5)
	ha, err := a.Fit(x, p, ptsne.Epochs(2), quiet)
	if err != nil {
		t.Fatal(err)
	}
	hb, err := b.Fit(x, mat.DenseCopyOf(p), ptsne.Epochs(2), ptsne.BatchSize(30), quiet)
	if err != nil {
		t.Fatal(err)
	}
	hc, err := c.Fit(onlyAt{x}, onlyAt{p}, ptsne.Epochs(2), ptsne.BatchSize(30), quiet)
	if err != nil {
		t.Fatal(err)
	}
	hd, err := d.Fit(rowViews{onlyAt{x}, x}, rowViews{onlyAt{p}, mat.DenseCopyOf(p)}, ptsne.Epochs(2), ptsne.BatchSize(30), quiet)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range []*ptsne.History{hb, hc, hd} {
		if !slices.Equal(ha.Loss(), h.Loss()) {
			t.Errorf("losses are %v and %v", ha.Loss(), h.Loss())
		}
	}
}

func TestFitShufflesBatchesNotPairs(t *testing.T) {
	x := randmat.Normal(80, 5, 1)
	p := joint(t, x, ptsne.Perplexity(5), ptsne.BatchSize(20))
	seen := map[float64]int{} // the sum of a batch's P, row-weighted: a fingerprint
	var order []float64
	own := ptsne.PairLossFunc(func(target, output *mat.Dense) (float64, *mat.Dense) {
		print := 0.0
		for i := range 20 {
			for j := range 20 {
				print += float64(20*i+j) * target.At(i, j)
			}
		}
		seen[print]++
		order = append(order, print)
		return ptsne.TSNE().Loss(target, output)
	})
	m := compiled(t, own, ptsne.SGD(0.1), 5)
	if _, err := m.Fit(x, p, ptsne.Epochs(8), ptsne.Shuffle(true), quiet); err != nil {
		t.Fatal(err)
	}
	if len(seen) != 4 {
		t.Errorf("%d different batches, want the 4 that P has", len(seen))
	}
	for print, n := range seen {
		if n != 8 {
			t.Errorf("batch %g was seen %d times in 8 epochs", print, n)
		}
	}
	changed := false
	for epoch := 1; epoch < 8; epoch++ {
		changed = changed || !slices.Equal(order[:4], order[4*epoch:4*epoch+4])
	}
	if !changed {
		t.Error("batches come in the same order in each epoch")
	}
	order = nil
	if _, err := m.Fit(x, p, ptsne.Epochs(2), ptsne.Shuffle(false), quiet); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(order[:4], order[4:]) {
		t.Error("batches come in different orders without shuffling")
	}
}

func TestFitShufflesRowsOfAnOrdinaryLoss(t *testing.T) {
	// x is the row's number, and so is the target: they must stay together.
	x, target := mat.NewDense(10, 1, nil), mat.NewDense(10, 1, nil)
	for i := range 10 {
		x.Set(i, 0, float64(i))
		target.Set(i, 0, float64(i))
	}
	d := ptsne.Dense(1, ptsne.Linear, ptsne.InputShape(1))
	m := ptsne.NewSequential(d)
	if err := d.SetWeights(mat.NewDense(1, 1, []float64{1}), mat.NewVecDense(1, nil)); err != nil {
		t.Fatal(err)
	}
	var order []float64
	own := ptsne.LossFunc(func(target, output *mat.Dense) (float64, *mat.Dense) {
		if !mat.Equal(target, output) {
			t.Error("a row was given another's target")
		}
		order = append(order, target.RawMatrix().Data...)
		return ptsne.MeanSquaredError().Loss(target, output)
	})
	if err := m.Compile(own, ptsne.SGD(0.1)); err != nil {
		t.Fatal(err)
	}
	run := func(options ...ptsne.FitOption) []float64 {
		order = nil
		if _, err := m.Fit(x, target, append(options, ptsne.BatchSize(4), quiet)...); err != nil {
			t.Fatal(err)
		}
		sorted := slices.Sorted(slices.Values(order))
		if !slices.Equal(sorted, x.RawMatrix().Data) {
			t.Errorf("an epoch visits %v", order)
		}
		return order
	}
	if slices.IsSorted(run()) {
		t.Error("rows are not shuffled")
	}
	if !slices.IsSorted(run(ptsne.Shuffle(false))) {
		t.Error("rows are shuffled though they should not be")
	}
	if !slices.Equal(run(ptsne.Seed(3)), run(ptsne.Seed(3))) || slices.Equal(run(ptsne.Seed(3)), run(ptsne.Seed(4))) {
		t.Error("the order does not follow the seed")
	}
}

func TestFitIsReproducible(t *testing.T) {
	x := randmat.Normal(130, 30, 1)
	p := joint(t, x, ptsne.Perplexity(5), ptsne.BatchSize(60))
	run := func(procs int, seed uint64) *mat.Dense {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		m := ptsne.NewSequential(ptsne.Dense(70, ptsne.ReLU), ptsne.Dense(2, ptsne.Linear))
		m.SetSeed(seed)
		if err := m.Compile(ptsne.TSNE(), ptsne.Adam(0.001)); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Fit(x, p, ptsne.Epochs(3), quiet); err != nil {
			t.Fatal(err)
		}
		y, _ := m.Predict(x)
		return y
	}
	if !mat.Equal(run(1, 5), run(4, 5)) {
		t.Error("the same seed gives different bits on one processor and on four")
	}
	if mat.Equal(run(2, 5), run(2, 6)) {
		t.Error("different seeds give the same map")
	}
}

func TestFitChecksShapes(t *testing.T) {
	ptsne.ClearSession()
	m := ptsne.NewSequential(ptsne.Dense(4, ptsne.ReLU, ptsne.InputShape(3)), ptsne.Dense(2, ptsne.Linear))
	x := randmat.Normal(60, 3, 1)
	y := randmat.Normal(60, 2, 2)
	p := joint(t, x, ptsne.Perplexity(5), ptsne.BatchSize(50))
	if _, err := m.Fit(x, y); err != ptsne.ErrNotCompiled || !strings.Contains(err.Error(), "You must compile a model before training/testing.") {
		t.Errorf("an uncompiled model gives %v", err)
	}
	bad := mat.DenseCopyOf(y)
	bad.Set(5, 1, math.NaN())
	for _, c := range []struct {
		name      string
		loss      ptsne.Loss
		x, target mat.Matrix
		want      string
	}{
		{"the deck's", ptsne.MeanSquaredError(), x, p,
			"ValueError: Error when checking target: expected dense_2 to have shape (None, 2) but got array with shape (60, 50)"},
		{"samples", ptsne.MeanSquaredError(), x, y.Slice(0, 50, 0, 2),
			"ValueError: Input arrays should have the same number of samples as target arrays. Found 60 input samples and 50 target samples."},
		{"input", ptsne.MeanSquaredError(), y, y,
			"ValueError: Error when checking input: expected dense_1_input to have shape (None, 3) but got array with shape (60, 2)"},
		{"batch", ptsne.TSNE(), x, mat.DenseCopyOf(p),
			"ValueError: Error when checking target: expected dense_2 to have shape (None, 32) but got array with shape (60, 50) (this loss expects a column for each of the 32 rows of a batch: a target of this shape goes with BatchSize(50))"},
		{"empty", ptsne.TSNE(), &mat.Dense{}, p, "ptsne: the input is empty: its shape is (0, 0)"},
		{"empty target", ptsne.TSNE(), x, &mat.Dense{}, "ptsne: the target is empty: its shape is (0, 0)"},
		{"nil", ptsne.TSNE(), x, nil, "ptsne: the target is nil"},
		{"NaN", ptsne.MeanSquaredError(), x, bad, "ptsne: the target has NaN in row 5, column 1: remove that row or put a finite number there"},
	} {
		if err := m.Compile(c.loss, ptsne.SGD(0.1)); err != nil {
			t.Fatal(err)
		}
		h, err := m.Fit(c.x, c.target, quiet)
		if h != nil || err == nil || err.Error() != c.want {
			t.Errorf("%s: Fit gives\n%v, want\n%s", c.name, err, c.want)
		}
		if _, err := m.Evaluate(c.x, c.target); err == nil || err.Error() != c.want {
			t.Errorf("%s: Evaluate gives\n%v, want\n%s", c.name, err, c.want)
		}
	}
	var shape *ptsne.ShapeError
	if err := m.Compile(ptsne.MeanSquaredError(), ptsne.SGD(0.1)); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Fit(x, p); !errors.As(err, &shape) || shape.Columns != 2 || shape.Cols != 50 {
		t.Errorf("error is %#v, want a *ShapeError", err)
	}
}

func TestFitChecksOptions(t *testing.T) {
	m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(0.1), 3)
	for want, o := range map[string]ptsne.FitOption{
		"BatchSize(0)":  ptsne.BatchSize(0),
		"BatchSize(-2)": ptsne.BatchSize(-2),
		"Epochs(-1)":    ptsne.Epochs(-1),
		"Verbose(3)":    ptsne.Verbose(3),
	} {
		if _, err := m.Fit(randmat.Normal(4, 3, 1), randmat.Normal(4, 2, 2), o, ptsne.Output(new(bytes.Buffer))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
}

func TestFitTakesBatchesLargerThanTheData(t *testing.T) {
	x := randmat.Normal(40, 3, 1)
	p := joint(t, x, ptsne.Perplexity(5), ptsne.BatchSize(5000))
	m := compiled(t, ptsne.TSNE(), ptsne.SGD(0.1), 3)
	if _, err := m.Fit(x, p, ptsne.BatchSize(5000), quiet); err != nil {
		t.Error(err)
	}
}

func TestFitStopsBetweenBatchesAndKeepsWhatWasLearnt(t *testing.T) {
	x, y := randmat.Normal(40, 3, 1), randmat.Normal(40, 2, 2)
	ctx, cancel := context.WithCancel(context.Background())
	steps := 0
	own := ptsne.LossFunc(func(target, output *mat.Dense) (float64, *mat.Dense) {
		if steps++; steps == 7 { // the third of the four batches of the second epoch
			cancel()
		}
		return ptsne.MeanSquaredError().Loss(target, output)
	})
	m := compiled(t, own, ptsne.SGD(0.1), 3)
	twin := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(0.1), 3)
	h, err := m.Fit(x, y, ptsne.Epochs(5), ptsne.BatchSize(10), ptsne.Shuffle(false), ptsne.Context(ctx), quiet)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
	if steps != 7 || h == nil || len(h.Loss()) != 1 {
		t.Errorf("%d steps, history %v", steps, h)
	}
	// The twin takes the same seven steps.
	if _, err := twin.Fit(x, y, ptsne.BatchSize(10), ptsne.Shuffle(false), quiet); err != nil {
		t.Fatal(err)
	}
	if _, err := twin.Fit(x.Slice(0, 30, 0, 3), y.Slice(0, 30, 0, 2), ptsne.BatchSize(10), ptsne.Shuffle(false), quiet); err != nil {
		t.Fatal(err)
	}
	a, _ := m.Predict(x)
	b, _ := twin.Predict(x)
	if !mat.Equal(a, b) {
		t.Error("what was learnt before the stop is lost")
	}
}

func TestFitSaysWhereTheLossDiverged(t *testing.T) {
	x, y := randmat.Normal(40, 3, 1), randmat.Normal(40, 2, 2)
	m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(1e6), 3)
	h, err := m.Fit(x, y, ptsne.Epochs(50), ptsne.BatchSize(10), quiet)
	var diverged *ptsne.DivergedError
	if !errors.As(err, &diverged) {
		t.Fatalf("error is %v, want a *DivergedError", err)
	}
	if h == nil || len(h.Loss()) != diverged.Epoch {
		t.Errorf("diverged in epoch %d, but the history is %v", diverged.Epoch, h)
	}
	if !strings.Contains(err.Error(), "try a lower learning rate") {
		t.Errorf("text is %q", err)
	}
}

func TestFitChecksTheGradientOfOnesOwnLoss(t *testing.T) {
	x, y := randmat.Normal(4, 3, 1), randmat.Normal(4, 2, 2)
	for want, gradient := range map[string]*mat.Dense{
		"ptsne.LossFunc returned a gradient of shape (2, 4), want the output's (4, 2)": mat.NewDense(2, 4, nil),
		"ptsne.LossFunc returned no gradient":                                          nil,
		"the gradient of ptsne.LossFunc has NaN in row 1, column 0":                    mat.NewDense(4, 2, []float64{0, 0, math.NaN(), 0, 0, 0, 0, 0}),
	} {
		own := ptsne.LossFunc(func(target, output *mat.Dense) (float64, *mat.Dense) { return 1, gradient })
		m := compiled(t, own, ptsne.SGD(0.1), 3)
		if _, err := m.Fit(x, y, quiet); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
}

func TestEvaluateWeighsBatchesByTheirRows(t *testing.T) {
	x, y := randmat.Normal(50, 3, 1), randmat.Normal(50, 2, 2)
	m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(0.1), 3)
	whole, err := m.Evaluate(x, y, ptsne.BatchSize(50))
	if err != nil {
		t.Fatal(err)
	}
	parts, err := m.Evaluate(x, y) // 32 and 18
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(whole-parts) > 1e-12 {
		t.Errorf("one batch gives %.15g, two give %.15g", whole, parts)
	}
}

func TestFitPrintsKerasLines(t *testing.T) {
	var out bytes.Buffer
	m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(0.1), 3)
	x, y := randmat.Normal(100, 3, 1), randmat.Normal(100, 2, 2)
	if _, err := m.Fit(x, y, ptsne.Epochs(2), ptsne.Output(&out)); err != nil {
		t.Fatal(err)
	}
	line := `100/100 \[={30}\] - 0s \d+(us|ms)/step - loss: \d\.\d{4}\n`
	if !regexp.MustCompile(`^Epoch 1/2\n` + line + `Epoch 2/2\n` + line + `$`).Match(out.Bytes()) {
		t.Errorf("Fit prints\n%q", out.String())
	}
	out.Reset()
	if _, err := m.Fit(x, y, ptsne.Output(&out), ptsne.Verbose(2)); err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^Epoch 1/1\n - 0s - loss: \d\.\d{4}\n$`).Match(out.Bytes()) {
		t.Errorf("Verbose(2) prints\n%q", out.String())
	}
	out.Reset()
	if _, err := m.Fit(x, y, ptsne.Output(&out), quiet); err != nil || out.Len() > 0 {
		t.Errorf("Verbose(0) prints %q", out.String())
	}
}

// An epoch of the paper's network, on 1000 rows.
func BenchmarkEpoch(b *testing.B) {
	x := randmat.Normal(1000, 784, 1)
	p := joint(b, x)
	m := ptsne.NewSequential(
		ptsne.Dense(500, ptsne.ReLU), ptsne.Dense(500, ptsne.ReLU), ptsne.Dense(2000, ptsne.ReLU), ptsne.Dense(2, ptsne.Linear))
	if err := m.Compile(ptsne.TSNE(), ptsne.Adam(0.001)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := m.Fit(x, p, quiet); err != nil {
			b.Fatal(err)
		}
	}
}
