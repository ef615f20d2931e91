package rbm_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/rbm"
)

func TestWhatIsMissing(t *testing.T) {
	var missing *mat.Dense     // as a function returns it with an error
	var nobody context.Context // is none, and the default takes its place
	r := rbm.New(16, 3, quiet, rbm.Output(nil), rbm.Context(nobody))
	for name, f := range map[string]func(x mat.Matrix) error{
		"Fit":         func(x mat.Matrix) error { _, err := r.Fit(x); return err },
		"Transform":   func(x mat.Matrix) error { _, err := r.Transform(x); return err },
		"Reconstruct": func(x mat.Matrix) error { _, err := r.Reconstruct(x); return err },
	} {
		infinite := bars(20)
		infinite.Set(3, 5, math.Inf(1))
		for want, x := range map[string]mat.Matrix{
			"the data are nil":                      missing,
			"the data are empty":                    &mat.Dense{},
			"but the data have 15 columns":          bars(20).Slice(0, 20, 0, 15),
			"the data have +Inf in row 3, column 5": infinite,
		} {
			if err := f(x); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error is %v, want %q", name, err, want)
			}
		}
	}
	if _, err := rbm.Pretrain(missing, []int{2}, quiet); err == nil || !strings.Contains(err.Error(), "wants data") {
		t.Errorf("Pretrain of nil: error is %v", err)
	}
	defer func() {
		if got := fmt.Sprint(recover()); got != "rbm: Stack: machine 2 of 2 is nil" {
			t.Errorf("panic is %q", got)
		}
	}()
	rbm.Stack(r, nil)
}

// A single row, rows that are all the same, batches of one row or larger than
// the data, and matrices of other types train a machine as others do.
func TestDataThatAreUnusual(t *testing.T) {
	same := mat.NewDense(30, 16, nil)
	for i := range 30 {
		same.SetRow(i, bars(1).RawRowView(0))
	}
	for name, x := range map[string]mat.Matrix{"one row": bars(1), "equal rows": same, "zeros": mat.NewDense(30, 16, nil), "transposed": mat.DenseCopyOf(bars(30).T()).T()} {
		for _, size := range []int{1, 7, 1000} {
			for _, option := range []rbm.Option{rbm.CD(1), rbm.Persistent(), rbm.Gaussian()} {
				r := rbm.New(16, 4, rbm.BatchSize(size), rbm.Epochs(5), rbm.LearningRate(0.01), option, quiet)
				loss := fit(t, r, x)
				if y, err := r.Reconstruct(x); err != nil || math.IsNaN(mat.Sum(y)) || math.IsNaN(loss[4]) {
					t.Errorf("%s, batches of %d: the loss is %v, error %v", name, size, loss, err)
				}
			}
		}
	}
}
