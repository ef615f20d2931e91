package ptsne_test

import (
	"fmt"
	"log"
	"math"
	"runtime"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

func TestDropoutIsOffOutsideOfFit(t *testing.T) {
	x, y := randmat.Normal(50, 6, 1), randmat.Normal(50, 2, 2)
	a, b := ptsne.Dense(30, ptsne.ReLU), ptsne.Dense(2, ptsne.Linear)
	m := ptsne.NewSequential(ptsne.Dropout(0.2), a, ptsne.Dropout(0.5), b, ptsne.Dropout(0.3))
	without := ptsne.NewSequential(a, b)
	for _, m := range []*ptsne.Sequential{m, without} {
		if err := m.Compile(ptsne.MeanSquaredError(), ptsne.SGD(0.01)); err != nil {
			t.Fatal(err)
		}
	}
	same := func() {
		t.Helper()
		p, err := m.Predict(x)
		q, err2 := without.Predict(x)
		if err != nil || err2 != nil || !mat.Equal(p, q) {
			t.Errorf("with dropout the map differs by %g, errors %v, %v", maxDifference(p, q), err, err2)
		}
		e, _ := m.Evaluate(x, y)
		f, _ := without.Evaluate(x, y)
		if e != f {
			t.Errorf("with dropout the loss is %g, without %g", e, f)
		}
	}
	same()
	before := weightsOf(m)
	h, err := m.Fit(x, y, ptsne.ValidationData(x, y), quiet)
	if err != nil {
		t.Fatal(err)
	}
	same()
	if value, _ := m.Evaluate(x, y); h.ValLoss()[0] != value {
		t.Errorf("val_loss is %g, Evaluate gives %g", h.ValLoss()[0], value)
	}
	if fmt.Sprint(before) == fmt.Sprint(weightsOf(m)) {
		t.Error("nothing was learnt")
	}
}

func TestDropoutKeepsTheMean(t *testing.T) {
	// The outputs that the loss sees are 0 or 1/(1-rate), 1 on average.
	m := ptsne.NewSequential(ptsne.Dense(1, ptsne.Linear), ptsne.Dropout(0.25))
	zero, sum, n := 0, 0.0, 0
	own := ptsne.LossFunc(func(target, output *mat.Dense) (float64, *mat.Dense) {
		rows, cols := output.Dims()
		for _, v := range output.RawMatrix().Data {
			if math.Abs(v) < 1e-6 {
				zero++
			} else if math.Abs(v-4.0/3) > 1e-6 {
				t.Fatalf("an output of 1 becomes %g", v)
			}
			sum += v
			n++
		}
		return 0, mat.NewDense(rows, cols, nil)
	})
	if err := m.Compile(own, ptsne.SGD(0.1)); err != nil {
		t.Fatal(err)
	}
	x := mat.NewDense(1000, 1, nil)
	if _, err := m.Predict(x); err != nil { // the weights are made
		t.Fatal(err)
	}
	if err := m.Layers()[0].(*ptsne.DenseLayer).SetWeights(mat.NewDense(1, 1, nil), mat.NewVecDense(1, []float64{1})); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Fit(x, x, ptsne.Epochs(10), quiet); err != nil {
		t.Fatal(err)
	}
	if n != 10000 || math.Abs(float64(zero)-2500) > 6*math.Sqrt(2500*0.75) || math.Abs(sum/10000-1) > 0.04 {
		t.Errorf("of %d outputs %d are left out, and their mean is %g", n, zero, sum/float64(n))
	}
}

func TestDropoutFollowsTheSeed(t *testing.T) {
	x, y := randmat.Normal(300, 6, 1), randmat.Normal(300, 2, 2)
	train := func(procs int, options ...ptsne.FitOption) *mat.Dense {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		m := ptsne.NewSequential(ptsne.Dense(200, ptsne.ReLU), ptsne.Dropout(0.5), ptsne.Dense(2, ptsne.Linear))
		if err := m.Compile(ptsne.MeanSquaredError(), ptsne.SGD(0.1)); err != nil {
			t.Fatal(err)
		}
		options = append(options, ptsne.BatchSize(150), ptsne.Shuffle(false), ptsne.Epochs(2), quiet)
		if _, err := m.Fit(x, y, options...); err != nil {
			t.Fatal(err)
		}
		z, _ := m.Predict(x)
		return z
	}
	if !mat.Equal(train(1), train(4)) {
		t.Error("the same seed gives different bits on one processor and on four")
	}
	if !mat.Equal(train(2, ptsne.Seed(5)), train(2, ptsne.Seed(5))) || mat.Equal(train(2, ptsne.Seed(5)), train(2, ptsne.Seed(6))) {
		t.Error("what is left out does not follow Fit's seed")
	}
}

func TestDropoutInASummary(t *testing.T) {
	ptsne.ClearSession()
	d := ptsne.Dropout(0.1)
	m := ptsne.NewSequential(d, ptsne.Dense(5, ptsne.ReLU), ptsne.Dropout(0.2, ptsne.Name("half")), ptsne.Dense(2, ptsne.Linear))
	if s := m.Summary().String(); !strings.Contains(s, "dropout_1 (Dropout)          (None, ?)                 unbuilt   \n") {
		t.Errorf("summary is\n%s", s)
	}
	if _, err := m.Predict(randmat.Normal(2, 7, 1)); err != nil {
		t.Fatal(err)
	}
	s := m.Summary()
	for _, line := range []string{
		"dropout_1 (Dropout)          (None, 7)                 0         \n",
		"half (Dropout)               (None, 5)                 0         \n",
		"dense_2 (Dense)              (None, 2)                 12        \n",
		"Total params: 52\n",
	} {
		if !strings.Contains(s.String(), line) {
			t.Errorf("summary lacks %q:\n%s", line, s)
		}
	}
	if d.Rate() != 0.1 || d.Inputs() != 7 || d.Units() != 7 || d.Params() != 0 {
		t.Errorf("layer is %+v", d)
	}
}

func TestDropoutPanicsAtRatesThatCannotBe(t *testing.T) {
	for _, rate := range []float64{-0.1, 1, math.NaN()} {
		func() {
			defer func() {
				if r, _ := recover().(string); !strings.HasPrefix(r, "ptsne: Dropout(") {
					t.Errorf("panic at %v is %q", rate, r)
				}
			}()
			ptsne.Dropout(rate)
		}()
	}
}

func ExampleDropout() {
	x, y := mat.NewDense(4, 2, []float64{0, 0, 0, 1, 1, 0, 1, 1}), mat.NewDense(4, 1, []float64{0, 1, 1, 2})
	model := ptsne.NewSequential(
		ptsne.Dense(64, ptsne.ReLU, ptsne.InputShape(2)),
		ptsne.Dropout(0.5),
		ptsne.Dense(1, ptsne.Linear),
	)
	if err := model.Compile(ptsne.MeanSquaredError(), ptsne.Adam(0.01)); err != nil {
		log.Fatal(err)
	}
	if _, err := model.Fit(x, y, ptsne.Epochs(400), ptsne.Verbose(0)); err != nil {
		log.Fatal(err)
	}
	sums, err := model.Predict(x)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.0f\n", mat.Formatted(sums.T()))
	// Output:
	// [0  1  1  2]
}
