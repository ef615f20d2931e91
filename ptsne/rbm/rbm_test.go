package rbm_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/rbm"
)

var quiet = rbm.Verbose(0)

// bars returns images of 4 by 4 pixels, each of which is an upright bar, or one
// that lies, and some noise.
func bars(n int) *mat.Dense {
	rng := rand.New(rand.NewPCG(1, 1))
	x := mat.NewDense(n, 16, nil)
	for i := range n {
		which, lies := rng.IntN(4), rng.IntN(2) == 0
		for j := range 16 {
			at := j % 4
			if lies {
				at = j / 4
			}
			v := 0.1 * rng.Float64()
			if at == which {
				v = 1 - v
			}
			x.Set(i, j, v)
		}
	}
	return x
}

func fit(t *testing.T, r *rbm.RBM, x mat.Matrix) []float64 {
	t.Helper()
	h, err := r.Fit(x)
	if err != nil {
		t.Fatal(err)
	}
	return h.Loss()
}

func TestTrainedMachineReconstructs(t *testing.T) {
	x := bars(500)
	for name, options := range map[string][]rbm.Option{
		"CD-1":       nil,
		"CD-3":       {rbm.CD(3)},
		"persistent": {rbm.Persistent(), rbm.LearningRate(0.02)},
		"Gaussian":   {rbm.Gaussian(), rbm.LearningRate(0.01)},
	} {
		r := rbm.New(16, 12, append(options, rbm.BatchSize(20), quiet)...)
		loss := fit(t, r, x)
		if n := len(loss); name == "Gaussian" && n != 50 || name != "Gaussian" && n != 30 {
			t.Errorf("%s: %d epochs by default", name, n)
		}
		if r.History().Loss()[3] != loss[3] {
			t.Errorf("%s: History is another one than Fit has returned", name)
		}
		y, err := r.Reconstruct(x)
		if err != nil {
			t.Fatal(err)
		}
		y.Sub(y, x)
		wrong := math.Pow(mat.Norm(y, 2), 2) / (500 * 16)
		if last := loss[len(loss)-1]; wrong > 0.05 || last > 0.3*loss[0] {
			t.Errorf("%s: the reconstruction error is %.3f; while training it was %.3f, at first %.3f", name, wrong, last, loss[0])
		}
	}
}

func TestTransformAndFiltersAreOfTheWeights(t *testing.T) {
	r := rbm.New(16, 5, rbm.Epochs(3), quiet)
	x := bars(40)
	fit(t, r, x)
	h, err := r.Transform(x)
	if err != nil {
		t.Fatal(err)
	}
	_, c := r.Biases()
	var want mat.Dense
	want.Mul(x, r.Weights())
	want.Apply(func(_, j int, v float64) float64 { return 1 / (1 + math.Exp(-v-c.AtVec(j))) }, &want)
	if !mat.EqualApprox(h, &want, 1e-5) {
		t.Error("Transform gives something else than the probabilities")
	}
	if !mat.Equal(r.Filters(), r.Weights().T()) {
		t.Error("Filters are not the weights of each hidden unit")
	}
}

// The last batch trains, too, though it is smaller.
func TestNoRowIsLeftOut(t *testing.T) {
	r := rbm.New(16, 5, rbm.Epochs(1), quiet)
	before := r.Weights()
	fit(t, r, bars(99)) // less than a batch
	if mat.Equal(before, r.Weights()) {
		t.Error("a batch that is not full trains nothing")
	}
}

func TestSameSeedSameBits(t *testing.T) {
	x := bars(250)
	run := func(procs int, seed uint64) *mat.Dense {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		machines, err := rbm.Pretrain(x, []int{40, 2}, rbm.Seed(seed), rbm.Epochs(3), rbm.Persistent(), quiet)
		if err != nil {
			t.Fatal(err)
		}
		y, err := rbm.Stack(machines...).Predict(x)
		if err != nil {
			t.Fatal(err)
		}
		return y
	}
	one := run(1, 5)
	if !mat.Equal(one, run(5, 5)) {
		t.Error("one processor and five give different bits")
	}
	if mat.Equal(one, run(1, 6)) {
		t.Error("another seed gives the same")
	}
}

// Enough units that their weights are not all moved together.
func TestWideMachinesDoNotDependOnGOMAXPROCS(t *testing.T) {
	small := bars(150)
	x := mat.NewDense(150, 220, nil)
	x.Apply(func(i, j int, _ float64) float64 { return small.At(i, j%16) }, x)
	for name, options := range map[string][]rbm.Option{
		"CD-1":       nil,
		"CD-3":       {rbm.CD(3)},
		"persistent": {rbm.Persistent(), rbm.LearningRate(0.01)},
		"Gaussian":   {rbm.Gaussian()},
	} {
		run := func(procs int) (*mat.Dense, []float64) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
			r := rbm.New(220, 160, append(options, rbm.Epochs(2), rbm.Seed(3), quiet)...)
			loss := fit(t, r, x)
			return r.Weights(), loss
		}
		one, loss := run(1)
		for _, procs := range []int{2, 5} {
			if w, l := run(procs); !mat.Equal(w, one) || !slices.Equal(l, loss) {
				t.Errorf("%s: one processor and %d give different bits", name, procs)
			}
		}
	}
}

func TestProgress(t *testing.T) {
	var out bytes.Buffer
	if _, err := rbm.Pretrain(bars(150), []int{7, 2}, rbm.Epochs(1), rbm.Top(rbm.Epochs(2)), rbm.Verbose(2), rbm.Output(&out)); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	want := []string{"Machine 1/2: 16 visible, 7 hidden units", "Epoch 1/1", ` - \d+s - loss: 0\.\d{4}$`,
		"Machine 2/2: 7 visible, 2 hidden units", "Epoch 1/2", ` - \d+s - loss: \d+\.\d{4}$`, "Epoch 2/2", ` - \d+s - loss: \d+\.\d{4}$`, "$"}
	if len(lines) != len(want) {
		t.Fatalf("it prints\n%s", &out)
	}
	for i, line := range lines {
		if !regexp.MustCompile("^" + want[i]).MatchString(line) {
			t.Errorf("line %d is %q, want %q", i, line, want[i])
		}
	}
}

// Training may be cut into several calls of Fit.
func TestFitGoesOn(t *testing.T) {
	x := bars(100)
	train := func(fits, epochs int, options ...rbm.Option) *mat.Dense {
		r := rbm.New(16, 6, append(options, rbm.Epochs(epochs), quiet)...)
		for range fits {
			fit(t, r, x)
		}
		return r.Weights()
	}
	for name, options := range map[string][]rbm.Option{"CD": nil, "persistent": {rbm.Persistent()}, "Gaussian": {rbm.Gaussian()}} {
		want := train(1, 12, options...)
		for _, fits := range []int{2, 12} {
			if !mat.Equal(train(fits, 12/fits, options...), want) {
				t.Errorf("%s: 12 epochs in %d calls give other weights than in one", name, fits)
			}
		}
	}
}

// The weights that the last step has broken are an error too.
func TestFitSaysThatItDiverged(t *testing.T) {
	for rate := 1.0; rate < 1e38; rate *= 10 {
		r := rbm.New(16, 3, rbm.Gaussian(), rbm.LearningRate(rate), rbm.Epochs(3), rbm.BatchSize(40), quiet)
		_, err := r.Fit(bars(40))
		finite := !math.IsInf(mat.Sum(r.Weights()), 0) && !math.IsNaN(mat.Sum(r.Weights()))
		var diverged *ptsne.DivergedError
		if finite != (err == nil) || err != nil && !errors.As(err, &diverged) {
			t.Errorf("a rate of %g: the weights are finite: %v; the error is %v", rate, finite, err)
		}
	}
}

func TestContextStopsAndKeepsWhatIsLearnt(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	why := errors.New("lunch")
	cancel(why)
	r := rbm.New(16, 3, rbm.Context(ctx), quiet)
	h, err := r.Fit(bars(20))
	if !errors.Is(err, why) || h == nil || len(h.Epoch) != 0 {
		t.Errorf("history is %v, error %v", h, err)
	}
	machines, err := rbm.Pretrain(bars(20), []int{3, 2}, rbm.Context(ctx), quiet)
	if !errors.Is(err, why) || len(machines) != 1 || !strings.Contains(err.Error(), "machine 1 of 2") {
		t.Errorf("%d machines, error %v", len(machines), err)
	}
}

func TestErrors(t *testing.T) {
	high := bars(20)
	high.Set(7, 3, 255)
	nan := bars(20)
	nan.Set(0, 2, math.NaN())
	fit := func(x mat.Matrix, options ...rbm.Option) error {
		_, err := rbm.New(16, 3, append(options, quiet)...).Fit(x)
		return err
	}
	pretrain := func(x mat.Matrix, sizes []int, options ...rbm.Option) error {
		_, err := rbm.Pretrain(x, sizes, append(options, quiet)...)
		return err
	}
	for want, err := range map[string]error{
		"the data have 255 in row 7, column 3: scale them to lie between 0 and 1": fit(high),
		"the data have NaN in row 0, column 2: scale them":                        fit(nan),
		"the machine has 16 visible units, but the data have 3 columns":           fit(mat.NewDense(4, 3, nil)),
		"the data are nil":                                              fit(nil),
		"the data are empty":                                            fit(&mat.Dense{}),
		"the loss became NaN in epoch":                                  fit(bars(20), rbm.Gaussian(), rbm.LearningRate(1e30)),
		"wants data and the size of at least one layer":                 pretrain(bars(20), nil),
		"the sizes are [3 0]: want at least one unit in each layer":     pretrain(bars(20), []int{3, 0}),
		"Gaussian is for the last machine, which has it already":        pretrain(bars(20), []int{3, 2}, rbm.Gaussian()),
		"rbm: the data have 255 in row 7, column 3: scale them to lie ": pretrain(high, []int{3, 2}),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
}

func TestMistakesPanic(t *testing.T) {
	for want, f := range map[string]func(){
		"rbm: New(0, 3): want at least one visible and one hidden unit": func() { rbm.New(0, 3) },
		"rbm: CD(0): want at least one step":                            func() { rbm.CD(0) },
		"rbm: Epochs(0): want at least one":                             func() { rbm.Epochs(0) },
		"rbm: BatchSize(0): want at least one row":                      func() { rbm.BatchSize(0) },
		"rbm: LearningRate(NaN): want a positive number":                func() { rbm.LearningRate(math.NaN()) },
		"rbm: LearningRate(1e+39): want a positive number":              func() { rbm.LearningRate(1e39) },
		"rbm: Momentum(0.5, 1): want 0 or more, and less than 1":        func() { rbm.Momentum(0.5, 1) },
		"rbm: WeightCost(-1): want zero or more":                        func() { rbm.WeightCost(-1) },
		"rbm: Verbose(3): want 0, 1 or 2":                               func() { rbm.Verbose(3) },
		"rbm: Stack: want at least one machine":                         func() { rbm.Stack() },
		"rbm: Stack: machine 2 has 4 visible units but follows one with 3 hidden units": func() {
			rbm.Stack(rbm.New(5, 3), rbm.New(4, 2))
		},
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); got != want {
					t.Errorf("panic is %q, want %q", got, want)
				}
			}()
			f()
		}()
	}
}

// The network computes what the machines do, one after the other.
func TestStackIsTheMachines(t *testing.T) {
	x := bars(60)
	machines, err := rbm.Pretrain(x, []int{9, 8, 2}, rbm.Epochs(2), rbm.Top(rbm.LearningRate(0.01)), quiet)
	if err != nil {
		t.Fatal(err)
	}
	want := mat.Matrix(x)
	for _, r := range machines {
		// The data of a machine are within 0 and 1.
		if want, err = r.Transform(want); err != nil {
			t.Fatal(err)
		}
	}
	model := rbm.Stack(machines...)
	got, err := model.Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	if !mat.EqualApprox(got, want, 1e-5) {
		t.Error("the network does not compute what the machines do")
	}
	var activations []string
	for _, l := range model.Layers() {
		activations = append(activations, l.(*ptsne.DenseLayer).Activation().String())
	}
	if fmt.Sprint(activations) != "[sigmoid sigmoid linear]" {
		t.Errorf("the activations are %v", activations)
	}

	// Training the network leaves the machines alone.
	before := machines[0].Weights()
	if err := model.Compile(ptsne.MeanSquaredError(), ptsne.SGD(0.1)); err != nil {
		t.Fatal(err)
	}
	if _, err := model.Fit(x, want, ptsne.Verbose(0)); err != nil {
		t.Fatal(err)
	}
	if !mat.Equal(machines[0].Weights(), before) {
		t.Error("training the network has changed a machine")
	}
}
