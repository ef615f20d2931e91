package ptsne_test

import (
	"math"
	"strings"
	"sync"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

func TestPredictIsRowByRow(t *testing.T) {
	x := randmat.Normal(1100, 30, 1) // more than Predict takes at a time
	m := ptsne.NewSequential(ptsne.Dense(300, ptsne.ReLU), ptsne.Dense(40, ptsne.Tanh), ptsne.Dense(2, ptsne.Linear))
	all, err := m.Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	if r, c := all.Dims(); r != 1100 || c != 2 {
		t.Fatalf("shape is (%d, %d)", r, c)
	}
	for _, i := range []int{0, 63, 1023, 1024, 1099} {
		one, err := m.Predict(x.Slice(i, i+1, 0, 30))
		if err != nil {
			t.Fatal(err)
		}
		if !mat.Equal(one, all.Slice(i, i+1, 0, 2)) {
			t.Errorf("row %d alone gives %v, among others %v", i, one.RawRowView(0), all.RawRowView(i))
		}
	}
}

func TestPredictAgreesWithFloat64(t *testing.T) {
	x := randmat.Normal(20, 6, 1)
	a, b := ptsne.Dense(9, ptsne.Sigmoid, ptsne.InputShape(6)), ptsne.Dense(3, ptsne.Linear)
	y, err := ptsne.NewSequential(a, b).Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	var h, want mat.Dense
	h.Mul(x, a.Kernel())
	h.Apply(func(_, _ int, v float64) float64 { return 1 / (1 + math.Exp(-v)) }, &h)
	want.Mul(&h, b.Kernel())
	if !mat.EqualApprox(y, &want, 1e-5) {
		t.Errorf("Predict differs by %g", maxDifference(y, &want))
	}
}

func TestPredictMayRunTogetherWithItself(t *testing.T) {
	x := randmat.Normal(200, 6, 1)
	m := compiled(t, ptsne.TSNE(), ptsne.SGD(0.1), 6)
	want, _ := m.Predict(x)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if y, err := m.Predict(x); err != nil || !mat.Equal(y, want) {
				t.Errorf("a concurrent Predict gives another map, error %v", err)
			}
		})
	}
	wg.Wait()
}

func TestPredictErrors(t *testing.T) {
	nan := randmat.Normal(70, 3, 1)
	nan.Set(65, 1, math.NaN())
	large := randmat.Normal(4, 3, 1)
	large.Set(0, 0, 1e39)
	m := ptsne.NewSequential(ptsne.Dense(2, ptsne.Linear, ptsne.Name("map"), ptsne.InputShape(3)))
	for _, c := range []struct {
		model *ptsne.Sequential
		x     mat.Matrix
		want  string
	}{
		{ptsne.NewSequential(), randmat.Normal(2, 3, 1), "ptsne: a model without layers cannot predict"},
		{m, nil, "ptsne: the input is nil"},
		{m, &mat.Dense{}, "ptsne: the input is empty"},
		{m, randmat.Normal(2, 4, 1), "expected map_input to have shape (None, 3) but got array with shape (2, 4)"},
		{m, nan, "ptsne: the input has NaN in row 65, column 1"},
		{m, large, "ptsne: the input has 1e+39 in row 0, column 0"},
	} {
		if y, err := c.model.Predict(c.x); y != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error is %v, want %q", err, c.want)
		}
	}
}

func TestCompileErrors(t *testing.T) {
	m := ptsne.NewSequential(ptsne.Dense(2, ptsne.Linear))
	for want, err := range map[string]error{
		"without layers":     ptsne.NewSequential().Compile(ptsne.TSNE(), ptsne.SGD(0.1)),
		"needs a loss":       m.Compile(nil, ptsne.SGD(0.1)),
		"needs an optimizer": m.Compile(ptsne.TSNE(), nil),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
}

func TestAddAfterCompileAsksToCompileAgain(t *testing.T) {
	m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(0.1), 3)
	m.Add(ptsne.Dense(1, ptsne.Linear))
	if _, err := m.Fit(randmat.Normal(4, 3, 1), randmat.Normal(4, 1, 2)); err != ptsne.ErrNotCompiled {
		t.Errorf("error is %v", err)
	}
	if n := len(m.Layers()); n != 3 {
		t.Errorf("model has %d layers", n)
	}
}

func TestSeedFixesTheWeights(t *testing.T) {
	weights := func(seed uint64) mat.Matrix {
		d := ptsne.Dense(5, ptsne.ReLU, ptsne.InputShape(4))
		ptsne.NewSequential(d).SetSeed(seed)
		return d.Kernel()
	}
	if !mat.Equal(weights(3), weights(3)) || mat.Equal(weights(3), weights(4)) {
		t.Error("the weights do not follow the seed")
	}
	// With and without InputShape the weights are the same.
	a, b := ptsne.Dense(5, ptsne.ReLU, ptsne.InputShape(4)), ptsne.Dense(5, ptsne.ReLU)
	ptsne.NewSequential(a)
	late := ptsne.NewSequential(b)
	if b.Kernel() != nil || b.Bias() != nil || b.Inputs() != 0 || b.Params() != 0 {
		t.Error("a layer without inputs has weights")
	}
	if _, err := late.Predict(randmat.Normal(2, 4, 1)); err != nil {
		t.Fatal(err)
	}
	if !mat.Equal(a.Kernel(), b.Kernel()) {
		t.Error("weights made late differ from weights made early")
	}
}

func TestSetSeedStartsTrainingAgain(t *testing.T) {
	x, y := randmat.Normal(20, 3, 1), randmat.Normal(20, 2, 2)
	m := compiled(t, ptsne.MeanSquaredError(), ptsne.Adam(0.01), 3)
	train := func() []float64 {
		m.SetSeed(9)
		h, err := m.Fit(x, y, ptsne.Epochs(5), ptsne.BatchSize(5), quiet)
		if err != nil {
			t.Fatal(err)
		}
		return h.Loss()
	}
	a, b := train(), train()
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("losses are %v, then %v", a, b)
		}
	}
}
