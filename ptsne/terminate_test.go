package ptsne_test

import (
	"bytes"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

func TestTerminateOnNaN(t *testing.T) {
	var said bytes.Buffer
	x, y := randmat.Normal(40, 3, 1), randmat.Normal(40, 2, 2)
	m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(1e6), 3)
	h, err := m.Fit(x, y, ptsne.Epochs(50), ptsne.BatchSize(40), ptsne.Callbacks(&ptsne.TerminateOnNaN{Output: &said}), quiet)
	if err != nil || len(h.Epoch) == 0 || len(h.Epoch) == 50 {
		t.Errorf("history %v, error %v, want an end before the last epoch and no error", h, err)
	}
	if want := "\nBatch 0: Invalid loss, terminating training\n"; said.String() != want {
		t.Errorf("it says %q, want %q", said.String(), want)
	}

	// A loss that stays finite is let be.
	said.Reset()
	h, err = fitWith(t, 3, &ptsne.TerminateOnNaN{Output: &said})
	if err != nil || len(h.Epoch) != 3 || said.Len() > 0 {
		t.Errorf("history %v, error %v, says %q", h, err, said.String())
	}
}

// A callback that goes on at NaN does not hide that the loss diverged.
func TestDivergenceIsAnErrorWithOtherCallbacks(t *testing.T) {
	own := ptsne.LossFunc(func(target, output *mat.Dense) (float64, *mat.Dense) {
		value, gradient := ptsne.MeanSquaredError().Loss(target, output)
		return value / 0, gradient
	})
	m := compiled(t, own, ptsne.SGD(0.1), 3)
	r := new(recorder)
	_, err := m.Fit(randmat.Normal(4, 3, 1), randmat.Normal(4, 2, 2), ptsne.Callbacks(r), quiet)
	if _, ok := err.(*ptsne.DivergedError); !ok || len(r.losses) != 1 {
		t.Errorf("error is %v, losses %v", err, r.losses)
	}
}
