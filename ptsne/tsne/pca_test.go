package tsne

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

func TestPrincipalComponentsAgreeWithGonum(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, shape := range [][2]int{{200, 30}, {20, 40}, {50, 3}} {
		n, d := shape[0], shape[1]
		x := mat.NewDense(n, d, nil)
		for i := range n {
			for j := range d {
				x.Set(i, j, 1e6*(3+rng.NormFloat64()/float64(1+j*j)))
			}
		}
		var pc stat.PC
		if !pc.PrincipalComponents(x, nil) {
			t.Fatal("gonum finds no components")
		}
		var vectors mat.Dense
		pc.VectorsTo(&vectors)
		y := newColumns(n, 3)
		principalComponents(y, x)
		for c := range y {
			// The scores of both are parallel.
			var along, own, theirs float64
			for i := range n {
				score := 0.0
				for j := range d {
					score += (x.At(i, j) - stat.Mean(mat.Col(nil, j, x), nil)) * vectors.At(j, c)
				}
				along += score * y[c][i]
				own += y[c][i] * y[c][i]
				theirs += score * score
			}
			if cos := math.Abs(along) / math.Sqrt(own*theirs); !(cos > 1-1e-6) {
				t.Errorf("%d×%d: the cosine of component %d with gonum's is %g", n, d, c, cos)
			}
		}
	}
}

func TestPrincipalComponentsThatAreNotThere(t *testing.T) {
	x := mat.NewDense(10, 1, nil)
	for i := range 10 {
		x.Set(i, 0, float64(i))
	}
	y := newColumns(10, 2)
	principalComponents(y, x)
	for i := range 10 {
		if want := y[0][9] * (float64(i) - 4.5) / 4.5; math.Abs(y[0][i]-want) > 1e-6 || y[1][i] != 0 {
			t.Errorf("point %d is at (%g, %g), want (%g, 0)", i, y[0][i], y[1][i], want)
		}
	}
	principalComponents(y, mat.NewDense(10, 3, nil)) // all points are the same
	for i := range 10 {
		if y[0][i] != 0 {
			t.Errorf("a component of nothing: %v", y[0])
		}
	}
}
