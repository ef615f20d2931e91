package ptsne

import (
	"fmt"
	"math"
)

// LearningRateScheduler is a Callback that sets the learning rate before each
// epoch. It adds the rate to the epoch's logs, as "lr".
type LearningRateScheduler struct {
	// Schedule returns the rate for an epoch, counted from 0, given the rate
	// until then.
	Schedule func(epoch int, rate float64) float64

	model *Sequential
}

// OnTrainBegin takes hold of the model's optimizer.
func (s *LearningRateScheduler) OnTrainBegin(model *Sequential) { s.model = model }

// OnEpochBegin sets the rate. It returns an error if the schedule gives none
// that is finite, or a negative one.
func (s *LearningRateScheduler) OnEpochBegin(epoch int) error {
	rate := s.Schedule(epoch, s.model.optimizer.LearningRate())
	if !validRate(rate) {
		return fmt.Errorf("ptsne: LearningRateScheduler: the schedule gives a rate of %v for epoch %d: want zero or more", rate, epoch+1)
	}
	s.model.optimizer.SetLearningRate(rate)
	return nil
}

// OnEpochEnd adds the rate to logs.
func (s *LearningRateScheduler) OnEpochEnd(epoch int, logs Logs) error {
	logs["lr"] = s.model.optimizer.LearningRate()
	return nil
}

func validRate(rate float64) bool { return rate >= 0 && !math.IsInf(rate, 1) }
