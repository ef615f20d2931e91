package rbm

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"

	"github.com/gopherbook/gopherbook/interrupt"
)

// An Option sets how a machine is made and trained.
type Option func(*settings)

type settings struct {
	gaussian   bool
	persistent bool
	steps      int
	epochs     int // 0 for the default
	batchSize  int
	rate       float64 // 0 for the default
	early      float64 // momentum
	late       float64
	weightCost float64
	seed       uint64
	top        []Option

	ctx     context.Context // nil for the default
	out     io.Writer
	verbose int
}

// The defaults are those of the paper's experiments.
func newSettings(options []Option) settings {
	s := settings{steps: 1, batchSize: 100, early: 0.5, late: 0.9, weightCost: 2e-4, seed: 1, out: os.Stdout, verbose: 1}
	for _, set := range options {
		set(&s)
	}
	if s.epochs == 0 {
		s.epochs = 30
		if s.gaussian {
			s.epochs = 50
		}
	}
	if s.rate == 0 {
		s.rate = 0.1
		if s.gaussian {
			s.rate = 0.001
		}
	}
	return s
}

// context returns the context of a call.
func (s *settings) context() context.Context {
	if s.ctx != nil {
		return s.ctx
	}
	return interrupt.Context()
}

// earlyEpochs is how many epochs have the early momentum.
const earlyEpochs = 5

// momentum returns that of an epoch after so many.
func (s *settings) momentum(epochs int) float64 {
	if epochs < earlyEpochs {
		return s.early
	}
	return s.late
}

// Gaussian gives the machine hidden units that take any value, with noise of
// variance 1. They suit the top of a network. The default is binary units.
func Gaussian() Option { return func(s *settings) { s.gaussian = true } }

// CD sets the number of steps of Gibbs sampling in contrastive divergence, for
// each batch. The default is 1. It panics unless k is positive.
func CD(k int) Option {
	if k < 1 {
		panic(fmt.Sprintf("rbm: CD(%d): want at least one step", k))
	}
	return func(s *settings) { s.steps = k }
}

// Persistent makes the training persistent contrastive divergence: there are as
// many samples as a batch has rows, and each batch takes them CD's number of
// steps further. It wants a lower learning rate, such as 0.01.
func Persistent() Option { return func(s *settings) { s.persistent = true } }

// Epochs sets how often Fit goes through the data. The default is 30, with
// Gaussian units 50. In Pretrain it goes for all machines; Top gives the last one
// its own. It panics unless n is positive.
func Epochs(n int) Option {
	if n < 1 {
		panic(fmt.Sprintf("rbm: Epochs(%d): want at least one", n))
	}
	return func(s *settings) { s.epochs = n }
}

// BatchSize sets the number of rows in a batch; the last may have fewer. The
// default is 100. It panics unless rows is positive.
func BatchSize(rows int) Option {
	if rows < 1 {
		panic(fmt.Sprintf("rbm: BatchSize(%d): want at least one row", rows))
	}
	return func(s *settings) { s.batchSize = rows }
}

// LearningRate sets the learning rate. The default is 0.1, with Gaussian units
// 0.001. In Pretrain it is that of all machines, the last one with its Gaussian
// units among them: Top(LearningRate(0.001)) leaves that one its own. It panics
// unless rate is positive, and finite as a float32.
func LearningRate(rate float64) Option {
	if !(rate > 0) || math.IsInf(float64(float32(rate)), 1) {
		panic(fmt.Sprintf("rbm: LearningRate(%v): want a positive number", rate))
	}
	return func(s *settings) { s.rate = rate }
}

// Momentum sets the momentum of the first five epochs of a machine and that of the
// others.
// The default is 0.5 and 0.9. It panics unless both are 0 or more, and less than
// 1.
func Momentum(early, late float64) Option {
	if !(early >= 0 && early < 1 && late >= 0 && late < 1) {
		panic(fmt.Sprintf("rbm: Momentum(%v, %v): want 0 or more, and less than 1", early, late))
	}
	return func(s *settings) { s.early, s.late = early, late }
}

// WeightCost sets by how much weights shrink: the gradient by a weight is less
// by cost times the weight. The default is 2e-4. It panics unless cost is 0 or
// more, and finite.
func WeightCost(cost float64) Option {
	if !(cost >= 0) || math.IsInf(cost, 1) {
		panic(fmt.Sprintf("rbm: WeightCost(%v): want zero or more", cost))
	}
	return func(s *settings) { s.weightCost = cost }
}

// Seed seeds the first weights, the shuffling and the sampling. The default is
// 1.
func Seed(seed uint64) Option { return func(s *settings) { s.seed = seed } }

// Top gives options to the last machine of Pretrain alone, after those that all
// have.
func Top(options ...Option) Option {
	return func(s *settings) { s.top = append(s.top, options...) }
}

// Context makes Fit stop between two batches when ctx is done, and keep what was
// learnt. The default, and nil, is interrupt.Context(): in a notebook, the work
// stops with the cell.
func Context(ctx context.Context) Option { return func(s *settings) { s.ctx = ctx } }

// Verbose sets what is printed of the progress, as in Keras: 0 nothing, 1 a bar,
// 2 one line for each epoch. The default is 1. It panics for another level.
func Verbose(level int) Option {
	if level < 0 || level > 2 {
		panic(fmt.Sprintf("rbm: Verbose(%d): want 0, 1 or 2", level))
	}
	return func(s *settings) { s.verbose = level }
}

// Output sets where progress is printed. The default, and nil, is os.Stdout.
func Output(w io.Writer) Option {
	return func(s *settings) {
		if s.out = w; w == nil {
			s.out = os.Stdout
		}
	}
}
