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

// A Schedule gives the learning rate of each step, counted from 0, of a
// training of the given number of steps: batches times Epochs.
// LearningRateSchedule has Fit follow one.
type Schedule func(step, steps int) float64

// LearningRateSchedule has Fit set the learning rate before each step, for any
// optimizer. In place of the optimizer's own rate, it is what schedule says. The
// rate of an epoch's last step is in its logs, as "lr".
//
// With InitialEpoch, the schedule goes on where the epochs before have left it.
func LearningRateSchedule(schedule Schedule) FitOption {
	return setting(func(s *settings) { s.schedule = schedule })
}

// CosineDecay returns a Schedule that falls from rate to end along half a
// cosine wave: slowly, then fast, then slowly (Loshchilov and Hutter 2017,
// "SGDR", equation 5, without restarts). It panics unless both are finite and
// not negative.
func CosineDecay(rate, end float64) Schedule {
	if !validRate(rate) || !validRate(end) {
		panic(fmt.Sprintf("ptsne: CosineDecay(%v, %v): want rates of zero or more", rate, end))
	}
	return func(step, steps int) float64 { return cosine(rate, end, float64(step)/float64(max(1, steps-1))) }
}

// OneCycle returns the Schedule of Smith and Topin (2018, "Super-convergence"):
// the rate rises from a 25th of peak to peak in the first 30% of the steps,
// then falls to a 10,000th of where it began, both times along half a cosine
// wave. It panics unless peak is finite and not negative.
func OneCycle(peak float64) Schedule {
	if !validRate(peak) {
		panic(fmt.Sprintf("ptsne: OneCycle(%v): want a rate of zero or more", peak))
	}
	const rise, start, end = 0.3, 1.0 / 25, 1.0 / 25 / 1e4
	return func(step, steps int) float64 {
		top := rise * float64(steps)
		if t := float64(step); t < top {
			return cosine(peak*start, peak, t/top)
		}
		return cosine(peak, peak*end, (float64(step)-top)/max(1, float64(steps-1)-top))
	}
}

// cosine goes from a at t = 0 to b at t = 1.
func cosine(a, b, t float64) float64 { return b + (a-b)*(1+math.Cos(math.Pi*t))/2 }

// beforeStep sets the rate of a step.
func (s Schedule) beforeStep(optimizer Optimizer, step, steps int) error {
	rate := s(step, steps)
	if !validRate(rate) {
		return fmt.Errorf("ptsne: the LearningRateSchedule gives a rate of %v for step %d of %d: want zero or more", rate, step, steps)
	}
	optimizer.SetLearningRate(rate)
	return nil
}
