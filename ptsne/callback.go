package ptsne

import "errors"

// Logs holds the figures of one epoch by name, such as "loss".
type Logs map[string]float64

// ErrStopTraining, returned by a Callback, ends Fit after this epoch. Fit
// returns no error.
var ErrStopTraining = errors.New("ptsne: stop training")

// A Callback is called by Fit at the end of each epoch, counted from 0. Any
// error but ErrStopTraining ends Fit with that error. What a Callback adds to
// logs is seen by those after it and recorded in the History.
//
// A Callback may have more methods, which are called if it has them:
//
//	OnTrainBegin(model *Sequential)           when Fit starts
//	OnEpochBegin(epoch int) error             before each epoch
//	OnBatchEnd(batch int, logs Logs) error    after each batch, counted from 0,
//	                                          with its "loss"; logs is reused
//	OnTrainEnd(model *Sequential)             when Fit ends, whatever ends it
//
// Their errors are like those of OnEpochEnd: ErrStopTraining ends Fit before
// the epoch or after the batch. A batch whose loss is not a finite number does
// not change the weights; after OnBatchEnd, Fit ends with a *DivergedError,
// unless a callback has said ErrStopTraining.
type Callback interface {
	OnEpochEnd(epoch int, logs Logs) error
}

// CallbackFunc makes a Callback of a function.
type CallbackFunc func(epoch int, logs Logs) error

// OnEpochEnd calls f.
func (f CallbackFunc) OnEpochEnd(epoch int, logs Logs) error { return f(epoch, logs) }

// The optional parts of a Callback.
type (
	trainBeginner interface{ OnTrainBegin(model *Sequential) }
	epochBeginner interface{ OnEpochBegin(epoch int) error }
	batchEnder    interface {
		OnBatchEnd(batch int, logs Logs) error
	}
	trainEnder interface{ OnTrainEnd(model *Sequential) }
)

// callbacks are called one after the other, each whatever the others say.
type callbacks []Callback

func (cs callbacks) trainBegin(m *Sequential) {
	for _, c := range cs {
		if c, ok := c.(trainBeginner); ok {
			c.OnTrainBegin(m)
		}
	}
}

func (cs callbacks) trainEnd(m *Sequential) {
	for _, c := range cs {
		if c, ok := c.(trainEnder); ok {
			c.OnTrainEnd(m)
		}
	}
}

func (cs callbacks) epochBegin(epoch int) error {
	return cs.each(func(c Callback) error {
		if c, ok := c.(epochBeginner); ok {
			return c.OnEpochBegin(epoch)
		}
		return nil
	})
}

func (cs callbacks) epochEnd(epoch int, logs Logs) error {
	return cs.each(func(c Callback) error { return c.OnEpochEnd(epoch, logs) })
}

// batchEnders returns those that want to know of each batch.
func (cs callbacks) batchEnders() []batchEnder {
	var enders []batchEnder
	for _, c := range cs {
		if c, ok := c.(batchEnder); ok {
			enders = append(enders, c)
		}
	}
	return enders
}

// each returns ErrStopTraining if a callback wants to stop and none failed.
func (cs callbacks) each(call func(Callback) error) error {
	var v verdict
	for _, c := range cs {
		v.add(call(c))
	}
	return v.err()
}

// A verdict sums up what several callbacks returned.
type verdict struct {
	stop   bool
	failed error
}

func (v *verdict) add(err error) {
	if errors.Is(err, ErrStopTraining) {
		v.stop = true
	} else {
		v.failed = errors.Join(v.failed, err)
	}
}

func (v *verdict) err() error {
	if v.failed == nil && v.stop {
		return ErrStopTraining
	}
	return v.failed
}
