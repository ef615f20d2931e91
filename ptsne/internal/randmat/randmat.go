// Package randmat makes random matrices for the tests of the packages around it.
package randmat

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// New returns a rows×cols matrix of numbers that f draws, row by row. The same
// seed gives the same matrix.
func New(rows, cols int, seed uint64, f func(*rand.Rand) float64) *mat.Dense {
	rng := rand.New(rand.NewPCG(seed, 7))
	m := mat.NewDense(rows, cols, nil)
	for i := range rows {
		for j := range cols {
			m.Set(i, j, f(rng))
		}
	}
	return m
}

// Normal returns a matrix of normally distributed numbers.
func Normal(rows, cols int, seed uint64) *mat.Dense {
	return New(rows, cols, seed, (*rand.Rand).NormFloat64)
}
