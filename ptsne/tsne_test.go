package ptsne_test

import (
	"math"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// referenceTSNE computes the loss and its gradient by the formulas, plainly.
func referenceTSNE(p, y mat.Matrix, v float64) (float64, *mat.Dense) {
	n, d := y.Dims()
	dist := func(i, j int) (d2 float64) {
		for c := range d {
			d2 += (y.At(i, c) - y.At(j, c)) * (y.At(i, c) - y.At(j, c))
		}
		return d2
	}
	k := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			if i != j {
				k.Set(i, j, math.Pow(1+dist(i, j)/v, -(v+1)/2))
			}
		}
	}
	sum := mat.Sum(k)
	loss, grad := 0.0, mat.NewDense(n, d, nil)
	for i := range n {
		for j := range n {
			pij, qij := p.At(i, j), k.At(i, j)/sum
			if i != j {
				loss += pij * math.Log((pij+1e-15)/(qij+1e-15))
			}
			for c := range d {
				g := 4 * (v + 1) / (2 * v) * (pij - qij) / (1 + dist(i, j)/v) * (y.At(i, c) - y.At(j, c))
				grad.Set(i, c, grad.At(i, c)+g)
			}
		}
	}
	return loss, grad
}

var tsneCases = []struct {
	name string
	d    int
	loss *ptsne.TSNELoss
	v    float64
}{
	{"one dimension", 1, ptsne.TSNE(), 1},
	{"plane", 2, ptsne.TSNE(), 1},
	{"space", 3, ptsne.TSNE(), 2},
	{"ten dimensions", 10, ptsne.TSNE(), 9},
	{"whole degrees", 2, ptsne.TSNE(ptsne.DegreesOfFreedom(4)), 4},
	{"broken degrees", 2, ptsne.TSNE(ptsne.DegreesOfFreedom(0.7)), 0.7},
}

func TestTSNEAgreesWithTheFormulas(t *testing.T) {
	p := joint(t, randmat.Normal(60, 5, 1), ptsne.Perplexity(8))
	for _, c := range tsneCases {
		t.Run(c.name, func(t *testing.T) {
			y := randmat.Normal(60, c.d, 2)
			loss, grad := c.loss.Loss(mat.DenseCopyOf(p), y)
			wantLoss, wantGrad := referenceTSNE(p, y, c.v)
			if math.Abs(loss-wantLoss) > 1e-12*wantLoss {
				t.Errorf("loss is %.15g, want %.15g", loss, wantLoss)
			}
			// P is rounded to float32, so it sums to 1 only so nearly.
			if !mat.EqualApprox(grad, wantGrad, 1e-7) {
				t.Errorf("gradients differ:\n%v", mat.Formatted(grad))
			}
		})
	}
}

func TestTSNEGradientAgreesWithFiniteDifferences(t *testing.T) {
	p := joint(t, randmat.Normal(40, 5, 3), ptsne.Perplexity(8))
	for _, c := range tsneCases {
		if err := ptsne.CheckGradient(c.loss, p, randmat.Normal(40, c.d, 4)); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestTSNEWithAnyTarget(t *testing.T) {
	// A target that does not sum to 1, with a diagonal, which does not count.
	p := randmat.Normal(12, 12, 5)
	for i := range 12 {
		for j := range i + 1 {
			p.Set(i, j, math.Abs(p.At(i, j)))
			p.Set(j, i, p.At(i, j))
		}
	}
	if err := ptsne.CheckGradient(ptsne.TSNE(), p, randmat.Normal(12, 2, 6)); err != nil {
		t.Error(err)
	}
}

func TestTSNEAtDuplicatesAndFarPoints(t *testing.T) {
	p := joint(t, randmat.Normal(6, 3, 1), ptsne.Perplexity(2))
	for name, y := range map[string]*mat.Dense{
		"all points the same": mat.NewDense(6, 2, nil),
		"two the same":        mat.NewDense(6, 2, []float64{1, 1, 1, 1, 0, 2, 3, 0, 4, 4, 5, 1}),
		"very far":            mat.NewDense(6, 2, []float64{1e9, 0, 0, 1e9, -1e9, 0, 0, -1e9, 0, 0, 1, 1}),
	} {
		loss, grad := ptsne.TSNE().Loss(mat.DenseCopyOf(p), y)
		if math.IsNaN(loss) || math.IsInf(loss, 0) || math.IsNaN(mat.Sum(grad)) {
			t.Errorf("%s: loss %g, gradient\n%v", name, loss, mat.Formatted(grad))
		}
	}
	if _, grad := ptsne.TSNE().Loss(mat.DenseCopyOf(p), mat.NewDense(6, 2, nil)); mat.Norm(grad, 2) != 0 {
		t.Error("points in one place have a gradient, though no direction is better than another")
	}
	loss, grad := ptsne.TSNE().Loss(mat.NewDense(1, 1, nil), mat.NewDense(1, 2, []float64{3, 4}))
	if loss != 0 || mat.Norm(grad, 2) != 0 {
		t.Errorf("a single point has loss %g and gradient %v", loss, mat.Formatted(grad))
	}
}

func TestTSNEDoesNotDependOnGOMAXPROCS(t *testing.T) {
	p, y := mat.DenseCopyOf(joint(t, randmat.Normal(300, 5, 1))), randmat.Normal(300, 2, 2)
	run := func(procs int) (float64, *mat.Dense) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		return ptsne.TSNE().Loss(p, y)
	}
	loss1, grad1 := run(1)
	loss5, grad5 := run(5)
	if loss1 != loss5 || !mat.Equal(grad1, grad5) {
		t.Error("one processor and five give different bits")
	}
}

func TestDegreesOfFreedomMustBePositive(t *testing.T) {
	for _, v := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("DegreesOfFreedom(%v) did not panic", v)
				}
			}()
			ptsne.DegreesOfFreedom(v)
		}()
	}
}

func BenchmarkTSNELoss(b *testing.B) {
	x := randmat.Normal(2000, 20, 1)
	p, err := ptsne.JointProbabilities(x)
	if err != nil {
		b.Fatal(err)
	}
	target, y := mat.DenseCopyOf(p), randmat.Normal(2000, 2, 2)
	for b.Loop() {
		ptsne.TSNE().Loss(target, y)
	}
}
