package ptsne_test

import (
	"errors"
	"fmt"
	"log"
	"math"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// A step of SGD moves log v along the gradient, which is therefore known from
// the step, and from finite differences of the loss with v as it is set.
func TestLearnedDegreesOfFreedomFollowTheGradient(t *testing.T) {
	t.Run("TSNE", func(t *testing.T) {
		followsTheGradient(t, func(o ...ptsne.TSNEOption) lossWithDegrees { return ptsne.TSNE(o...) })
	})
	t.Run("InfoNCE", func(t *testing.T) {
		followsTheGradient(t, func(o ...ptsne.TSNEOption) lossWithDegrees { return ptsne.InfoNCE(o...) })
	})
}

type lossWithDegrees interface {
	ptsne.Loss
	DegreesOfFreedom() float64
}

func followsTheGradient(t *testing.T, newLoss func(...ptsne.TSNEOption) lossWithDegrees) {
	x := randmat.Normal(600, 5, 1) // more pairs than are computed together
	p := joint(t, x, ptsne.Perplexity(8))
	for _, c := range []struct {
		units int
		start float64
	}{{2, 1}, {2, 0.4}, {2, 3}, {3, 0}, {10, 0}, {1, 0}} {
		loss := newLoss(ptsne.LearnedDegreesOfFreedom())
		v := max(1, float64(c.units-1))
		if c.start != 0 {
			v = c.start
			loss = newLoss(ptsne.LearnedDegreesOfFreedom(), ptsne.DegreesOfFreedom(v))
		}
		const rate = 0.5
		m := identity(t, c.units, loss, ptsne.SGD(rate, ptsne.WeightDecay(0.1)))
		y := predict(t, m, randmat.Normal(600, c.units, 2)) // as float32
		h, err := m.Fit(y, p, quiet)
		if err != nil {
			t.Fatal(err)
		}

		at := func(logV float64) float64 {
			value, _ := newLoss(ptsne.DegreesOfFreedom(math.Exp(logV))).Loss(mat.DenseCopyOf(p), y)
			return value
		}
		if want := at(math.Log(v)); math.Abs(h.Loss()[0]-want) > 1e-5*want {
			t.Errorf("%+v: the loss is %g, want %g", c, h.Loss()[0], want)
		}
		const step = 1e-5
		want := (at(math.Log(v)+step) - at(math.Log(v)-step)) / (2 * step)
		got := (math.Log(v) - math.Log(loss.DegreesOfFreedom())) / rate
		if math.Abs(got-want) > 1e-4*math.Abs(want)+1e-6 {
			t.Errorf("%+v: the gradient is %g, finite differences give %g", c, got, want)
		}
	}
}

// The divergence of a map is least at the v that it was made with: this is what
// is learnt when the map does not move.
func TestLearnedDegreesOfFreedomFindTheirs(t *testing.T) {
	const v = 2.5
	y := randmat.Normal(60, 2, 1)
	y.Scale(3, y)
	q, sum := mat.NewDense(60, 60, nil), 0.0
	for i := range 60 {
		for j := range 60 {
			if i != j {
				dx, dy := y.At(i, 0)-y.At(j, 0), y.At(i, 1)-y.At(j, 1)
				k := math.Pow(1+(dx*dx+dy*dy)/v, -(v+1)/2)
				q.Set(i, j, k)
				sum += k
			}
		}
	}
	q.Scale(1/sum, q)

	d := ptsne.Dense(2, ptsne.Linear, ptsne.InputShape(2))
	m := ptsne.NewSequential(d)
	loss := ptsne.TSNE(ptsne.LearnedDegreesOfFreedom())
	if v := loss.DegreesOfFreedom(); v != 0 {
		t.Errorf("before the training, v is %g", v)
	}
	if err := m.Compile(loss, ptsne.Adam(0.02)); err != nil {
		t.Fatal(err)
	}
	hold := ptsne.CallbackFunc(func(int, ptsne.Logs) error {
		return d.SetWeights(mat.NewDense(2, 2, []float64{1, 0, 0, 1}), mat.NewVecDense(2, nil))
	})
	hold(0, nil)
	if _, err := m.Fit(y, q, ptsne.Epochs(400), ptsne.BatchSize(60), ptsne.Callbacks(hold), quiet); err != nil {
		t.Fatal(err)
	}
	if got := loss.DegreesOfFreedom(); math.Abs(got-v) > 0.02 {
		t.Errorf("v is %g, want %g", got, v)
	}
	m.SetSeed(2)
	if v := loss.DegreesOfFreedom(); v != 0 {
		t.Errorf("after SetSeed, v is %g", v)
	}
}

func TestLearnedDegreesOfFreedomDoNotDependOnGOMAXPROCS(t *testing.T) {
	x := randmat.Normal(300, 6, 1)
	p := joint(t, x)
	run := func(procs int) float64 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		loss := ptsne.TSNE(ptsne.LearnedDegreesOfFreedom())
		if _, err := compiled(t, loss, ptsne.Adam(0.01), 6).Fit(x, p, ptsne.Epochs(5), quiet); err != nil {
			t.Fatal(err)
		}
		return loss.DegreesOfFreedom()
	}
	if one, five := run(1), run(5); one != five {
		t.Errorf("one processor gives %v, five give %v", one, five)
	}
}

func TestLearnedDegreesOfFreedomThatDiverge(t *testing.T) {
	x := randmat.Normal(30, 4, 1)
	loss := ptsne.TSNE(ptsne.LearnedDegreesOfFreedom(), ptsne.DegreesOfFreedom(1e-320))
	_, err := compiled(t, loss, ptsne.SGD(1), 4).Fit(x, joint(t, x, ptsne.Perplexity(5)), ptsne.Epochs(3), quiet)
	var diverged *ptsne.DivergedError
	if !errors.As(err, &diverged) {
		t.Errorf("error is %v, want a *DivergedError", err)
	}
}

// What is learnt is saved and loaded, also before the training.
func TestLearnedDegreesOfFreedomAreSaved(t *testing.T) {
	x := randmat.Normal(60, 6, 1)
	p := joint(t, x, ptsne.Perplexity(5))
	loss := ptsne.TSNE(ptsne.LearnedDegreesOfFreedom(), ptsne.DegreesOfFreedom(3))
	m := compiled(t, ptsne.TSNE(), ptsne.Adam(0.01), 6)
	for range 3 {
		if _, err := m.Fit(x, p, quiet); err != nil {
			t.Fatal(err)
		}
		loaded := reload(t, m)
		v := m.Loss().(*ptsne.TSNELoss).DegreesOfFreedom()
		if got := loaded.Loss().(*ptsne.TSNELoss).DegreesOfFreedom(); got != v {
			t.Errorf("v is %g when loaded, want %g", got, v)
		}
		// The optimizer has averages of the weights, but none of log v yet.
		if err := m.Compile(loss, m.Optimizer()); err != nil {
			t.Fatal(err)
		}
		if got := reload(t, m).Loss().(*ptsne.TSNELoss).DegreesOfFreedom(); math.Abs(got-loss.DegreesOfFreedom()) > 1e-6 {
			t.Errorf("v is %g when loaded, want %g", got, loss.DegreesOfFreedom())
		}
	}
	if v := loss.DegreesOfFreedom(); v == 3 {
		t.Error("v was not learnt")
	}
}

func TestBestDegreesOfFreedomAreRestored(t *testing.T) {
	x := randmat.Normal(60, 6, 1)
	loss := ptsne.TSNE(ptsne.LearnedDegreesOfFreedom())
	m := compiled(t, loss, ptsne.Adam(0.01), 6)
	best := 0.0
	losses := []float64{3, 2, 4, 5, 6}
	fake := ptsne.CallbackFunc(func(epoch int, logs ptsne.Logs) error {
		logs["loss"] = losses[epoch]
		if epoch == 1 {
			best = loss.DegreesOfFreedom()
		}
		return nil
	})
	stop := &ptsne.EarlyStopping{Monitor: "loss", Patience: 3, RestoreBestWeights: true}
	if _, err := m.Fit(x, joint(t, x, ptsne.Perplexity(5)), ptsne.Epochs(5), ptsne.Callbacks(fake, stop), quiet); err != nil {
		t.Fatal(err)
	}
	if v := loss.DegreesOfFreedom(); v != best {
		t.Errorf("v is %g, in the best epoch it was %g", v, best)
	}
}

// A map of three dimensions learns how heavy its tails should be.
func ExampleLearnedDegreesOfFreedom() {
	x, _ := blobs(90, 10, 3, 1)
	p, err := ptsne.JointProbabilities(x, ptsne.Perplexity(10))
	if err != nil {
		log.Fatal(err)
	}
	model := ptsne.NewSequential(ptsne.Dense(20, ptsne.ReLU), ptsne.Dense(3, ptsne.Linear))
	loss := ptsne.TSNE(ptsne.LearnedDegreesOfFreedom())
	if err := model.Compile(loss, ptsne.Adam(0.01)); err != nil {
		log.Fatal(err)
	}
	if _, err := model.Fit(x, p, ptsne.Epochs(200), ptsne.Verbose(0)); err != nil {
		log.Fatal(err)
	}
	v := loss.DegreesOfFreedom()
	fmt.Println("v began with 2 and has grown to more than 4:", v > 4)
	// Output:
	// v began with 2 and has grown to more than 4: true
}
