package ptsne

import "fmt"

// ConjugateGradientsOptimizer minimises batch by batch; see ConjugateGradients.
type ConjugateGradientsOptimizer struct {
	searches int
}

// A ConjugateGradientsOption sets a detail of ConjugateGradients. Those of the
// other optimizers are none: there is no learning rate that a WeightDecay could
// go by, and a clipped gradient is not that of the loss that a line search
// looks at.
type ConjugateGradientsOption func(*ConjugateGradientsOptimizer)

// LineSearches sets the number of line searches for each batch. The default is
// 3, as in the paper.
func LineSearches(n int) ConjugateGradientsOption {
	return func(o *ConjugateGradientsOptimizer) { o.searches = n }
}

// ConjugateGradients returns nonlinear conjugate gradients by the formula of
// Polak and Ribière, with which the paper fine-tunes its networks (van der
// Maaten 2009, section 4): the loss of each batch is followed downhill by a few
// line searches before the next batch is taken. The first goes along the
// gradient, the others along directions that leave alone what the ones before
// have found. Nothing is kept from batch to batch.
//
// A line search computes the loss once or twice as a rule, and 20 times at most:
// an epoch takes about five times as long as one of SGD. It suits large batches:
// what is good for a small batch need not be good for the others.
//
// Within a batch the loss never rises, and there is no learning rate to choose.
// The loss of the batch in the History and in Logs is the one it began with, as
// with the other optimizers. What Dropout leaves out stays the same for all of
// a batch. Where the loss is NaN or infinite, the step was too long, and a
// shorter one is tried. When the Context is done, Fit stops between two
// evaluations and keeps the best weights of the batch so far.
//
// A LearningRateSchedule, a LearningRateScheduler and ReduceLROnPlateau have
// nothing to set: Fit returns an error. Options of other optimizers, such as
// WeightDecay, do not compile.
func ConjugateGradients(options ...ConjugateGradientsOption) *ConjugateGradientsOptimizer {
	o := &ConjugateGradientsOptimizer{searches: 3}
	for _, set := range options {
		set(o)
	}
	return o
}

// LearningRate returns 0: there is none.
func (o *ConjugateGradientsOptimizer) LearningRate() float64 { return 0 }

// SetLearningRate panics: there is none.
func (o *ConjugateGradientsOptimizer) SetLearningRate(rate float64) {
	panic(fmt.Sprintf("ptsne: SetLearningRate(%v): ConjugateGradients has no learning rate", rate))
}

func (o *ConjugateGradientsOptimizer) validate() error {
	if o.searches < 1 {
		return fmt.Errorf("ptsne: ConjugateGradients has LineSearches(%d): want at least one", o.searches)
	}
	return nil
}

func (o *ConjugateGradientsOptimizer) moments() int { return 0 }

// A rateSetter is a callback that sets the learning rate.
type rateSetter interface{ setsRate() string }

func (*LearningRateScheduler) setsRate() string { return "LearningRateScheduler" }
func (*ReduceLROnPlateau) setsRate() string     { return "ReduceLROnPlateau" }

// checkRate returns an error if something is to set a learning rate that the
// optimizer does not have.
func (s *settings) checkRate(o Optimizer) error {
	if _, ok := o.(stepper); ok {
		return nil
	}
	if s.schedule != nil {
		return errNoRate("LearningRateSchedule")
	}
	for _, c := range s.callbacks {
		if c, ok := c.(rateSetter); ok {
			return errNoRate(c.setsRate())
		}
	}
	return nil
}

func errNoRate(setter string) error {
	return fmt.Errorf("ptsne: %s sets the learning rate, but ConjugateGradients has none: leave it out, or Compile with SGD, Adam or RMSprop", setter)
}
