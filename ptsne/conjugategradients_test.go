package ptsne_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// On a quadratic, they reach the minimum, which least squares give.
func TestConjugateGradientsReachTheMinimumOfAQuadratic(t *testing.T) {
	const rows, inputs, units = 60, 6, 3
	x, y := randmat.Normal(rows, inputs, 1), randmat.Normal(rows, units, 2)
	layer := ptsne.Dense(units, ptsne.Linear, ptsne.InputShape(inputs))
	m := ptsne.NewSequential(layer)
	if err := m.Compile(ptsne.MeanSquaredError(), ptsne.ConjugateGradients(ptsne.LineSearches(40))); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Fit(x, y, ptsne.BatchSize(rows), quiet); err != nil {
		t.Fatal(err)
	}
	got, err := m.Evaluate(x, y, ptsne.BatchSize(rows))
	if err != nil {
		t.Fatal(err)
	}

	ones := mat.NewDense(rows, 1, nil)
	ones.Apply(func(int, int, float64) float64 { return 1 }, ones)
	var withBias, solution, off mat.Dense
	withBias.Augment(x, ones)
	if err := solution.Solve(&withBias, y); err != nil {
		t.Fatal(err)
	}
	off.Mul(&withBias, &solution)
	off.Sub(&off, y)
	if want := math.Pow(mat.Norm(&off, 2), 2) / (rows * units); math.Abs(got-want) > 1e-5*want {
		t.Errorf("the loss is %.8f, its minimum %.8f", got, want)
	}
	off.Reset()
	kernel := solution.Slice(0, inputs, 0, units)
	off.Sub(layer.Kernel(), kernel)
	if mat.Norm(&off, 2) > 1e-2*mat.Norm(kernel, 2) {
		t.Errorf("the kernel is\n%v\nwant\n%v", mat.Formatted(layer.Kernel()), mat.Formatted(kernel))
	}
}

// Numbers may be of any size: a gradient that is large beside the weights does not
// look like a minimum to them.
func TestConjugateGradientsDoNotMindTheScale(t *testing.T) {
	x, y := randmat.Normal(60, 6, 1), randmat.Normal(60, 2, 2)
	for _, scale := range []float64{1, 1e3, 1e6, 1e9} {
		var scaled mat.Dense
		scaled.Scale(scale, y)
		m := compiled(t, ptsne.MeanSquaredError(), ptsne.ConjugateGradients(ptsne.LineSearches(20)), 6)
		history, err := m.Fit(x, &scaled, ptsne.BatchSize(60), ptsne.Epochs(10), quiet)
		if err != nil {
			t.Fatal(err)
		}
		if loss := history.Loss(); !(loss[9] < 0.5*scale*scale) {
			t.Errorf("targets of about %g: the loss went from %g to %g", scale, loss[0], loss[9])
		}
	}
}

// A witness is the t-SNE loss, and remembers what it was.
type witness struct {
	tsne   *ptsne.TSNELoss
	seen   []float64
	before func(n int, output *mat.Dense) // called before evaluation n, if not nil
	spoil  func(n int, value *float64, gradient *mat.Dense)
}

func (w *witness) loss(target, output *mat.Dense) (float64, *mat.Dense) {
	n := len(w.seen)
	if w.before != nil {
		w.before(n, output)
	}
	value, gradient := w.tsne.Loss(target, output)
	if w.spoil != nil {
		w.spoil(n, &value, gradient)
	}
	w.seen = append(w.seen, value)
	return value, gradient
}

// witnessed returns a small model whose loss w sees, its data, and its target. To
// Fit it is a loss of one's own.
func witnessed(t *testing.T, w *witness, o ptsne.Optimizer) (m *ptsne.Sequential, x *mat.Dense, p *ptsne.Joint) {
	t.Helper()
	w.tsne = ptsne.TSNE()
	x, _ = blobs(80, 6, 4, 1)
	return compiled(t, ptsne.PairLossFunc(w.loss), o, 6), x, joint(t, x, ptsne.Perplexity(8))
}

func lossOf(t *testing.T, m *ptsne.Sequential, x *mat.Dense, p *ptsne.Joint) float64 {
	t.Helper()
	value, err := m.Evaluate(x, p)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// equal forgives the mean over one batch a rounding.
func equal(x, y float64) bool { return math.Abs(x-y) <= 1e-15*math.Abs(y) }

// The weights end at the lowest loss that was seen, and more line searches go
// lower from there.
func TestConjugateGradientsNeverRiseWithinABatch(t *testing.T) {
	last := math.Inf(1)
	for searches := 1; searches <= 8; searches++ {
		var w witness
		m, x, p := witnessed(t, &w, ptsne.ConjugateGradients(ptsne.LineSearches(searches)))
		history, err := m.Fit(x, p, quiet)
		if err != nil {
			t.Fatal(err)
		}
		seen := slices.Clone(w.seen)
		if !equal(history.Loss()[0], seen[0]) {
			t.Errorf("the loss is %g, the batch began with %g", history.Loss()[0], seen[0])
		}
		after := lossOf(t, m, x, p)
		if lowest := slices.Min(seen); !equal(after, lowest) {
			t.Errorf("%d line searches end at a loss of %g, and have seen %g", searches, after, lowest)
		}
		if !(after < last) {
			t.Errorf("%d line searches end at a loss of %g, one less at %g", searches, after, last)
		}
		if len(seen) > 5*searches+5 {
			t.Errorf("%d line searches took %d evaluations", searches, len(seen))
		}
		last = after
	}
}

// In the same number of epochs, the loss falls further than by single steps
// along the gradient, of whatever length.
func TestConjugateGradientsFallFasterThanSingleSteps(t *testing.T) {
	x, _ := blobs(200, 10, 4, 1)
	p := joint(t, x, ptsne.Perplexity(15), ptsne.BatchSize(100))
	after := func(o ptsne.Optimizer) float64 {
		m := compiled(t, ptsne.TSNE(), o, 10)
		if _, err := m.Fit(x, p, ptsne.Epochs(10), quiet); err != nil {
			t.Fatal(err)
		}
		return lossOf(t, m, x, p)
	}
	got := after(ptsne.ConjugateGradients())
	for _, rate := range []float64{0.01, 0.03, 0.1, 0.3, 1, 3, 10} {
		if sgd := after(ptsne.SGD(rate)); sgd < 1.1*got {
			t.Errorf("after 10 epochs the loss is %g, by SGD with a rate of %g it is %g", got, rate, sgd)
		}
	}
}

// A loss that is no number, at a place or in its gradient, is a step too far.
func TestConjugateGradientsTakeNaNForTooHigh(t *testing.T) {
	for name, spoil := range map[string]func(value *float64, gradient *mat.Dense){
		"NaN":             func(value *float64, _ *mat.Dense) { *value = math.NaN() },
		"Inf":             func(value *float64, _ *mat.Dense) { *value = math.Inf(1) },
		"-Inf":            func(value *float64, _ *mat.Dense) { *value = math.Inf(-1) },
		"NaN in gradient": func(_ *float64, gradient *mat.Dense) { gradient.Set(3, 1, math.NaN()) },
		"huge gradient":   func(_ *float64, gradient *mat.Dense) { gradient.Set(3, 1, 1e300) },
	} {
		spoilt := 0
		w := witness{spoil: func(n int, value *float64, gradient *mat.Dense) {
			if n%2 == 1 { // the first try of each search at least
				spoil(value, gradient)
				spoilt++
			}
		}}
		m, x, p := witnessed(t, &w, ptsne.ConjugateGradients())
		if _, err := m.Fit(x, p, quiet); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		first := w.seen[0]
		w.spoil = nil
		if after := lossOf(t, m, x, p); !(after < first) || spoilt < 2 {
			t.Errorf("%s: of %d evaluations %d were spoilt; the loss went from %g to %g", name, len(w.seen), spoilt, first, after)
		}
	}
	w := witness{spoil: func(_ int, value *float64, _ *mat.Dense) { *value = math.NaN() }}
	m, x, p := witnessed(t, &w, ptsne.ConjugateGradients())
	_, err := m.Fit(x, p, quiet)
	var diverged *ptsne.DivergedError
	if !errors.As(err, &diverged) || strings.Contains(err.Error(), "rate") {
		t.Errorf("where the batch begins with NaN, the error is %v", err)
	}
}

func TestConjugateGradientsStopAndKeepTheBest(t *testing.T) {
	why := errors.New("lunch")
	for at := range 9 {
		ctx, cancel := context.WithCancelCause(context.Background())
		w := witness{before: func(n int, _ *mat.Dense) {
			if n == at {
				cancel(why)
			}
		}}
		m, x, p := witnessed(t, &w, ptsne.ConjugateGradients(ptsne.LineSearches(20)))
		if _, err := m.Fit(x, p, ptsne.Context(ctx), quiet); !errors.Is(err, why) {
			t.Errorf("error is %v", err)
		}
		seen := slices.Clone(w.seen)
		if len(seen) != at+1 {
			t.Errorf("stopped in evaluation %d, there were %d", at, len(seen))
		}
		if after, lowest := lossOf(t, m, x, p), slices.Min(seen); !equal(after, lowest) {
			t.Errorf("stopped in evaluation %d, the loss is %g, but %g was seen", at, after, lowest)
		}
	}
}

// What dropout leaves out stays the same for all of a batch: a function that
// stands still has a minimum.
func TestConjugateGradientsKeepTheNoise(t *testing.T) {
	x, y := randmat.Normal(5, 40, 1), randmat.Normal(5, 2, 2)
	lowest := math.Inf(1)
	loss := ptsne.LossFunc(func(target, output *mat.Dense) (float64, *mat.Dense) {
		value, gradient := ptsne.MeanSquaredError().Loss(target, output)
		lowest = min(lowest, value)
		return value, gradient
	})
	m := ptsne.NewSequential(ptsne.Dropout(0.5), ptsne.Dense(2, ptsne.Linear))
	if err := m.Compile(loss, ptsne.ConjugateGradients(ptsne.LineSearches(30))); err != nil {
		t.Fatal(err)
	}
	before, err := m.Evaluate(x, y)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Fit(x, y, quiet); err != nil {
		t.Fatal(err)
	}
	if lowest > 1e-4*before {
		t.Errorf("the loss falls to %g only", lowest)
	}
}

func TestConjugateGradientsDoNotDependOnGOMAXPROCS(t *testing.T) {
	x := randmat.Normal(300, 6, 1)
	p := joint(t, x, ptsne.BatchSize(150))
	run := func(procs int) (*mat.Dense, float64) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		loss := ptsne.TSNE(ptsne.LearnedDegreesOfFreedom())
		m := ptsne.NewSequential(ptsne.Dense(200, ptsne.ReLU), ptsne.Dropout(0.1), ptsne.Dense(300, ptsne.ReLU), ptsne.Dense(2, ptsne.Linear))
		if err := m.Compile(loss, ptsne.ConjugateGradients()); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Fit(x, p, ptsne.Epochs(3), quiet); err != nil {
			t.Fatal(err)
		}
		return predict(t, m, x), loss.DegreesOfFreedom()
	}
	y1, v1 := run(1)
	for _, procs := range []int{2, 5} {
		if y, v := run(procs); !mat.Equal(y, y1) || v != v1 {
			t.Errorf("%d processors give other bits than one; v is %v, and %v", procs, v, v1)
		}
	}
	if v1 == 1 {
		t.Error("v was not learnt")
	}
}

// Callbacks and validation data work as with other optimizers.
func TestConjugateGradientsInFit(t *testing.T) {
	x, _ := blobs(120, 6, 4, 1)
	heldOut, _ := blobs(60, 6, 4, 2)
	p, q := joint(t, x, ptsne.Perplexity(8), ptsne.BatchSize(60)), joint(t, heldOut, ptsne.Perplexity(8))
	m := compiled(t, ptsne.TSNE(), ptsne.ConjugateGradients(), 6)
	before, err := m.Evaluate(heldOut, q)
	if err != nil {
		t.Fatal(err)
	}
	stop := &ptsne.EarlyStopping{Monitor: "loss", MinDelta: 1e6, Patience: 3}
	h, err := m.Fit(x, p, ptsne.Epochs(50), ptsne.ValidationData(heldOut, q), ptsne.Callbacks(stop), quiet)
	if err != nil {
		t.Fatal(err)
	}
	loss, held := h.Loss(), h.ValLoss()
	if len(loss) != 4 || len(held) != 4 || loss[3] > 0.8*loss[0] || held[3] > 0.8*before {
		t.Errorf("the losses are %v and %v", loss, held)
	}
	if _, ok := h.History["lr"]; ok {
		t.Error("there is a learning rate")
	}
}

func TestConjugateGradientsRefuseLearningRates(t *testing.T) {
	x := randmat.Normal(30, 4, 1)
	p := joint(t, x, ptsne.Perplexity(5))
	m := compiled(t, ptsne.TSNE(), ptsne.ConjugateGradients(), 4)
	before := weightsOf(m)
	for name, option := range map[string]ptsne.FitOption{
		"LearningRateSchedule":  ptsne.LearningRateSchedule(ptsne.OneCycle(1)),
		"LearningRateScheduler": ptsne.Callbacks(&ptsne.LearningRateScheduler{}),
		"ReduceLROnPlateau":     ptsne.Callbacks(&ptsne.TerminateOnNaN{}, &ptsne.ReduceLROnPlateau{}),
	} {
		want := "ptsne: " + name + " sets the learning rate, but ConjugateGradients has none"
		if _, err := m.Fit(x, p, option, quiet); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
	if fmt.Sprint(weightsOf(m)) != fmt.Sprint(before) {
		t.Error("the weights have moved")
	}
	if err := m.Compile(ptsne.TSNE(), ptsne.ConjugateGradients(ptsne.LineSearches(0))); err == nil || !strings.Contains(err.Error(), "LineSearches(0): want at least one") {
		t.Errorf("error is %v", err)
	}
	if rate := m.Optimizer().LearningRate(); rate != 0 {
		t.Errorf("the learning rate is %g", rate)
	}
	defer func() {
		if recover() == nil {
			t.Error("a learning rate can be set")
		}
	}()
	m.Optimizer().SetLearningRate(0.1)
}

// The paper's fine-tuning.
func ExampleConjugateGradients() {
	x, _ := blobs(300, 10, 3, 1)
	p, err := ptsne.JointProbabilities(x, ptsne.BatchSize(150))
	if err != nil {
		log.Fatal(err)
	}
	model := ptsne.NewSequential(ptsne.Dense(20, ptsne.ReLU), ptsne.Dense(2, ptsne.Linear))
	if err := model.Compile(ptsne.TSNE(), ptsne.ConjugateGradients(ptsne.LineSearches(3))); err != nil {
		log.Fatal(err)
	}
	before, err := model.Evaluate(x, p)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := model.Fit(x, p, ptsne.Epochs(2), ptsne.Verbose(0)); err != nil {
		log.Fatal(err)
	}
	after, err := model.Evaluate(x, p)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("the loss fell by a quarter in 2 epochs:", after < before*3/4)
	// Output:
	// the loss fell by a quarter in 2 epochs: true
}

// An epoch of the paper's network in one batch, on 1000 rows. An evaluation of
// the loss with its gradient takes as long as BenchmarkEpoch.
func BenchmarkConjugateGradientsEpoch(b *testing.B) {
	x := randmat.Normal(1000, 784, 1)
	p := joint(b, x)
	m := ptsne.NewSequential(
		ptsne.Dense(500, ptsne.ReLU), ptsne.Dense(500, ptsne.ReLU), ptsne.Dense(2000, ptsne.ReLU), ptsne.Dense(2, ptsne.Linear))
	if err := m.Compile(ptsne.TSNE(), ptsne.ConjugateGradients()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := m.Fit(x, p, quiet); err != nil {
			b.Fatal(err)
		}
	}
}
