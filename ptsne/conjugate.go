package ptsne

import (
	"context"
	"math"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
)

// A descent minimises the loss of one batch after the other along conjugate
// directions, in memory that it reuses.
//
// gonum/optimize has this method, too, and wants one more module for it, which
// each cell would be linked with. It works on one vector of float64 and
// wants the gradient at each point. This one works on the weights where they
// are, and spares the gradient, which is two thirds of the work, where the loss
// alone says that a step was too long.
type descent struct {
	trainer  *trainer
	batch    *batchTarget
	searches int

	// One for each of the trainer's weights.
	start     [][]float32 // the weights where the line search starts
	direction [][]float32
	before    [][]float32 // the gradient at start
	best      [][]float32 // the gradient at the lowest point so far
	sums      []float64
}

func newDescent(t *trainer, searches int) *descent {
	d := &descent{trainer: t, searches: searches}
	for _, v := range []*[][]float32{&d.start, &d.direction, &d.before, &d.best} {
		for _, w := range t.weights {
			*v = append(*v, make([]float32, len(w)))
		}
	}
	return d
}

// run takes the line searches for a batch, of whose loss the trainer has the
// gradient. The weights end where the loss was lowest.
func (d *descent) run(ctx context.Context, bt *batchTarget, loss float64) error {
	d.batch = bt
	copyAll(d.best, d.trainer.gradients)
	squares, beta := d.dot(d.best, d.best), 0.0
	if !isFinite(squares) {
		return &DivergedError{Loss: math.NaN(), rateless: true}
	}
	for _, x := range d.direction {
		clear(x)
	}
	d.turn(0)
	from, guess := point{0, loss, -squares}, d.firstStep(squares)
	for n := 0; n < d.searches && from.slope < 0; n++ {
		found, err := d.search(ctx, from, guess)
		if err != nil {
			return err
		}
		if found.at == 0 && beta == 0 {
			return nil // not even the gradient leads down
		}
		after := d.dot(d.best, d.best)
		beta = max(0, (after-d.dot(d.best, d.before))/squares)
		slope := beta*found.slope - after // along the direction that beta gives
		if slope >= 0 {
			beta, slope = 0, -after
		}
		d.turn(beta)
		guess = d.firstStep(after)
		if found.at > 0 {
			guess = found.at * min(from.slope/slope, furthest) // to promise as much as before
		}
		from, squares = point{0, found.loss, slope}, after
	}
	return nil
}

// firstStep returns how far to go along a gradient of the given square: not so
// far that it promises more than its slope, and far enough for float32 weights to
// tell. A large gradient that they cannot follow would look like a minimum.
func (d *descent) firstStep(squares float64) float64 {
	const told = 1e-4 // of the weights' length
	step := 1 / (1 + squares)
	if squares > 0 {
		step = max(step, told*math.Sqrt(d.dot(d.trainer.weights, d.trainer.weights)/squares))
	}
	return step
}

// turn makes the direction beta times what it was, less the gradient.
func (d *descent) turn(beta float64) {
	for i, x := range d.direction {
		f32.Scale(x, float32(beta))
		f32.SGD(x, d.best[i], 1)
	}
}

// search moves the weights along the direction to a point where the loss is
// lower, and returns that point. from is the point that they are at.
func (d *descent) search(ctx context.Context, from point, guess float64) (point, error) {
	t := d.trainer
	copyAll(d.start, t.weights)
	copyAll(d.before, d.best)
	s := newLineSearch(from, guess)
	at := 0.0
	for n := 0; n < maxEvaluations && !s.done(); n++ {
		if ctx.Err() != nil {
			d.move(s.low.at)
			return s.low, canceled(ctx, "the line search")
		}
		at = s.next()
		d.move(at)
		out := t.act.retrain()
		loss, gradient, err := t.evaluate(d.batch, out)
		if err != nil {
			d.move(s.low.at)
			return s.low, err
		}
		if !finite(gradient) {
			loss = math.NaN()
		}
		if s.tooHigh(loss) {
			continue
		}
		t.backward(gradient, out)
		slope := d.dot(t.gradients, d.direction)
		if !isFinite(slope) {
			s.tooHigh(math.NaN())
			continue
		}
		s.accept(loss, slope)
		copyAll(d.best, t.gradients)
	}
	if at != s.low.at {
		d.move(s.low.at)
	}
	return s.low, nil
}

// move sets the weights to those at the given place along the direction.
func (d *descent) move(at float64) {
	copyAll(d.trainer.weights, d.start)
	for i, w := range d.trainer.weights {
		f32.SGD(w, d.direction[i], float32(-at))
	}
}

func (d *descent) dot(x, y [][]float32) (sum float64) {
	for i := range x {
		d.sums = grow(d.sums, f32.Pieces(len(x[i])))
		f32.Dot(d.sums, x[i], y[i])
		sum += total(d.sums)
	}
	return sum
}

func copyAll(dst, src [][]float32) {
	for i := range dst {
		copy(dst[i], src[i])
	}
}
