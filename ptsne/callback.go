package ptsne

import (
	"errors"
	"fmt"
	"math"
)

// Logs holds the figures of one epoch by name, such as "loss".
type Logs map[string]float64

// ErrStopTraining, returned by a Callback, ends Fit after this epoch. Fit
// returns no error.
var ErrStopTraining = errors.New("ptsne: stop training")

// A Callback is called by Fit at the end of each epoch, counted from 0. Any
// error but ErrStopTraining ends Fit with that error.
//
// A Callback that also has a method OnTrainBegin(*Sequential) has it called
// when Fit starts.
type Callback interface {
	OnEpochEnd(epoch int, logs Logs) error
}

// CallbackFunc makes a Callback of a function.
type CallbackFunc func(epoch int, logs Logs) error

// OnEpochEnd calls f.
func (f CallbackFunc) OnEpochEnd(epoch int, logs Logs) error { return f(epoch, logs) }

// trainBeginner is the optional part of a Callback.
type trainBeginner interface{ OnTrainBegin(model *Sequential) }

// EarlyStopping is a Callback that ends Fit when a figure no longer falls.
type EarlyStopping struct {
	Monitor  string  // the figure; "" means "loss"
	MinDelta float64 // a smaller fall does not count
	Patience int     // stop after this many epochs without a fall, at least one

	best float64
	wait int
}

// OnTrainBegin forgets the last training.
func (e *EarlyStopping) OnTrainBegin(*Sequential) { e.best, e.wait = math.Inf(1), 0 }

// OnEpochEnd returns ErrStopTraining when patience is at an end.
func (e *EarlyStopping) OnEpochEnd(epoch int, logs Logs) error {
	monitor := e.Monitor
	if monitor == "" {
		monitor = "loss"
	}
	value, ok := logs[monitor]
	if !ok {
		return fmt.Errorf("ptsne: EarlyStopping: an epoch has no %q to monitor", monitor)
	}
	if value < e.best-e.MinDelta {
		e.best, e.wait = value, 0
		return nil
	}
	e.wait++
	if e.wait >= e.Patience {
		return ErrStopTraining
	}
	return nil
}
