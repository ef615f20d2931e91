package ptsne_test

import (
	"context"
	"io"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// sparse is a matrix that tells its non-zeros, and has no rows in memory.
type sparse struct{ m *mat.Dense }

func (s sparse) Dims() (r, c int)    { return s.m.Dims() }
func (s sparse) At(i, j int) float64 { return s.m.At(i, j) }
func (s sparse) T() mat.Matrix       { return mat.Transpose{Matrix: s} }

func (s sparse) DoRowNonZero(i int, fn func(i, j int, v float64)) {
	for j, v := range s.m.RawRowView(i) {
		if v != 0 {
			fn(i, j, v)
		}
	}
}

// What a matrix is made of does not matter to what is made of it.
func TestDataAsAnyMatrix(t *testing.T) {
	x := randmat.Normal(70, 5, 1)
	for i := range 70 {
		for j := range 5 {
			if (i+j)%3 > 0 {
				x.Set(i, j, 0)
			}
		}
	}
	wide := mat.NewDense(80, 9, nil)
	wide.Slice(5, 75, 2, 7).(*mat.Dense).Copy(x)
	wantP := joint(t, x, ptsne.Perplexity(5), ptsne.BatchSize(40))
	train := func(x, p mat.Matrix) (*ptsne.History, *mat.Dense) {
		m := compiled(t, ptsne.TSNE(), ptsne.Adam(0.01), 5)
		h, err := m.Fit(x, p, ptsne.BatchSize(40), ptsne.Epochs(2), ptsne.ValidationData(x, p), quiet)
		if err != nil {
			t.Fatal(err)
		}
		return h, predict(t, m, x)
	}
	wantHistory, wantMap := train(x, wantP)
	for name, same := range map[string]mat.Matrix{
		"only At":    onlyAt{x},
		"sparse":     sparse{x},
		"a view":     wide.Slice(5, 75, 2, 7),
		"transposed": mat.DenseCopyOf(x.T()).T(),
		"twice":      x.T().T(),
	} {
		p := joint(t, same, ptsne.Perplexity(5), ptsne.BatchSize(40))
		if !mat.Equal(p, wantP) {
			t.Errorf("%s: P is another", name)
		}
		for target, p := range map[string]mat.Matrix{"joint": p, "dense": mat.DenseCopyOf(p), "sparse": sparse{mat.DenseCopyOf(p)}} {
			h, y := train(same, p)
			if h.Loss()[1] != wantHistory.Loss()[1] || h.ValLoss()[1] != wantHistory.ValLoss()[1] || !mat.Equal(y, wantMap) {
				t.Errorf("%s, P %s: the network learns something else", name, target)
			}
		}
	}
	// Types of gonum that are neither dense nor say so.
	for name, special := range map[string]mat.Matrix{
		"symmetric": mat.NewSymDense(4, []float64{1, 2, 0, 4, 2, 5, 6, 7, 0, 6, 0, 9, 4, 7, 9, 1}),
		"diagonal":  mat.NewDiagDense(4, []float64{1, 0, 3, 4}),
		"triangle":  mat.NewTriDense(4, mat.Upper, []float64{1, 2, 3, 4, 0, 5, 6, 7, 0, 0, 8, 9, 0, 0, 0, 1}),
		"band":      mat.NewBandDense(4, 4, 1, 1, []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 0}),
	} {
		dense := mat.DenseCopyOf(special)
		if !mat.Equal(joint(t, special, ptsne.Perplexity(1.5)), joint(t, dense, ptsne.Perplexity(1.5))) {
			t.Errorf("%s: P is another than that of a dense matrix", name)
		}
		m := compiled(t, ptsne.TSNE(), ptsne.SGD(0.1), 4)
		if !mat.Equal(predict(t, m, special), predict(t, m, dense)) {
			t.Errorf("%s: the map is another than that of a dense matrix", name)
		}
	}
}

// Columns that are constant change nothing, however large the constant.
func TestConstantColumns(t *testing.T) {
	x := randmat.Normal(60, 4, 1)
	want := joint(t, x, ptsne.Perplexity(6))
	for _, constant := range []float64{0, 0.1, 1e6, -7.7e20, 3e38} {
		more := mat.NewDense(60, 6, nil)
		more.Slice(0, 60, 1, 5).(*mat.Dense).Copy(x)
		for i := range 60 {
			more.Set(i, 0, constant)
			more.Set(i, 5, constant)
		}
		if p := joint(t, more, ptsne.Perplexity(6)); !mat.EqualApprox(p, want, 1e-6) {
			t.Errorf("columns of %g: P differs by %g", constant, maxDifference(p, want))
		}
	}
}

// Every number of rows from three on has a P for every perplexity that fits.
func TestJointOfFewRows(t *testing.T) {
	for n := 3; n <= 8; n++ {
		x := randmat.Normal(n, 3, 1)
		same := mat.NewDense(n, 3, nil)
		for _, u := range []float64{1.0001, 1.5, float64(n) - 1.5, float64(n) - 1.0001} {
			for name, x := range map[string]mat.Matrix{"rows": x, "equal rows": same} {
				p := joint(t, x, ptsne.Perplexity(u), ptsne.BatchSize(1000))
				if r, c := p.Dims(); r != n || c != n || math.Abs(mat.Sum(p)-1) > 1e-6 {
					t.Errorf("P of %d %s and perplexity %g has shape (%d, %d) and sums to %g", n, name, u, r, c, mat.Sum(p))
				}
			}
		}
		if want := referenceJoint(x, float64(n)-1.5); !mat.EqualApprox(joint(t, x, ptsne.Perplexity(float64(n)-1.5)), want, 1e-5) {
			t.Errorf("P of %d rows is off", n)
		}
	}
}

// Batches of one row, of all rows, and larger than that.
func TestBatchesOfAnySize(t *testing.T) {
	x, y := randmat.Normal(7, 3, 1), randmat.Normal(7, 2, 2)
	for _, size := range []int{1, 2, 6, 7, 8, 1000} {
		m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(0.01), 3)
		h, err := m.Fit(x, y, ptsne.BatchSize(size), ptsne.Epochs(3), quiet)
		if err != nil || !(h.Loss()[2] < h.Loss()[0]) {
			t.Errorf("batches of %d: %v, error %v", size, h, err)
		}
	}
	for _, n := range []int{1, 2, 3} { // pairs of few rows
		p := mat.NewDense(n, n, nil)
		p.Apply(func(i, j int, _ float64) float64 { return 1 / float64(n*n) }, p)
		m := compiled(t, ptsne.TSNE(), ptsne.SGD(0.01), 3)
		if h, err := m.Fit(randmat.Normal(n, 3, 1), p, ptsne.Epochs(3), quiet); err != nil || math.IsNaN(h.Loss()[2]) {
			t.Errorf("%d rows: %v, error %v", n, h, err)
		}
	}
}

func TestWhatIsMissing(t *testing.T) {
	x, y := randmat.Normal(40, 3, 1), randmat.Normal(40, 2, 2)
	var missing *mat.Dense // as a function returns it with an error
	mse := func() *ptsne.Sequential { return compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(0.1), 3) }
	fit := func(x, y mat.Matrix, options ...ptsne.FitOption) error {
		_, err := mse().Fit(x, y, append(options, quiet)...)
		return err
	}
	compile := func(loss ptsne.Loss, optimizer ptsne.Optimizer) error {
		return ptsne.NewSequential(ptsne.Dense(2, ptsne.ReLU)).Compile(loss, optimizer)
	}
	last := func(rows func(func([]float64, error) bool)) (err error) {
		for _, err = range mse().PredictRows(rows) {
		}
		return err
	}
	negative := mat.NewDense(40, 40, nil)
	negative.Set(7, 3, -0.5)
	pairs := func(loss ptsne.Loss) error {
		_, err := compiled(t, loss, ptsne.SGD(0.1), 3).Evaluate(x, negative, ptsne.BatchSize(40))
		return err
	}
	for _, c := range []struct {
		want string
		err  error
	}{
		{"the input is nil", func() error { _, err := ptsne.JointProbabilities(missing); return err }()},
		{"the input is nil", func() error { _, err := mse().Predict(missing); return err }()},
		{"the input is nil", fit(missing, y)},
		{"the target is nil", fit(x, missing)},
		{"the target is nil", fit(x, nil)},
		{"the target is nil", func() error { _, err := mse().Evaluate(x, (*ptsne.Joint)(nil)); return err }()},
		{"the target is empty: its shape is (0, 0)", fit(x, &ptsne.Joint{})},
		{"ValidationData: ptsne: the input is nil", fit(x, y, ptsne.ValidationData(missing, y))},
		{"callback 2 of 2 is nil", fit(x, y, ptsne.Callbacks(ptsne.CallbackFunc(func(int, ptsne.Logs) error { return nil }), nil))},
		{"callback 1 of 1 is nil", fit(x, y, ptsne.Callbacks((*ptsne.EarlyStopping)(nil)))},
		{"Compile needs a loss", compile(ptsne.LossFunc(nil), ptsne.SGD(0.1))},
		{"Compile needs an optimizer", compile(ptsne.TSNE(), (*ptsne.AdamOptimizer)(nil))},
		{"PredictRows wants rows, but got nil", last(nil)},
		{"got a kernel or a bias that is nil", ptsne.Dense(2, ptsne.ReLU, ptsne.InputShape(3)).SetWeights(missing, nil)},
		{"has no weights yet: give it an InputShape", ptsne.Dense(2, ptsne.ReLU).SetWeights(mat.NewDense(3, 2, nil), mat.NewVecDense(2, nil))},
		{"wants a loss, a target and an output, but one is nil", ptsne.CheckGradient(ptsne.TSNE(), missing, y)},
		{"the output is empty: its shape is (0, 0)", ptsne.CheckGradient(ptsne.MeanSquaredError(), &mat.Dense{}, &mat.Dense{})},
		{"the path of the file to write is empty", mse().Save("")},
		{"the target has -0.5 in row 7, column 3: this loss wants probabilities", pairs(ptsne.TSNE())},
		{"the target has -0.5 in row 7, column 3: this loss wants probabilities", pairs(ptsne.InfoNCE())},
		{"Neighbors(0): want at least one", func() error { _, err := ptsne.JointProbabilities(x, ptsne.Neighbors(0)); return err }()},
		{"Neighbors(-1): want at least one", func() error { _, err := ptsne.JointProbabilities(x, ptsne.Neighbors(-1)); return err }()},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("error is %v, want %q", c.err, c.want)
		}
	}
	// These have a meaning.
	var nobody context.Context
	var nowhere io.Writer
	if p, err := ptsne.JointProbabilities(x, ptsne.Perplexity(5), ptsne.Context(nobody), ptsne.Output(nowhere)); err != nil {
		t.Errorf("%v, error %v", p, err)
	}
}

func TestMistakesOfShapePanic(t *testing.T) {
	p := joint(t, randmat.Normal(20, 3, 1), ptsne.Perplexity(5))
	for name, f := range map[string]func(){
		"TSNE":             func() { ptsne.TSNE().Loss(randmat.Normal(4, 4, 1), randmat.Normal(5, 2, 1)) },
		"InfoNCE":          func() { ptsne.InfoNCE().Loss(randmat.Normal(5, 4, 1), randmat.Normal(5, 2, 1)) },
		"MeanSquaredError": func() { ptsne.MeanSquaredError().Loss(randmat.Normal(5, 1, 1), randmat.Normal(5, 2, 1)) },
		"row -1":           func() { p.DoRowNonZero(-1, func(int, int, float64) {}) },
		"row 20":           func() { p.DoRowNonZero(20, func(int, int, float64) {}) },
	} {
		func() {
			defer func() {
				if _, ok := recover().(mat.Error); !ok {
					t.Errorf("%s: the panic is not gonum's", name)
				}
			}()
			f()
		}()
	}
	func() {
		defer func() {
			if got := recover(); got != "ptsne: layer 2 of the 2 to be added is nil" {
				t.Errorf("a nil layer: panic is %v", got)
			}
		}()
		ptsne.NewSequential(ptsne.Dense(2, ptsne.ReLU), (*ptsne.DenseLayer)(nil))
	}()
}
