package tsne

import (
	"math"

	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// Momentum of the descent, while P is exaggerated and afterwards (van der
// Maaten and Hinton 2008, section 3.4).
const (
	earlyMomentum = 0.5
	momentum      = 0.8
)

// A descent moves the points of a map along a gradient, with momentum and with
// a gain for each coordinate, which grows while the coordinate goes one way and
// shrinks when it turns round (Jacobs 1988): the rules of the first t-SNE.
type descent struct {
	y, velocity, gain columns
}

func newDescent(y columns) *descent {
	n, d := len(y[0]), len(y)
	s := &descent{y, newColumns(n, d), newColumns(n, d)}
	for _, gain := range s.gain {
		for i := range gain {
			gain[i] = 1
		}
	}
	return s
}

// step moves the points once and puts their centre back at the origin. It
// reports whether all are finite.
func (s *descent) step(g columns, rate, momentum float64) bool {
	const grow, shrink, least = 0.2, 0.8, 0.01
	for c, y := range s.y {
		g, velocity, gain := g[c], s.velocity[c], s.gain[c]
		parallel.For(len(y), 1024, func(lo, hi int) {
			for i := lo; i < hi; i++ {
				if (g[i] > 0) != (velocity[i] > 0) {
					gain[i] += grow // the step before went along the gradient
				} else {
					gain[i] = max(least, gain[i]*shrink)
				}
				velocity[i] = momentum*velocity[i] - rate*gain[i]*g[i]
				y[i] += velocity[i]
			}
		})
		mean := total(y) / float64(len(y))
		if math.IsNaN(mean) || math.IsInf(mean, 0) {
			return false
		}
		for i := range y {
			y[i] -= mean
		}
	}
	return true
}
