package ptsne_test

import (
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	K "github.com/gopherbook/gopherbook/ptsne/backend"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// For every kind of loss, layer and optimizer, and layers wide enough that their
// weights are not all moved together.
func TestTrainingDoesNotDependOnGOMAXPROCS(t *testing.T) {
	x, y := randmat.Normal(200, 150, 1), randmat.Normal(200, 2, 2)
	p := joint(t, x, ptsne.Perplexity(10), ptsne.BatchSize(120)) // and a batch of 80
	whole := joint(t, x, ptsne.Perplexity(10))
	formula := K.Loss(func(yTrue, yPred K.Tensor) K.Tensor { return K.Square(K.Sub(yPred, yTrue)) })
	for name, c := range map[string]struct {
		loss      func() ptsne.Loss
		target    mat.Matrix
		optimizer func() ptsne.Optimizer
		options   []ptsne.FitOption
	}{
		"TSNE": {func() ptsne.Loss { return ptsne.TSNE() }, p, func() ptsne.Optimizer { return ptsne.SGD(0.1, ptsne.Momentum(0.9)) },
			[]ptsne.FitOption{ptsne.EarlyExaggeration(4, 1)}},
		"learned": {func() ptsne.Loss { return ptsne.TSNE(ptsne.LearnedDegreesOfFreedom()) }, p,
			func() ptsne.Optimizer { return ptsne.Adam(0.01, ptsne.WeightDecay(0.1), ptsne.GlobalClipNorm(0.1)) }, nil},
		"pairs":               {func() ptsne.Loss { return ptsne.InfoNCE() }, whole, func() ptsne.Optimizer { return ptsne.Adam(0.01) }, []ptsne.FitOption{ptsne.SamplePairs()}},
		"rows":                {func() ptsne.Loss { return ptsne.TSNE() }, whole, func() ptsne.Optimizer { return ptsne.Adam(0.01) }, nil},
		"conjugate gradients": {func() ptsne.Loss { return ptsne.TSNE(ptsne.LearnedDegreesOfFreedom()) }, p, func() ptsne.Optimizer { return ptsne.ConjugateGradients() }, nil},
		"MeanSquaredError":    {ptsne.MeanSquaredError, y, func() ptsne.Optimizer { return ptsne.RMSprop(0.001, ptsne.ClipNorm(1)) }, nil},
		"formula":             {func() ptsne.Loss { return formula }, y, func() ptsne.Optimizer { return ptsne.SGD(0.01, ptsne.ClipValue(0.01)) }, nil},
	} {
		run := func(procs int) ([]float64, [][]float64) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
			m := ptsne.NewSequential(ptsne.Dense(150, ptsne.ReLU), ptsne.Dropout(0.2), ptsne.Dense(30, ptsne.Tanh), ptsne.Dense(9, ptsne.Sigmoid), ptsne.Dense(2, ptsne.Linear))
			if err := m.Compile(c.loss(), c.optimizer()); err != nil {
				t.Fatal(err)
			}
			h, err := m.Fit(x, c.target, append(c.options, ptsne.Epochs(3), ptsne.BatchSize(120), ptsne.ValidationData(x, c.target), quiet)...)
			if err != nil {
				t.Fatal(err)
			}
			return append(h.Loss(), h.ValLoss()...), weightsOf(m)
		}
		losses, weights := run(1)
		for _, procs := range []int{2, 5} {
			l, w := run(procs)
			same := slices.Equal(l, losses)
			for i := range w {
				same = same && slices.Equal(w[i], weights[i])
			}
			if !same {
				t.Errorf("%s: one processor and %d give different bits", name, procs)
			}
		}
	}
}
