package tsne

import (
	"github.com/gopherbook/gopherbook/ptsne/internal/f64"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// exact is the method that looks at all pairs.
type exact struct{}

func (exact) String() string                           { return "exact" }
func (exact) check(int) error                          { return nil }
func (exact) newRepulsion(n, dimensions int) repulsion { return &allPairs{row: make([]float64, n)} }

type allPairs struct {
	row []float64 // Σ_j k_ij of each point
}

// pairsAtATime is how many pairs are computed together: so few that all stays
// in the first-level cache.
const pairsAtATime = 512

func (a *allPairs) repel(y, force columns) float64 {
	parallel.For(len(a.row), 16, func(lo, hi int) {
		var d2 [pairsAtATime]float64
		for i := lo; i < hi; i++ {
			a.row[i] = 0
			for c := range force {
				force[c][i] = 0
			}
			for _, part := range [][2]int{{0, i}, {i + 1, len(a.row)}} { // all but i
				from, to := part[0], part[1]
				if len(y) == 2 {
					sum, f0, f1 := f64.Repel(y[0][from:to], y[1][from:to], y[0][i], y[1][i])
					a.row[i] += sum
					force[0][i] += f0
					force[1][i] += f1
					continue
				}
				for ; from < to; from += pairsAtATime {
					end := min(to, from+pairsAtATime)
					k := d2[:end-from]
					clear(k)
					for _, y := range y {
						f64.AddSquares(k, y[from:end], y[i])
					}
					f64.Weigh(k, 1)
					a.row[i] += f64.Sum(k)
					f64.Mul(k, k)
					for c, y := range y {
						force[c][i] += f64.SumDifferences(k, y[from:end], y[i])
					}
				}
			}
		}
	})
	return total(a.row)
}
