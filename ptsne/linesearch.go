package ptsne

import "math"

// A point is a point of a line search: how far along the direction it lies, the
// loss there, and the derivative of the loss along the direction.
type point struct{ at, loss, slope float64 }

// A lineSearch looks for a point along a direction where the loss is lower and
// about level: the strong Wolfe conditions (Nocedal and Wright 2006, "Numerical
// Optimization", section 3.5). Whoever evaluates the loss asks next where, and
// says what it is there by tooHigh or accept, until done.
type lineSearch struct {
	start point
	low   point // the lowest so far, whose slope leads to the minimum
	high  point // the minimum is between this and low; its slope may be NaN
	ahead bool  // whether there is no high yet
	guess float64
}

const (
	sufficient     = 1e-4 // of the decrease that the slope at the start promises
	level          = 0.5  // of the slope at the start is no slope
	negligible     = 1e-6 // of the loss is not worth another evaluation
	furthest       = 10   // how many times as far a step may go as the one before
	margin         = 0.1  // of an interval: how near to its ends a point may be
	maxEvaluations = 20   // in a line search
)

// newLineSearch returns a search from start, whose slope is negative. It tries
// guess first.
func newLineSearch(start point, guess float64) lineSearch {
	return lineSearch{start: start, low: start, ahead: true, guess: guess}
}

// next returns where the loss is wanted.
func (s *lineSearch) next() float64 { return s.guess }

// tooHigh reports whether the loss at next is too high to be of use, and looks
// for the minimum before it if so. A loss that is no number is.
func (s *lineSearch) tooHigh(loss float64) bool {
	if !isFinite(loss) {
		loss = math.Inf(1)
	}
	if loss <= s.start.loss+sufficient*s.guess*s.start.slope && loss < s.low.loss {
		return false
	}
	s.bracket(point{s.guess, loss, math.NaN()})
	return true
}

// accept takes the point at next for the lowest.
func (s *lineSearch) accept(loss, slope float64) {
	p := point{s.guess, loss, slope}
	before := s.low
	s.low = p
	switch {
	case slope*(p.at-before.at) >= 0: // it goes up again from here
		s.bracket(before)
	case s.ahead:
		step := p.at - before.at
		further := cubicMinimum(before, p) - p.at
		if !(further > 0) { // or NaN: no minimum is in sight
			further = furthest * step
		}
		s.guess = p.at + min(max(further, margin*step), furthest*step)
	default:
		s.bracket(s.high)
	}
}

// bracket looks between low and high.
func (s *lineSearch) bracket(high point) {
	s.high, s.ahead = high, false
	low, width := s.low, high.at-s.low.at
	at := low.at - low.slope*width*width/(2*(high.loss-low.loss-low.slope*width)) // of a parabola
	if !math.IsNaN(high.slope) {
		at = cubicMinimum(low, high)
	}
	part := (at - low.at) / width
	if !(part >= margin) { // or NaN
		part = margin
	}
	s.guess = low.at + min(part, 1-margin)*width
}

// done reports whether low is good enough, or nothing better can be told from
// rounding.
func (s *lineSearch) done() bool {
	if s.low != s.start && math.Abs(s.low.slope) <= -level*s.start.slope {
		return true
	}
	return !s.ahead && math.Abs(s.low.slope*(s.high.at-s.low.at)) <= negligible*math.Abs(s.low.loss)
}

// cubicMinimum returns where the cubic through two points with their slopes has
// its minimum (Nocedal and Wright, equation 3.59), NaN if it has none.
func cubicMinimum(a, b point) float64 {
	d := a.slope + b.slope - 3*(a.loss-b.loss)/(a.at-b.at)
	root := math.Copysign(math.Sqrt(d*d-a.slope*b.slope), b.at-a.at)
	return b.at - (b.at-a.at)*(b.slope+root-d)/(b.slope-a.slope+2*root)
}
