package tsne

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/nils"
)

// startDeviation is the standard deviation of the map at the start. It is
// small so that all points feel each other.
const startDeviation = 1e-4

// start returns the map from which the descent starts.
func start(x mat.Matrix, s *settings) columns {
	n, _ := x.Dims()
	y := newColumns(n, s.dimensions)
	if s.given {
		for c := range y {
			mat.Col(y[c], c, s.initial)
		}
		return y
	}
	deviation := startDeviation
	if !s.random {
		principalComponents(y, x)
		// Points that coincide, and dimensions that the data do not have, would
		// stay as they are without something that tells them apart.
		deviation /= 100
		if spread := standardDeviation(y[0]); spread > 0 {
			for _, y := range y {
				floats.Scale(startDeviation/spread, y)
			}
		}
	}
	rng := rand.New(rand.NewPCG(s.seed, 0x7453_4e45)) // "tSNE"
	for _, y := range y {
		for i := range y {
			y[i] += deviation * rng.NormFloat64()
		}
	}
	return y
}

// checkStart returns an error if the map to start from cannot be one of n
// points.
func (s *settings) checkStart(n int) error {
	if !s.given {
		return nil
	}
	if nils.Is(s.initial) {
		return errors.New("tsne: StartFrom got nil: want a map to start from")
	}
	if rows, cols := s.initial.Dims(); rows != n || cols != s.dimensions {
		return fmt.Errorf("tsne: StartFrom got a map of shape (%d, %d): want (%d, %d)", rows, cols, n, s.dimensions)
	}
	for i := range n {
		for c := range s.dimensions {
			// Squares of distances are to be numbers, too.
			if v := s.initial.At(i, c); !(math.Abs(v) <= math.MaxFloat32) {
				return fmt.Errorf("tsne: StartFrom got a map with %v in row %d, column %d: want finite numbers, up to %.2g", v, i, c, math.MaxFloat32)
			}
		}
	}
	return nil
}

// standardDeviation returns that of numbers whose mean is 0.
func standardDeviation(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return math.Sqrt(sum / float64(len(x)))
}
