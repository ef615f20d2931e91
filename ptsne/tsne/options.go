package tsne

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/interrupt"
	"github.com/gopherbook/gopherbook/ptsne"
)

// An Option sets how Embed works.
type Option func(*settings)

type settings struct {
	dimensions int

	perplexity float64
	computed   bool // whether the probabilities are those of joint
	joint      *ptsne.Joint

	iterations  int
	factor      float64  // of the early exaggeration
	exaggerated int      // iterations
	rate        *float64 // nil for the default

	random  bool // whether the map starts at random
	given   bool // whether it starts from initial
	initial mat.Matrix
	seed    uint64

	method method // nil for the one that suits the number of points

	ctx     context.Context
	out     io.Writer
	verbose int
}

func defaultSettings() *settings {
	return &settings{
		dimensions: 2, perplexity: 30,
		iterations: 1000, factor: 12, exaggerated: 250,
		ctx: interrupt.Context(), out: os.Stdout, verbose: 1,
	}
}

func (s *settings) validate() error {
	positive := func(v float64) bool { return v > 0 && !math.IsInf(v, 1) }
	switch {
	case s.dimensions < 1:
		return fmt.Errorf("tsne: Dimensions(%d): want at least one", s.dimensions)
	case s.computed && s.joint == nil:
		return errors.New("tsne: Joint got nil: want what ptsne.JointProbabilities returns")
	case !s.computed && (!(s.perplexity > 1) || math.IsInf(s.perplexity, 1)):
		return fmt.Errorf("tsne: Perplexity(%v): want a number above 1", s.perplexity)
	case s.iterations < 0:
		return fmt.Errorf("tsne: Iterations(%d): want zero or more", s.iterations)
	case !positive(s.factor) || s.exaggerated < 0:
		return fmt.Errorf("tsne: EarlyExaggeration(%v, %d): want a positive factor and zero or more iterations", s.factor, s.exaggerated)
	case s.rate != nil && !positive(*s.rate):
		return fmt.Errorf("tsne: LearningRate(%v): want a positive number", *s.rate)
	case s.verbose < 0 || s.verbose > 2:
		return fmt.Errorf("tsne: Verbose(%d): want 0, 1 or 2", s.verbose)
	}
	if s.method != nil {
		return s.method.check(s.dimensions)
	}
	return nil
}

// Dimensions sets the number of dimensions of the map. The default is 2.
func Dimensions(d int) Option { return func(s *settings) { s.dimensions = d } }

// Perplexity sets the effective number of neighbours of each point, which is
// more than 1 and less than the number of other points. The default is 30. Of
// Perplexity and Joint, the last that is given counts.
func Perplexity(u float64) Option {
	return func(s *settings) { s.perplexity, s.computed = u, false }
}

// Joint sets the joint probabilities of the data, which Embed computes
// otherwise. They are of all rows in one batch, and may be of several
// perplexities, Multiscale, or another metric:
//
//	n, _ := x.Dims()
//	p, err := ptsne.JointProbabilities(x, ptsne.Metric(ptsne.Cosine), ptsne.BatchSize(n))
//	...
//	result, err := tsne.Embed(x, tsne.Joint(p))
//
// Of the data themselves, only the start is made then. A network that has been
// fitted to the same probabilities has a divergence to compare with that of the
// result.
func Joint(p *ptsne.Joint) Option {
	return func(s *settings) { s.joint, s.computed = p, true }
}

// Iterations sets how many steps are taken, those with early exaggeration
// included. The default is 1000.
func Iterations(n int) Option { return func(s *settings) { s.iterations = n } }

// EarlyExaggeration makes attraction so many times stronger during the first
// iterations: while clusters are tight, they can still move past each other.
// The default is 12 during 250 iterations, the values of van der Maaten (2014,
// section 5). A factor of 1 exaggerates nothing.
func EarlyExaggeration(factor float64, iterations int) Option {
	return func(s *settings) { s.factor, s.exaggerated = factor, iterations }
}

// LearningRate sets the size of the steps: a step moves the points by the rate
// times a quarter of the gradient, as in FIt-SNE and openTSNE. The same rate is
// a quarter of that in scikit-learn.
//
// The default for n points is n divided by the exaggeration: n/12 as long as the
// exaggeration is 12, which Belkina et al. (Nature Communications 2019) found
// best there, and n afterwards. Forces are proportional to 1/n, so the descent is
// the same for few points and for many.
func LearningRate(rate float64) Option { return func(s *settings) { s.rate = &rate } }

// StartPCA makes the map start from the data's principal components, scaled to
// a standard deviation of 1e-4. So the global arrangement of the map means
// something, and it comes out alike each time (Kobak and Berens, Nature
// Communications 2019). This is the default.
func StartPCA() Option { return func(s *settings) { s.random, s.given = false, false } }

// StartRandom makes the map start from normally distributed numbers with a
// standard deviation of 1e-4, as the first t-SNE did.
func StartRandom() Option { return func(s *settings) { s.random, s.given = true, false } }

// StartFrom makes the map start from y, of shape (rows of the data,
// dimensions). It goes on with an embedding that was stopped:
//
//	more, err := tsne.Embed(x, tsne.StartFrom(result.Y), tsne.EarlyExaggeration(1, 0))
func StartFrom(y mat.Matrix) Option { return func(s *settings) { s.given, s.initial = true, y } }

// Seed seeds what is random of the start. The default is 0.
func Seed(seed uint64) Option { return func(s *settings) { s.seed = seed } }

// Exact makes Embed compute the repulsion of all pairs of points, in a time
// that grows with the square of their number.
func Exact() Option { return func(s *settings) { s.method = exact{} } }

// BarnesHut makes Embed compute the repulsion of far groups of points as that
// of their centre (van der Maaten 2014), in a time that grows with n log n. A
// group is far if its width is less than angle times its distance: 0.5 is
// usual, 0 is exact. The map has at most 3 dimensions.
func BarnesHut(angle float64) Option {
	return func(s *settings) { s.method = barnesHut{angle} }
}

// Interpolation makes Embed compute the repulsion on a grid, by fast Fourier
// transforms (Linderman et al. 2019), in a time that grows with the number of
// points and with the area of the map. The map has 2 dimensions.
func Interpolation() Option { return func(s *settings) { s.method = interpolation{} } }

// Context makes Embed stop when ctx is done, and return the map so far. The
// default, and nil, is interrupt.Context(): in a notebook, the work stops with the
// cell.
func Context(ctx context.Context) Option {
	return func(s *settings) {
		if s.ctx = ctx; ctx == nil {
			s.ctx = interrupt.Context()
		}
	}
}

// Verbose sets what is printed of the progress: 0 nothing, 1 a bar (the
// default), 2 a line every 50 iterations.
func Verbose(level int) Option { return func(s *settings) { s.verbose = level } }

// Output sets where progress is printed. The default, and nil, is os.Stdout.
func Output(w io.Writer) Option {
	return func(s *settings) {
		if s.out = w; w == nil {
			s.out = os.Stdout
		}
	}
}
