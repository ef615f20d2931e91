package ptsne_test

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
)

// Each optimizer moves a single weight w, whose loss is (w-2)², as its
// published rule says. The reference works in float64.
func TestOptimizersFollowTheirRule(t *testing.T) {
	const steps = 20
	for _, c := range []struct {
		name      string
		optimizer ptsne.Optimizer
		reference func(w float64, grad func(float64) float64) float64
	}{
		{"SGD", ptsne.SGD(0.1), func(w float64, grad func(float64) float64) float64 {
			for range steps {
				w -= 0.1 * grad(w)
			}
			return w
		}},
		{"momentum", ptsne.SGD(0.1, ptsne.Momentum(0.5)), func(w float64, grad func(float64) float64) float64 {
			v := 0.0
			for range steps {
				v = 0.5*v - 0.1*grad(w)
				w += v
			}
			return w
		}},
		{"nesterov", ptsne.SGD(0.1, ptsne.Momentum(0.5), ptsne.Nesterov()), func(w float64, grad func(float64) float64) float64 {
			v := 0.0
			for range steps {
				g := grad(w)
				v = 0.5*v - 0.1*g
				w += 0.5*v - 0.1*g
			}
			return w
		}},
		{"Adam", ptsne.Adam(0.1, ptsne.Betas(0.8, 0.9)), func(w float64, grad func(float64) float64) float64 {
			m, v := 0.0, 0.0
			for i := range steps {
				g, t := grad(w), float64(i+1)
				m, v = 0.8*m+0.2*g, 0.9*v+0.1*g*g
				rate := 0.1 * math.Sqrt(1-math.Pow(0.9, t)) / (1 - math.Pow(0.8, t))
				w -= rate * m / (math.Sqrt(v) + 1e-7)
			}
			return w
		}},
		{"RMSprop", ptsne.RMSprop(0.1, ptsne.Rho(0.8)), func(w float64, grad func(float64) float64) float64 {
			a := 0.0
			for range steps {
				g := grad(w)
				a = 0.8*a + 0.2*g*g
				w -= 0.1 * g / (math.Sqrt(a) + 1e-7)
			}
			return w
		}},
		{"AdamW", ptsne.Adam(0.1, ptsne.WeightDecay(0.3)), func(w float64, grad func(float64) float64) float64 {
			m, v := 0.0, 0.0
			for i := range steps {
				g, t := grad(w), float64(i+1)
				m, v = 0.9*m+0.1*g, 0.999*v+0.001*g*g
				rate := 0.1 * math.Sqrt(1-math.Pow(0.999, t)) / (1 - math.Pow(0.9, t))
				w = w*(1-0.1*0.3) - rate*m/(math.Sqrt(v)+1e-7)
			}
			return w
		}},
		{"SGDW", ptsne.SGD(0.1, ptsne.WeightDecay(0.3), ptsne.Momentum(0.5)), func(w float64, grad func(float64) float64) float64 {
			v := 0.0
			for range steps {
				v = 0.5*v - 0.1*grad(w)
				w = w*(1-0.1*0.3) + v
			}
			return w
		}},
		{"ClipValue", ptsne.SGD(0.1, ptsne.ClipValue(0.5)), clippedSGD(steps)},
		{"ClipNorm", ptsne.SGD(0.1, ptsne.ClipNorm(0.5)), clippedSGD(steps)},
		{"GlobalClipNorm", ptsne.SGD(0.1, ptsne.GlobalClipNorm(0.5)), clippedSGD(steps)},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := ptsne.Dense(1, ptsne.Linear, ptsne.InputShape(1))
			m := ptsne.NewSequential(d)
			if err := d.SetWeights(mat.NewDense(1, 1, nil), mat.NewVecDense(1, []float64{-1})); err != nil {
				t.Fatal(err)
			}
			if err := m.Compile(ptsne.MeanSquaredError(), c.optimizer); err != nil {
				t.Fatal(err)
			}
			// The input is 0: only the bias moves. Two calls of Fit are one training.
			x, y := mat.NewDense(1, 1, nil), mat.NewDense(1, 1, []float64{2})
			for range 2 {
				if _, err := m.Fit(x, y, ptsne.Epochs(steps/2), quiet); err != nil {
					t.Fatal(err)
				}
			}
			want := c.reference(-1, func(w float64) float64 { return 2 * (w - 2) })
			if got := d.Bias().AtVec(0); math.Abs(got-want) > 1e-5 {
				t.Errorf("after %d steps the weight is %g, want %g", steps, got, want)
			}
		})
	}
}

// Of a single weight, all ways to clip are the same.
func clippedSGD(steps int) func(w float64, grad func(float64) float64) float64 {
	return func(w float64, grad func(float64) float64) float64 {
		for range steps {
			w -= 0.1 * max(-0.5, min(grad(w), 0.5))
		}
		return w
	}
}

func TestOptimizerSettingsAreChecked(t *testing.T) {
	m := ptsne.NewSequential(ptsne.Dense(1, ptsne.Linear))
	for want, o := range map[string]ptsne.Optimizer{
		"SGD has a learning rate of 0":      ptsne.SGD(0),
		"Adam has a learning rate of NaN":   ptsne.Adam(math.NaN()),
		"RMSprop has a learning rate of -1": ptsne.RMSprop(-1),
		"SGD has a momentum of 1":           ptsne.SGD(0.1, ptsne.Momentum(1)),
		"Adam has a second beta of 1":       ptsne.Adam(0.1, ptsne.Betas(0.9, 1)),
		"Adam has a first beta of -0.1":     ptsne.Adam(0.1, ptsne.Betas(-0.1, 0.9)),
		"RMSprop has a rho of 2":            ptsne.RMSprop(0.1, ptsne.Rho(2)),
		"Adam has a weight decay of -1":     ptsne.Adam(0.1, ptsne.WeightDecay(-1)),
		"SGD has ClipNorm(-1)":              ptsne.SGD(0.1, ptsne.ClipNorm(-1)),
		"RMSprop has ClipValue(NaN)":        ptsne.RMSprop(0.1, ptsne.ClipValue(math.NaN())),
		"Adam has more than one of":         ptsne.Adam(0.1, ptsne.ClipNorm(1), ptsne.GlobalClipNorm(1)),
	} {
		if err := m.Compile(ptsne.TSNE(), o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
}

func TestLearningRateCanChange(t *testing.T) {
	d := ptsne.Dense(1, ptsne.Linear, ptsne.InputShape(1))
	m := ptsne.NewSequential(d)
	sgd := ptsne.SGD(0.25)
	if err := m.Compile(ptsne.MeanSquaredError(), sgd); err != nil {
		t.Fatal(err)
	}
	halve := ptsne.CallbackFunc(func(int, ptsne.Logs) error {
		sgd.SetLearningRate(sgd.LearningRate() / 2)
		return nil
	})
	x, y := mat.NewDense(1, 1, nil), mat.NewDense(1, 1, []float64{4})
	if _, err := m.Fit(x, y, ptsne.Epochs(2), ptsne.Callbacks(halve), quiet); err != nil {
		t.Fatal(err)
	}
	// 0 + 0.25*2*4 = 2, then 2 + 0.125*2*2 = 2.5.
	if got := d.Bias().AtVec(0); got != 2.5 {
		t.Errorf("weight is %g, want 2.5", got)
	}
}
