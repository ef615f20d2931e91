package backend_test

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// normal returns a rows×cols matrix of normally distributed numbers.
func normal(rows, cols int, seed uint64) *mat.Dense {
	rng := rand.New(rand.NewPCG(seed, 7))
	m := mat.NewDense(rows, cols, nil)
	for i := range rows {
		for j := range cols {
			m.Set(i, j, rng.NormFloat64())
		}
	}
	return m
}

// positive returns a rows×cols matrix of numbers between 0.5 and 2.5.
func positive(rows, cols int, seed uint64) *mat.Dense {
	rng := rand.New(rand.NewPCG(seed, 8))
	m := mat.NewDense(rows, cols, nil)
	for i := range rows {
		for j := range cols {
			m.Set(i, j, 0.5+2*rng.Float64())
		}
	}
	return m
}

// at returns the element of m that broadcasting puts at (i, j).
func at(m mat.Matrix, i, j int) float64 {
	rows, cols := m.Dims()
	return m.At(i%rows, j%cols)
}
