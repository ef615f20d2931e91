package ptsne_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// exaggeratedObjective is what the first epochs make small, up to what does not
// depend on the map, in float64 and plainly.
func exaggeratedObjective(p, y mat.Matrix, v, factor float64) (sum float64) {
	n, d := y.Dims()
	all := 0.0
	for i := range n {
		for j := range n {
			if i == j {
				continue
			}
			d2 := 0.0
			for c := range d {
				d2 += math.Pow(y.At(i, c)-y.At(j, c), 2)
			}
			logK := -(v + 1) / 2 * math.Log1p(d2/v)
			all += math.Exp(logK)
			sum -= factor * p.At(i, j) * logK
		}
	}
	return sum + mat.Sum(p)*math.Log(all)
}

// The step of SGD is that of finite differences of the objective, for the
// weights as for v, and the loss that is told is the divergence of P itself.
func TestEarlyExaggerationFollowsTheGradient(t *testing.T) {
	const rate, factor, v, h = 0.01, 5.0, 1.7, 1e-5
	x := randmat.Normal(40, 3, 1)
	p := joint(t, x, ptsne.Perplexity(6))
	loss := ptsne.TSNE(ptsne.LearnedDegreesOfFreedom(), ptsne.DegreesOfFreedom(v))
	m := identity(t, 2, loss, ptsne.SGD(rate))
	y := predict(t, m, randmat.Normal(40, 2, 2)) // as float32
	want, _ := ptsne.TSNE(ptsne.DegreesOfFreedom(v)).Loss(mat.DenseCopyOf(p), y)
	history, err := m.Fit(y, p, ptsne.EarlyExaggeration(factor, 1), ptsne.ValidationData(y, p), quiet)
	if err != nil {
		t.Fatal(err)
	}
	if got := history.Loss()[0]; math.Abs(got-want) > 1e-6 {
		t.Errorf("the loss is %g, want that without exaggeration, %g", got, want)
	}
	if got, err := m.Evaluate(y, p); err != nil || got != history.ValLoss()[0] {
		t.Errorf("the validation loss is %g, want that without exaggeration, %g (error %v)", history.ValLoss()[0], got, err)
	}

	kernel := m.Layers()[0].(*ptsne.DenseLayer).Kernel()
	for r := range 2 {
		for c := range 2 {
			at := func(h float64) float64 {
				w := mat.NewDense(2, 2, []float64{1, 0, 0, 1})
				w.Set(r, c, w.At(r, c)+h)
				var moved mat.Dense
				moved.Mul(y, w)
				return exaggeratedObjective(p, &moved, v, factor)
			}
			was := 0.0
			if r == c {
				was = 1
			}
			got, want := (was-kernel.At(r, c))/rate, (at(h)-at(-h))/(2*h)
			if math.Abs(got-want) > 1e-4*math.Abs(want)+1e-4 {
				t.Errorf("the gradient by weight (%d, %d) is %g, finite differences give %g", r, c, got, want)
			}
		}
	}
	at := func(h float64) float64 { return exaggeratedObjective(p, y, v*math.Exp(h), factor) }
	if got, want := math.Log(v/loss.DegreesOfFreedom())/rate, (at(h)-at(-h))/(2*h); math.Abs(got-want) > 1e-4*math.Abs(want)+1e-4 {
		t.Errorf("the gradient by log v is %g, finite differences give %g", got, want)
	}
}

// Exaggeration ends after its epochs, which are counted from the first of all.
func TestEarlyExaggerationEnds(t *testing.T) {
	x, _ := blobs(60, 5, 3, 1)
	p := joint(t, x, ptsne.Perplexity(6))
	train := func(calls ...[]ptsne.FitOption) []float64 {
		m := compiled(t, ptsne.TSNE(), ptsne.Adam(0.01), 5)
		var losses []float64
		for _, options := range calls {
			h, err := m.Fit(x, p, append(options, quiet)...)
			if err != nil {
				t.Fatal(err)
			}
			losses = append(losses, h.Loss()...)
		}
		return losses
	}
	type call = []ptsne.FitOption
	plain := train(call{ptsne.Epochs(6)})
	early := train(call{ptsne.Epochs(6), ptsne.EarlyExaggeration(4, 3)})
	if early[0] != plain[0] || early[1] == plain[1] {
		t.Errorf("with exaggeration the losses are %v, without %v", early, plain)
	}
	for name, same := range map[string][][]float64{
		"a factor of 1":    {plain, train(call{ptsne.Epochs(6), ptsne.EarlyExaggeration(1, 6)})},
		"no epochs":        {plain, train(call{ptsne.Epochs(6), ptsne.EarlyExaggeration(4, 0)})},
		"by hand":          {early, train(call{ptsne.Epochs(3), ptsne.EarlyExaggeration(4, 9)}, call{ptsne.Epochs(3)})},
		"an initial epoch": {early, train(call{ptsne.Epochs(2), ptsne.EarlyExaggeration(4, 3)}, call{ptsne.Epochs(6), ptsne.InitialEpoch(2), ptsne.EarlyExaggeration(4, 3)})},
	} {
		if !slices.Equal(same[0], same[1]) {
			t.Errorf("%s: the losses are %v and %v", name, same[0], same[1])
		}
	}
}

func TestEarlyExaggerationErrors(t *testing.T) {
	x := randmat.Normal(40, 5, 1)
	p := joint(t, x, ptsne.Perplexity(6))
	fit := func(loss ptsne.Loss, target mat.Matrix, option ptsne.FitOption) error {
		_, err := compiled(t, loss, ptsne.SGD(0.1), 5).Fit(x, target, option, quiet)
		return err
	}
	conjugate := func() error {
		_, err := compiled(t, ptsne.TSNE(), ptsne.ConjugateGradients(), 5).Fit(x, p, ptsne.EarlyExaggeration(4, 1), quiet)
		return err
	}
	for want, err := range map[string]error{
		"EarlyExaggeration(0, 5): want a positive factor and zero or more epochs":      fit(ptsne.TSNE(), p, ptsne.EarlyExaggeration(0, 5)),
		"EarlyExaggeration(NaN, 5): want a positive factor":                            fit(ptsne.TSNE(), p, ptsne.EarlyExaggeration(math.NaN(), 5)),
		"EarlyExaggeration(+Inf, 5): want a positive factor":                           fit(ptsne.TSNE(), p, ptsne.EarlyExaggeration(math.Inf(1), 5)),
		"EarlyExaggeration(4, -1): want a positive factor and zero or more epochs":     fit(ptsne.TSNE(), p, ptsne.EarlyExaggeration(4, -1)),
		"EarlyExaggeration is for the loss TSNE, but the model has *ptsne.InfoNCELoss": fit(ptsne.InfoNCE(), p, ptsne.EarlyExaggeration(4, 1)),
		"and ConjugateGradients goes by both":                                          conjugate(),
		"EarlyExaggeration is for the loss TSNE, but the model has ":                   fit(ptsne.MeanSquaredError(), randmat.Normal(40, 2, 1), ptsne.EarlyExaggeration(4, 1)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
}
