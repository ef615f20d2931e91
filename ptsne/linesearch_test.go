package ptsne

import (
	"math"
	"testing"
)

// From any first guess, a search ends at a point that is lower and about level.
func TestLineSearchFindsALowLevelPoint(t *testing.T) {
	for name, f := range map[string]func(x float64) (loss, slope float64){
		"parabola": func(x float64) (float64, float64) { return (x-3)*(x-3) - 5, 2 * (x - 3) },
		"quartic":  func(x float64) (float64, float64) { return math.Pow(x-2, 4) - x, 4*math.Pow(x-2, 3) - 1 },
		"waves":    func(x float64) (float64, float64) { return math.Cos(x) + 0.01*x*x - 0.5*x, -math.Sin(x) + 0.02*x - 0.5 },
		"flat":     func(x float64) (float64, float64) { return -x / (x*x + 2), (x*x - 2) / ((x*x + 2) * (x*x + 2)) },
		"valley": func(x float64) (float64, float64) {
			return math.Hypot(x-1, 1e-3), (x - 1) / math.Hypot(x-1, 1e-3)
		},
		"NaN from 2 on": func(x float64) (float64, float64) {
			if x >= 2 {
				return math.NaN(), math.NaN()
			}
			return -math.Log(2-x) - 3*x, 1/(2-x) - 3
		},
		"-Inf beyond 100": func(x float64) (float64, float64) {
			if x > 100 {
				return math.Inf(-1), 1
			}
			return (x - 5) * (x - 5), 2 * (x - 5)
		},
	} {
		loss, slope := f(0)
		for guess := 1e-4; guess < 1e5; guess *= 3 {
			s := newLineSearch(point{0, loss, slope}, guess)
			n := 0
			for ; n < maxEvaluations && !s.done(); n++ {
				if at, g := f(s.next()); !s.tooHigh(at) {
					s.accept(at, g)
				}
			}
			end, g := f(s.low.at)
			if end != s.low.loss || g != s.low.slope {
				t.Errorf("%s from %g: the loss at %g is %g, its slope %g, but the search has %+v", name, guess, s.low.at, end, g, s.low)
			}
			if math.IsInf(end, -1) || !(end < loss+sufficient*s.low.at*slope) || !(math.Abs(g) <= level*math.Abs(slope)) || n == maxEvaluations {
				t.Errorf("%s from %g: after %d evaluations the search is at %+v, from a loss of %g with a slope of %g", name, guess, n, s.low, loss, slope)
			}
		}
	}
}

// Where only rounding is left, a search gives up soon.
func TestLineSearchEndsWhereNothingFalls(t *testing.T) {
	s := newLineSearch(point{0, 1, -1e-3}, 1)
	n := 0
	for ; !s.done(); n++ {
		if !s.tooHigh(1) {
			t.Fatal("a loss that has not fallen is low enough")
		}
	}
	if s.low.at != 0 || n > 12 {
		t.Errorf("after %d evaluations the search is at %+v", n, s.low)
	}
}
