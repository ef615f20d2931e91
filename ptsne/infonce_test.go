package ptsne_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// referenceInfoNCE computes the loss by the formula, plainly.
func referenceInfoNCE(p, y mat.Matrix, v float64) (loss float64) {
	n, d := y.Dims()
	for i := range n {
		k, mass, sum := make([]float64, n), 0.0, 0.0
		for j := range n {
			if i == j {
				continue
			}
			d2 := 0.0
			for c := range d {
				d2 += (y.At(i, c) - y.At(j, c)) * (y.At(i, c) - y.At(j, c))
			}
			k[j] = math.Pow(1+d2/v, -(v+1)/2)
			sum += k[j]
			mass += p.At(i, j)
		}
		for j := range n {
			if pij := p.At(i, j); i != j && pij > 0 {
				loss += pij * math.Log(pij/mass/(k[j]/sum))
			}
		}
	}
	return loss
}

func TestInfoNCEAgreesWithTheFormula(t *testing.T) {
	p := joint(t, randmat.Normal(700, 5, 1), ptsne.Perplexity(8)) // more pairs than are computed together
	for _, c := range []struct {
		units int
		v     float64
	}{{1, 1}, {2, 1}, {2, 0.7}, {3, 2}, {10, 9}} {
		y := randmat.Normal(700, c.units, 2)
		got, _ := ptsne.InfoNCE(ptsne.DegreesOfFreedom(c.v)).Loss(mat.DenseCopyOf(p), y)
		if want := referenceInfoNCE(p, y, c.v); math.Abs(got-want) > 1e-9*want {
			t.Errorf("%+v: the loss is %.15g, want %.15g", c, got, want)
		}
	}
}

func TestInfoNCEGradientAgreesWithFiniteDifferences(t *testing.T) {
	pairs := mat.NewDense(40, 40, nil) // as SamplePairs makes them
	for i := range 40 {
		pairs.Set(i, i^1, 1.0/40)
	}
	targets := map[string]mat.Matrix{"all neighbours": joint(t, randmat.Normal(40, 5, 3), ptsne.Perplexity(8)), "pairs": pairs}
	for name, p := range targets {
		for units, loss := range map[int]*ptsne.InfoNCELoss{
			1:  ptsne.InfoNCE(),
			2:  ptsne.InfoNCE(),
			3:  ptsne.InfoNCE(ptsne.DegreesOfFreedom(0.7)),
			10: ptsne.InfoNCE(),
		} {
			if err := ptsne.CheckGradient(loss, p, randmat.Normal(40, units, 4)); err != nil {
				t.Errorf("%s, %d dimensions: %v", name, units, err)
			}
		}
	}
}

func TestInfoNCEAtDuplicatesAndLoneRows(t *testing.T) {
	y := mat.NewDense(5, 2, []float64{1, 1, 1, 1, 2, 0, 0, 3, 1e9, 1e9})
	p := mat.NewDense(5, 5, nil) // the last row has no neighbour
	for i := range 4 {
		p.Set(i, i^1, 0.25)
	}
	loss, gradient := ptsne.InfoNCE().Loss(p, y)
	if math.IsNaN(loss) || math.IsInf(loss, 0) || math.IsNaN(mat.Sum(gradient)) {
		t.Errorf("loss %g, gradient\n%v", loss, mat.Formatted(gradient))
	}
	loss, gradient = ptsne.InfoNCE().Loss(mat.NewDense(1, 1, nil), mat.NewDense(1, 2, []float64{3, 4}))
	if loss != 0 || mat.Norm(gradient, 2) != 0 {
		t.Errorf("a single point has loss %g and gradient %v", loss, mat.Formatted(gradient))
	}
}

func BenchmarkInfoNCELoss(b *testing.B) {
	for _, rows := range []int{1024, 2048} {
		pairs, y := mat.NewDense(rows, rows, nil), randmat.Normal(rows, 2, 2)
		for i := range rows {
			pairs.Set(i, i^1, 1/float64(rows))
		}
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			for b.Loop() {
				ptsne.InfoNCE().Loss(pairs, y)
			}
		})
	}
}
