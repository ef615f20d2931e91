package backend_test

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// positive returns a rows×cols matrix of numbers between 0.5 and 2.5.
func positive(rows, cols int, seed uint64) *mat.Dense {
	return randmat.New(rows, cols, seed, func(rng *rand.Rand) float64 { return 0.5 + 2*rng.Float64() })
}

// at returns the element of m that broadcasting puts at (i, j).
func at(m mat.Matrix, i, j int) float64 {
	rows, cols := m.Dims()
	return m.At(i%rows, j%cols)
}
