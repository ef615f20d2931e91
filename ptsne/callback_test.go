package ptsne_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

func fitWith(t *testing.T, epochs int, callbacks ...ptsne.Callback) (*ptsne.History, error) {
	t.Helper()
	m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(0.01), 3)
	return m.Fit(randmat.Normal(20, 3, 1), randmat.Normal(20, 2, 2), ptsne.Epochs(epochs), ptsne.Callbacks(callbacks...), quiet)
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

// recorder has all that a Callback can have and notes what is called.
type recorder struct {
	calls  []string
	begin  func(epoch int) error
	batch  func(batch int, logs ptsne.Logs) error
	losses []float64
}

func (r *recorder) OnTrainBegin(*ptsne.Sequential) { r.calls = append(r.calls, "train") }
func (r *recorder) OnTrainEnd(*ptsne.Sequential)   { r.calls = append(r.calls, "end") }

func (r *recorder) OnEpochBegin(epoch int) error {
	r.calls = append(r.calls, fmt.Sprint("epoch ", epoch))
	if r.begin != nil {
		return r.begin(epoch)
	}
	return nil
}

func (r *recorder) OnBatchEnd(batch int, logs ptsne.Logs) error {
	r.calls = append(r.calls, fmt.Sprint("batch ", batch))
	r.losses = append(r.losses, logs["loss"])
	if r.batch != nil {
		return r.batch(batch, logs)
	}
	return nil
}

func (r *recorder) OnEpochEnd(epoch int, logs ptsne.Logs) error {
	r.calls = append(r.calls, "epoch ends")
	return nil
}

// fitRecorded fits in two batches of 10 rows.
func fitRecorded(t *testing.T, r *recorder, options ...ptsne.FitOption) (*ptsne.History, error) {
	t.Helper()
	m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(0.01), 3)
	options = append(options, ptsne.BatchSize(10), ptsne.Callbacks(r), quiet)
	return m.Fit(randmat.Normal(20, 3, 1), randmat.Normal(20, 2, 2), options...)
}

func TestCallbackIsCalledWhereItWantsToBe(t *testing.T) {
	r := new(recorder)
	h, err := fitRecorded(t, r, ptsne.Epochs(4), ptsne.InitialEpoch(2))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"train", "epoch 2", "batch 0", "batch 1", "epoch ends", "epoch 3", "batch 0", "batch 1", "epoch ends", "end"}
	if !slices.Equal(r.calls, want) {
		t.Errorf("calls are %q, want %q", r.calls, want)
	}
	if !slices.Equal(h.Epoch, []int{2, 3}) {
		t.Errorf("history has epochs %v", h.Epoch)
	}
	// Batches of one size: the epoch's loss is the mean of theirs.
	for i, loss := range h.Loss() {
		if mean := (r.losses[2*i] + r.losses[2*i+1]) / 2; math.Abs(mean-loss) > 1e-12 {
			t.Errorf("epoch %d has loss %v, its batches %v", i, loss, r.losses)
		}
	}
}

func TestCallbackStopsBeforeAnEpochAndAfterABatch(t *testing.T) {
	full := errors.New("disk full")
	for _, c := range []struct {
		r      recorder
		want   string
		epochs int
		err    error
	}{
		{recorder{begin: func(epoch int) error {
			if epoch == 1 {
				return ptsne.ErrStopTraining
			}
			return nil
		}}, "epoch 1,end", 1, nil},
		{recorder{batch: func(int, ptsne.Logs) error { return ptsne.ErrStopTraining }}, "batch 0,end", 0, nil},
		{recorder{begin: func(int) error { return full }}, "epoch 0,end", 0, full},
		{recorder{batch: func(int, ptsne.Logs) error { return full }}, "batch 0,end", 0, full},
	} {
		h, err := fitRecorded(t, &c.r, ptsne.Epochs(5))
		if !errors.Is(err, c.err) || len(h.Epoch) != c.epochs {
			t.Errorf("history %v, error %v, want %d epochs and %v", h, err, c.epochs, c.err)
		}
		if got := strings.Join(c.r.calls[len(c.r.calls)-2:], ","); got != c.want {
			t.Errorf("the last calls are %s, want %s", got, c.want)
		}
	}
}

func TestWhatCallbacksLogIsRecorded(t *testing.T) {
	seen := 0.0
	h, err := fitWith(t, 2,
		ptsne.CallbackFunc(func(epoch int, logs ptsne.Logs) error { logs["accuracy"] = float64(epoch) + 0.5; return nil }),
		ptsne.CallbackFunc(func(epoch int, logs ptsne.Logs) error { seen += logs["accuracy"]; return nil }))
	if err != nil || !slices.Equal(h.History["accuracy"], []float64{0.5, 1.5}) || seen != 2 {
		t.Errorf("history is %v, the next callback saw %v, error %v", h.History, seen, err)
	}
}

// What Fit holds on to cannot be put aside while it trains.
func TestCallbacksCannotMakeTheModelAnew(t *testing.T) {
	for method, change := range map[string]func(m *ptsne.Sequential){
		"SetSeed": func(m *ptsne.Sequential) { m.SetSeed(3) },
		"Compile": func(m *ptsne.Sequential) { m.Compile(ptsne.TSNE(), ptsne.Adam(0.1)) },
		"Add":     func(m *ptsne.Sequential) { m.Add(ptsne.Dense(2, ptsne.Linear)) },
	} {
		m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(0.01), 3)
		train := func(callback ptsne.CallbackFunc) (said any) {
			defer func() { said = recover() }()
			m.Fit(randmat.Normal(20, 3, 1), randmat.Normal(20, 2, 2), ptsne.Callbacks(callback), quiet)
			return nil
		}
		said := train(func(int, ptsne.Logs) error { change(m); return nil })
		if want := "ptsne: " + method + " was called while Fit trains the model: stop it first"; !strings.HasPrefix(fmt.Sprint(said), want) {
			t.Errorf("it panics with %v, want %q", said, want)
		}
		change(m) // afterwards it can
	}
}
