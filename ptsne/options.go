package ptsne

import (
	"context"
	"fmt"
	"io"
	"os"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/interrupt"
	"github.com/gopherbook/gopherbook/ptsne/internal/nils"
)

// A FitOption sets how Fit works.
type FitOption interface{ fit(*settings) }

// An EvaluateOption sets how Evaluate works.
type EvaluateOption interface{ evaluate(*settings) }

// A JointOption sets how JointProbabilities works.
type JointOption interface{ joint(*settings) }

// An Option is understood by Fit, Evaluate and JointProbabilities alike.
type Option interface {
	FitOption
	EvaluateOption
	JointOption
}

// settings holds what all options set; each function takes those it knows.
type settings struct {
	ctx       context.Context
	out       io.Writer
	verbose   int
	batchSize int  // 0 for the default
	batchSet  bool // whether batchSize was asked for
	epochs    int
	shuffle   bool
	seed      *uint64
	callbacks callbacks
	schedule  Schedule

	samplePairs bool
	augment     Augmentation

	initialEpoch int

	exaggeration float64
	exaggerated  int // epochs

	validate         bool
	validationInput  mat.Matrix
	validationTarget mat.Matrix

	perplexities []float64
	multiscale   bool // then there are no perplexities, but those of each batch
	neighbors    *int // nil for the default
	metric       Distance
	metricFunc   func(a, b []float64) float64 // in place of metric, unless it is nil
}

// setting implements every kind of option: the signatures that return it say
// which functions take it.
type setting func(*settings)

func (f setting) fit(s *settings)      { f(s) }
func (f setting) evaluate(s *settings) { f(s) }
func (f setting) joint(s *settings)    { f(s) }

func defaultSettings() *settings {
	return &settings{ctx: interrupt.Context(), out: os.Stdout, epochs: 1, shuffle: true, exaggeration: 1, perplexities: []float64{30}}
}

func (s *settings) check() error {
	switch {
	case s.batchSet && s.batchSize < 1:
		return fmt.Errorf("ptsne: BatchSize(%d): want at least one row", s.batchSize)
	case s.epochs < 0:
		return fmt.Errorf("ptsne: Epochs(%d): want zero or more", s.epochs)
	case s.initialEpoch < 0:
		return fmt.Errorf("ptsne: InitialEpoch(%d): want zero or more", s.initialEpoch)
	case s.metric < 0 || int(s.metric) >= len(distanceNames):
		return fmt.Errorf("ptsne: Metric(%v): want Euclidean, Cosine or Correlation", s.metric)
	case s.neighbors != nil && *s.neighbors < 1:
		return fmt.Errorf("ptsne: Neighbors(%d): want at least one", *s.neighbors)
	case s.verbose < 0 || s.verbose > 2:
		return fmt.Errorf("ptsne: Verbose(%d): want 0, 1 or 2", s.verbose)
	}
	for i, c := range s.callbacks {
		if nils.Is(c) {
			return fmt.Errorf("ptsne: callback %d of %d is nil", i+1, len(s.callbacks))
		}
	}
	return nil
}

// BatchSize sets the number of rows in a batch; the last may have fewer.
//
// Fit and Evaluate take 32 by default, as Keras does, or the batch size of a
// target made by JointProbabilities, which takes 5000 by default. With
// SamplePairs, Fit takes 1024.
//
// If the target is a *Joint of all rows in one batch, Fit and Evaluate may take
// smaller ones: of each batch, its P is what P says of its own pairs, made to sum
// to 1. So the batches of Fit have other rows in each epoch, and a last one of less
// than half the size is left out. The smaller they are, the fewer neighbours meet
// in them; see SamplePairs.
func BatchSize(rows int) Option {
	return setting(func(s *settings) { s.batchSize, s.batchSet = rows, true })
}

// Context makes the work stop when ctx is done. Fit stops between two batches,
// or two evaluations of a line search, and keeps what was learnt;
// JointProbabilities returns nothing. The default, and nil, is
// interrupt.Context(): in a notebook, the work stops with the cell.
func Context(ctx context.Context) Option {
	return setting(func(s *settings) {
		if s.ctx = ctx; ctx == nil {
			s.ctx = interrupt.Context()
		}
	})
}

// Verbose sets what is printed of the progress, as in Keras: 0 nothing, 1 a
// bar, 2 one line for each epoch. Fit's default is 1, that of Evaluate and
// JointProbabilities 0.
func Verbose(level int) Option {
	return setting(func(s *settings) { s.verbose = level })
}

// Output sets where progress is printed. The default, and nil, is os.Stdout.
func Output(w io.Writer) Option {
	return setting(func(s *settings) {
		if s.out = w; w == nil {
			s.out = os.Stdout
		}
	})
}

// Epochs sets how often Fit goes through the data. The default is 1.
func Epochs(n int) FitOption {
	return setting(func(s *settings) { s.epochs = n })
}

// InitialEpoch makes Fit begin with the given epoch, counted from 0, to go on
// with a training that was interrupted: with Epochs(100) and InitialEpoch(40)
// it trains for the last 60 epochs of 100. Callbacks and the History count
// accordingly.
func InitialEpoch(epoch int) FitOption {
	return setting(func(s *settings) { s.initialEpoch = epoch })
}

// Shuffle sets whether Fit shuffles before each epoch. The default is true.
//
// With an ordinary loss the rows are shuffled. With a loss on the pairs of a
// batch, such as TSNE, a row's target only means something among the rows of
// its own batch: the batches stay as they are and their order is shuffled. If
// the target is a *Joint of all rows in one batch, the rows are shuffled; see
// BatchSize.
func Shuffle(shuffle bool) FitOption {
	return setting(func(s *settings) { s.shuffle = shuffle })
}

// Seed seeds what Fit draws at random: the order of rows or batches, variants of
// rows, what Dropout leaves out. Without it, drawing goes on where the Fit before
// has ended, or from the model's own seed, so that two calls of Fit draw
// differently. With an InitialEpoch other than 0, Fit goes on drawing where the
// epochs before have ended, with Seed or without.
func Seed(seed uint64) FitOption {
	return setting(func(s *settings) { s.seed = &seed })
}

// Callbacks adds callbacks, called in order at the end of each epoch, and at
// other times if they want; see Callback.
func Callbacks(callbacks ...Callback) FitOption {
	return setting(func(s *settings) { s.callbacks = append(s.callbacks, callbacks...) })
}

// Neighbors sets how many nearest neighbours of a row share its conditional
// probabilities; the rest count as 0. The default is three times the
// perplexity, or the largest of several. The size of the batch, or more, makes the
// probabilities exact and takes 8 bytes for each pair of a batch.
func Neighbors(k int) JointOption {
	return setting(func(s *settings) { s.neighbors = &k })
}
