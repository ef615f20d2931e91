package tsne

import (
	"context"
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/nils"
	"github.com/gopherbook/gopherbook/ptsne/internal/progress"
)

// A Result is what Embed has made.
type Result struct {
	// Y is the map, of shape (rows of the data, dimensions).
	Y *mat.Dense
	// KL is the Kullback-Leibler divergence, in nats, of the map from the joint
	// probabilities of the data, without exaggeration. It is as exact as the
	// method that computed it.
	KL float64
	// History holds KL after every 50 iterations, and after the last one.
	History []float64
	// Iterations is how many were done.
	Iterations int
	// Method is the method that computed the repulsion.
	Method string
}

// String describes the result in one line.
func (r *Result) String() string {
	n, d := r.Y.Dims()
	return fmt.Sprintf("t-SNE map of shape (%d, %d): KL %.4f after %d iterations (%s)", n, d, r.KL, r.Iterations, r.Method)
}

// reportEvery is after how many iterations KL is computed and told.
const reportEvery = 50

// exactUpTo is the number of points up to which looking at all pairs is
// about as fast as anything else.
const exactUpTo = 4000

// Embed draws a map of the rows of x by t-SNE (van der Maaten and Hinton 2008).
// Rows are points, and the map has a row for each. The map says nothing of
// other points.
//
// The joint probabilities P are those of ptsne.JointProbabilities for a single
// batch, unless Joint gives others: shared among 3 times Perplexity nearest
// neighbours, which are found exactly. The descent has the momentum and the
// gains of the first t-SNE. Repulsion is computed by the method that suits: Exact
// for a map of up to 4000 points, or of more than 3 dimensions; Interpolation in
// 2 dimensions; BarnesHut(0.5) in 1 or 3.
//
// Embed returns an error if x has less than three rows or no columns, if it
// holds NaN or an infinity (a *ptsne.ElementError), if the perplexity is too
// large for the number of rows, if Joint's probabilities are not of these rows in
// one batch, or if the map diverges. If the context is done it returns the result
// so far with an error that wraps the context's cause, or nil if that was before
// the first iteration.
func Embed(x mat.Matrix, options ...Option) (*Result, error) {
	s := defaultSettings()
	for _, set := range options {
		set(s)
	}
	if err := s.validate(); err != nil {
		return nil, err
	}
	if nils.Is(x) {
		return nil, errors.New("tsne: the data are nil")
	}
	n, cols := x.Dims()
	switch {
	case cols == 0:
		return nil, fmt.Errorf("tsne: the data are empty: their shape is (%d, %d)", n, cols)
	case n < 3:
		return nil, fmt.Errorf("tsne: the data have %d rows: want 3 at least", n)
	}
	if err := s.checkProbabilities(x); err != nil {
		return nil, err
	}
	if s.method == nil {
		s.method = methodFor(n, s.dimensions)
	}
	if err := s.checkStart(n); err != nil {
		return nil, err
	}
	p, err := newProbabilities(x, s)
	if err != nil {
		return nil, err
	}
	s.tell("t-SNE in %d dimensions (%v)", s.dimensions, s.method)
	return descend(start(x, s), newDivergence(p, s.method.newRepulsion(n, s.dimensions), s.dimensions), s)
}

func (s *settings) tell(format string, a ...any) {
	if s.verbose > 0 {
		fmt.Fprintf(s.out, format+"\n", a...)
	}
}

// methodFor returns the method that is fastest.
func methodFor(n, dimensions int) method {
	switch {
	case n <= exactUpTo || dimensions > 3:
		return exact{}
	case dimensions == 2:
		return interpolation{}
	}
	return barnesHut{0.5}
}

// descend moves the points of y to where the divergence is small.
func descend(y columns, c *divergence, s *settings) (*Result, error) {
	var (
		n       = len(y[0])
		bar     = progress.New(s.out, s.verbose, s.iterations)
		points  = newDescent(y)
		g       = newColumns(n, len(y))
		history []float64
		metric  string
	)
	result := func(done int) *Result {
		if done%reportEvery != 0 || done == 0 {
			history = append(history, c.value(y))
		}
		return &Result{y.dense(), history[len(history)-1], history, done, s.method.String()}
	}
	for i := range s.iterations {
		if s.ctx.Err() != nil {
			bar.Abandon()
			return result(i), fmt.Errorf("tsne: Embed was stopped after %d of %d iterations: %w", i, s.iterations, context.Cause(s.ctx))
		}
		exaggeration, m := 1.0, momentum
		if i < s.exaggerated {
			exaggeration, m = s.factor, earlyMomentum
		}
		rate := float64(n) / exaggeration
		if s.rate != nil {
			rate = *s.rate
		}
		c.gradient(g, y, exaggeration)
		if !points.step(g, rate, m) {
			bar.Abandon()
			return nil, fmt.Errorf("tsne: the map diverged in iteration %d: try a LearningRate below %g", i+1, rate)
		}
		if done := i + 1; done%reportEvery == 0 {
			history = append(history, c.value(y))
			metric = progress.Metric("kl", history[len(history)-1])
			if s.verbose == 2 {
				s.tell("Iteration %d/%d%s", done, s.iterations, metric)
			}
		}
		bar.Update(i+1, metric)
	}
	r := result(s.iterations)
	if s.iterations > 0 {
		bar.Finish(progress.Metric("kl", r.KL))
	}
	return r, nil
}

// dense returns the points as the rows of a matrix.
func (y columns) dense() *mat.Dense {
	m := mat.NewDense(len(y[0]), len(y), nil)
	for c, y := range y {
		m.SetCol(c, y)
	}
	return m
}
