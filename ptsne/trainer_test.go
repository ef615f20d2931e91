package ptsne

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
	"github.com/gopherbook/gopherbook/ptsne/internal/race"
)

// newStep returns a step of training on batches of 80 rows, and of 40 at last,
// after one pass over them.
func newStep(t *testing.T, loss Loss, optimizer Optimizer, target func(x *mat.Dense) mat.Matrix) (step func()) {
	rng := rand.New(rand.NewPCG(1, 1))
	x := mat.NewDense(200, 30, nil)
	for i := range x.RawMatrix().Data {
		x.RawMatrix().Data[i] = rng.NormFloat64()
	}
	m := NewSequential(Dense(70, ReLU), Dropout(0.2), Dense(50, Tanh), Dense(2, Linear))
	if err := m.Compile(loss, optimizer); err != nil {
		t.Fatal(err)
	}
	s := defaultSettings()
	s.batchSize, s.batchSet = 80, true
	b, err := m.newBatches(x, target(x), s)
	if err != nil {
		t.Fatal(err)
	}
	trainer := newTrainer(m)
	next := 0
	step = func() {
		lo := b.starts[next%len(b.starts)]
		next++
		bt := &b.target
		bt.rows = b.order[lo:min(lo+b.size, len(b.order))]
		bt.cols = b.loss.TargetColumns(len(bt.rows), b.units)
		if _, err := trainer.step(s.ctx, x, bt, rng); err != nil {
			t.Fatal(err)
		}
	}
	for range b.starts {
		step()
	}
	return step
}

func jointOf(x *mat.Dense) mat.Matrix {
	p, err := JointProbabilities(x, BatchSize(80), Perplexity(10))
	if err != nil {
		panic(err)
	}
	return p
}

func TestTrainingStepAllocatesNothing(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector makes sync.Pool forget on purpose")
	}
	first2 := func(x *mat.Dense) mat.Matrix { return x.Slice(0, 200, 0, 2) }
	for _, c := range []struct {
		loss      Loss
		optimizer Optimizer
		target    func(x *mat.Dense) mat.Matrix
	}{
		{TSNE(), SGD(0.1), jointOf},
		{TSNE(DegreesOfFreedom(1.5)), Adam(0.01), jointOf},
		{TSNE(), RMSprop(0.01), func(x *mat.Dense) mat.Matrix { return mat.DenseCopyOf(jointOf(x)) }},
		{MeanSquaredError(), SGD(0.1, Momentum(0.5)), first2},
		{TSNE(), Adam(0.01, WeightDecay(0.1), GlobalClipNorm(0.1)), jointOf},
		{TSNE(), SGD(0.01, WeightDecay(0.1), ClipValue(0.1)), jointOf},
		{TSNE(LearnedDegreesOfFreedom()), ConjugateGradients(), jointOf},
	} {
		step := newStep(t, c.loss, c.optimizer, c.target)
		// On one processor, as AllocsPerRun measures, and on more.
		if n := testing.AllocsPerRun(50, step); n > 0 {
			t.Errorf("%T, %T: a step allocates %v times", c.loss, c.optimizer, n)
		}
		procs := runtime.GOMAXPROCS(4)
		const steps = 300
		for range steps { // each processor gathers goroutines that have ended
			step()
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range steps {
			step()
		}
		runtime.ReadMemStats(&after)
		runtime.GOMAXPROCS(procs)
		// Now and then the runtime makes a goroutine, or room in a sync.Pool.
		if n := after.Mallocs - before.Mallocs; n >= steps {
			t.Errorf("%T, %T: %d steps on four processors allocate %d times", c.loss, c.optimizer, steps, n)
		}
	}
}

// The gradient of every kind of layer and of every activation, in the midst of
// others and at the end, is that of finite differences.
func TestGradientsOfLayers(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	x, y := mat.NewDense(12, 5, nil), mat.NewDense(12, 3, nil)
	for _, m := range []*mat.Dense{x, y} {
		for i := range m.RawMatrix().Data {
			m.RawMatrix().Data[i] = rng.NormFloat64()
		}
	}
	models := map[string]*Sequential{
		"dense":   NewSequential(Dense(7, ReLU), Dense(6, Sigmoid), Dense(5, Tanh), Dense(3, Linear)),
		"dropout": NewSequential(Dropout(0.2), Dense(7, ReLU), Dropout(0.3), Dense(6, Tanh), Dropout(0.2), Dropout(0.1), Dense(3, Sigmoid), Dropout(0.2)),
	}
	for a := range activationNames {
		a := Activation(a)
		models[a.String()] = NewSequential(Dense(6, a), Dense(6, a), Dropout(0.2), Dense(3, a))
		models[a.String()].SetSeed(2) // no ReLU is near its kink then
	}
	for name, m := range models {
		if err := m.Compile(MeanSquaredError(), SGD(0.1)); err != nil {
			t.Fatal(err)
		}
		b, err := m.newBatches(x, y, defaultSettings())
		if err != nil {
			t.Fatal(err)
		}
		trainer := newTrainer(m)
		bt := &b.target
		bt.rows, bt.cols = b.order, 3
		loss := func() (float64, *mat.Dense, f32.Matrix) {
			out, err := trainer.act.train(x, bt.rows, rand.New(rand.NewPCG(3, 3))) // the same noise each time
			if err != nil {
				t.Fatal(err)
			}
			value, gradient, err := trainer.loss.evaluate(bt, out)
			if err != nil {
				t.Fatal(err)
			}
			return value, gradient, out
		}
		_, gradient, out := loss()
		trainer.backward(gradient, out)
		for i, weights := range trainer.weights {
			for j, at := range weights {
				const h = 1.0 / 256
				weights[j] = at + h
				up, _, _ := loss()
				weights[j] = at - h
				down, _, _ := loss()
				weights[j] = at
				if got, want := float64(trainer.gradients[i][j]), (up-down)/(2*h); math.Abs(got-want) > 1e-4+1e-2*math.Abs(want) {
					t.Errorf("%s: weight %d of %d: the gradient is %g, differences give %g", name, j, i, got, want)
				}
			}
		}
	}
}
