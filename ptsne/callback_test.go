package ptsne_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/ptsne"
)

func fitWith(t *testing.T, epochs int, callbacks ...ptsne.Callback) (*ptsne.History, error) {
	t.Helper()
	m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(0.01), 3)
	return m.Fit(normal(20, 3, 1), normal(20, 2, 2), ptsne.Epochs(epochs), ptsne.Callbacks(callbacks...), quiet)
}

func TestCallbacksSeeEachEpoch(t *testing.T) {
	var epochs []int
	var losses []float64
	h, err := fitWith(t, 4, ptsne.CallbackFunc(func(epoch int, logs ptsne.Logs) error {
		epochs = append(epochs, epoch)
		losses = append(losses, logs["loss"])
		return nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(epochs, []int{0, 1, 2, 3}) || !slices.Equal(epochs, h.Epoch) || !slices.Equal(losses, h.Loss()) {
		t.Errorf("callback saw %v %v, history has %v %v", epochs, losses, h.Epoch, h.Loss())
	}
}

func TestCallbackStopsTraining(t *testing.T) {
	after := 0
	h, err := fitWith(t, 10,
		ptsne.CallbackFunc(func(epoch int, _ ptsne.Logs) error {
			if epoch == 2 {
				return ptsne.ErrStopTraining
			}
			return nil
		}),
		ptsne.CallbackFunc(func(int, ptsne.Logs) error { after++; return nil }))
	if err != nil || len(h.Epoch) != 3 {
		t.Errorf("history has %d epochs, error %v", len(h.Epoch), err)
	}
	if after != 3 {
		t.Errorf("the second callback was called %d times, want in each of the 3 epochs", after)
	}
}

func TestCallbackErrorEndsFit(t *testing.T) {
	full := errors.New("disk full")
	h, err := fitWith(t, 10, ptsne.CallbackFunc(func(int, ptsne.Logs) error { return full }))
	if !errors.Is(err, full) || len(h.Epoch) != 1 {
		t.Errorf("history %v, error %v", h, err)
	}
}

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
