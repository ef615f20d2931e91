package ptsne_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

func TestEarlyStopping(t *testing.T) {
	stop := &ptsne.EarlyStopping{MinDelta: 0.1, Patience: 2}
	stops := func(losses ...float64) int {
		stop.OnTrainBegin(nil)
		for epoch, loss := range losses {
			if err := stop.OnEpochEnd(epoch, ptsne.Logs{"loss": loss}); errors.Is(err, ptsne.ErrStopTraining) {
				return epoch
			}
		}
		return -1
	}
	if got := stops(3, 2, 1.95, 1.92, 1); got != 3 {
		t.Errorf("stopped at epoch %d, want 3: the second that falls by less than 0.1", got)
	}
	if got := stops(3, 2.5, 2.49, 2, 1.99, 1.5); got != -1 {
		t.Errorf("stopped at epoch %d of a falling loss", got)
	}

	h, err := fitWith(t, 50, &ptsne.EarlyStopping{MinDelta: 1e9, Patience: 3})
	if err != nil || len(h.Epoch) != 4 {
		t.Errorf("Fit made %d epochs, error %v, want 1 and 3 without progress", len(h.Epoch), err)
	}
	_, err = fitWith(t, 5, &ptsne.EarlyStopping{Monitor: "val_loss"})
	if err == nil || !strings.Contains(err.Error(), `no "val_loss" to monitor`) {
		t.Errorf("error is %v", err)
	}
}

func TestEarlyStoppingMonitors(t *testing.T) {
	for _, c := range []struct {
		stop ptsne.EarlyStopping
		logs []ptsne.Logs
		want int // the epoch that stops
	}{
		// val_loss, where there is one, rather than loss.
		{ptsne.EarlyStopping{Patience: 1}, []ptsne.Logs{{"loss": 3, "val_loss": 1}, {"loss": 2, "val_loss": 2}}, 1},
		// More is better of an accuracy, and of what is said to be.
		{ptsne.EarlyStopping{Patience: 1, Monitor: "val_acc"}, []ptsne.Logs{{"val_acc": 0.5}, {"val_acc": 0.6}, {"val_acc": 0.6}}, 2},
		{ptsne.EarlyStopping{Patience: 1, Monitor: "knn", Mode: "max"}, []ptsne.Logs{{"knn": 0.5}, {"knn": 0.6}, {"knn": 0.5}}, 2},
		{ptsne.EarlyStopping{Patience: 1, Monitor: "knn"}, []ptsne.Logs{{"knn": 0.5}, {"knn": 0.6}}, 1},
		// NaN is no change for the better.
		{ptsne.EarlyStopping{Patience: 2}, []ptsne.Logs{{"loss": math.NaN()}, {"loss": math.NaN()}}, 1},
	} {
		c.stop.OnTrainBegin(nil)
		got := -1
		for epoch, logs := range c.logs {
			if errors.Is(c.stop.OnEpochEnd(epoch, logs), ptsne.ErrStopTraining) {
				got = epoch
				break
			}
		}
		if got != c.want {
			t.Errorf("%+v stops at epoch %d, want %d", c.logs, got, c.want)
		}
	}
	wrong := ptsne.EarlyStopping{Mode: "lowest"}
	wrong.OnTrainBegin(nil)
	if err := wrong.OnEpochEnd(0, ptsne.Logs{"loss": 1}); err == nil || !strings.Contains(err.Error(), `no mode "lowest"`) {
		t.Errorf("error is %v", err)
	}
}

func TestEarlyStoppingRestoresTheBestWeights(t *testing.T) {
	x, y := randmat.Normal(20, 3, 1), randmat.Normal(20, 2, 2)
	figures := []float64{5, 4, 3, 6, 7, 8} // the third epoch is the best
	for name, epochs := range map[string]int{"stopped": 10, "out of epochs": 4} {
		m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(0.01), 3)
		var maps []*mat.Dense
		judge := ptsne.CallbackFunc(func(epoch int, logs ptsne.Logs) error {
			logs["figure"] = figures[epoch]
			z, err := m.Predict(x)
			maps = append(maps, z)
			return err
		})
		stop := &ptsne.EarlyStopping{Monitor: "figure", Patience: 2, RestoreBestWeights: true}
		h, err := m.Fit(x, y, ptsne.Epochs(epochs), ptsne.Callbacks(judge, stop), quiet)
		if err != nil || len(h.Epoch) != min(epochs, 5) || !slices.Equal(h.History["figure"], figures[:len(h.Epoch)]) {
			t.Fatalf("%s: history %v, error %v", name, h, err)
		}
		if z, _ := m.Predict(x); !mat.Equal(z, maps[2]) || mat.Equal(z, maps[3]) {
			t.Errorf("%s: the weights are not those of the best epoch", name)
		}
	}
}
