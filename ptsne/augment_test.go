package ptsne_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
)

// jitter adds noise to all but the first column.
func jitter(dst, _ []float64, rng *rand.Rand) {
	for j := 1; j < len(dst); j++ {
		dst[j] += rng.NormFloat64()
	}
}

func TestAugmentVariesRowsInTrainingAlone(t *testing.T) {
	const n = 100
	x := numbered(n)
	before := mat.DenseCopyOf(x)
	p := joint(t, x, ptsne.Perplexity(5))

	// The second column of what the loss sees, by the row's number.
	var seen [][]float64
	loss := ptsne.PairLossFunc(func(_, output *mat.Dense) (float64, *mat.Dense) {
		rows, units := output.Dims()
		second := make([]float64, n)
		for i := range rows {
			second[int(math.Round(output.At(i, 0)))] = output.At(i, 1)
		}
		seen = append(seen, second)
		return 0, mat.NewDense(rows, units, nil)
	})
	m := watching(t, loss)
	fit(t, m, x, p, ptsne.Epochs(2), ptsne.Augment(jitter), ptsne.ValidationData(x, p))

	// Of each epoch: the batch, then the validation.
	differences := func(a, b []float64) (sum, squares float64) {
		for i := range a {
			d := a[i] - b[i]
			sum, squares = sum+d, squares+d*d
		}
		return sum / n, squares / n
	}
	plain := mat.Col(nil, 1, before)
	for e := range 2 {
		if mean, variance := differences(seen[2*e], plain); math.Abs(mean) > 0.4 || variance < 0.5 || variance > 1.6 {
			t.Errorf("epoch %d: the noise has mean %.2f and variance %.2f, want 0 and 1", e, mean, variance)
		}
		if _, variance := differences(seen[2*e+1], plain); variance > 1e-6 {
			t.Errorf("epoch %d: validation sees variants", e)
		}
	}
	if _, variance := differences(seen[0], seen[2]); variance < 1 {
		t.Error("two epochs have the same variants")
	}
	if !mat.Equal(x, before) {
		t.Error("the data have changed")
	}
}

func TestAugmentNilLeavesRowsAlone(t *testing.T) {
	x := numbered(30)
	p := joint(t, x, ptsne.Perplexity(4))
	run := func(options ...ptsne.FitOption) float64 {
		m := compiled(t, ptsne.TSNE(), ptsne.Adam(0.01), 2)
		return fit(t, m, x, p, append(options, ptsne.Epochs(3))...).Loss()[2]
	}
	if run() != run(ptsne.Augment(nil)) {
		t.Error("training is not the same")
	}
}

func TestAugmentMustGiveNumbers(t *testing.T) {
	x := numbered(50)
	m := compiled(t, ptsne.InfoNCE(), ptsne.Adam(0.01), 2)
	before := weightsOf(m)
	_, err := m.Fit(x, joint(t, x, ptsne.Perplexity(5)), quiet, ptsne.Augment(func(dst, src []float64, _ *rand.Rand) {
		if src[0] == 17 {
			dst[1] = math.NaN()
		}
	}))
	const want = "ptsne: Augment has made of row 17 a variant with NaN in column 1: want finite numbers"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("the error is %v, want %q", err, want)
	}
	for i, w := range weightsOf(m) {
		for j := range w {
			if w[j] != before[i][j] {
				t.Fatal("the weights have changed")
			}
		}
	}
}
