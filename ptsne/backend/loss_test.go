package backend_test

import (
	"fmt"
	"math"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	K "github.com/gopherbook/gopherbook/ptsne/backend"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// slide is the t-SNE loss with v degrees of freedom.
func slide(v float64) ptsne.Loss {
	const eps = 1e-15
	return K.PairLoss(func(p, y K.Tensor) K.Tensor {
		n, _ := y.Dims()
		q := K.Pow(K.Add(1, K.Div(distances(y), v)), -(v+1)/2)
		q = K.Mul(q, K.Sub(1, K.Eye(n)))
		q = K.Div(q, K.Sum(q))
		return K.Sum(K.Mul(p, K.Log(K.Div(K.Add(p, eps), K.Add(q, eps)))))
	})
}

func joint(t testing.TB, x mat.Matrix, options ...ptsne.JointOption) *ptsne.Joint {
	t.Helper()
	p, err := ptsne.JointProbabilities(x, options...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// 600 rows are more than a tile has, and enough for matrices that are not kept.
func TestTheSlidesLossIsTheBuiltInOne(t *testing.T) {
	for _, n := range []int{40, 600} {
		p := mat.DenseCopyOf(joint(t, randmat.Normal(n, 5, 1), ptsne.Perplexity(8)))
		for _, c := range []struct {
			units int
			v     float64
		}{{2, 1}, {3, 2}, {10, 9}, {2, 0.7}, {1, 1}} {
			y := randmat.Normal(n, c.units, 2)
			value, gradient := slide(c.v).Loss(p, y)
			wantValue, wantGradient := ptsne.TSNE(ptsne.DegreesOfFreedom(c.v)).Loss(p, y)
			if math.Abs(value-wantValue) > 1e-12*wantValue {
				t.Errorf("%d rows, %v: loss is %.15g, want %.15g", n, c, value, wantValue)
			}
			// The built-in gradient takes P for what sums to 1, as float32.
			if scale := mat.Max(wantGradient); !mat.EqualApprox(gradient, wantGradient, 1e-6*scale) {
				t.Errorf("%d rows, %v: the gradients differ", n, c)
			}
		}
	}
}

func TestTheSlidesLossAgreesWithFiniteDifferences(t *testing.T) {
	p := joint(t, randmat.Normal(30, 5, 3), ptsne.Perplexity(8))
	for _, v := range []float64{1, 4, 0.7} {
		if err := ptsne.CheckGradient(slide(v), p, randmat.Normal(30, 2, 4)); err != nil {
			t.Errorf("%g degrees of freedom: %v", v, err)
		}
	}
}

// Trained with either loss, a network learns the same.
func TestTheSlidesLossTrains(t *testing.T) {
	x := randmat.Normal(130, 6, 1)
	p := joint(t, x, ptsne.Perplexity(10), ptsne.BatchSize(50)) // and a batch of 30
	train := func(loss ptsne.Loss) []float64 {
		m := ptsne.NewSequential(ptsne.Dense(20, ptsne.ReLU, ptsne.InputShape(6)), ptsne.Dense(2, ptsne.Linear))
		if err := m.Compile(loss, ptsne.SGD(0.5)); err != nil {
			t.Fatal(err)
		}
		h, err := m.Fit(x, p, ptsne.Epochs(20), ptsne.Verbose(0))
		if err != nil {
			t.Fatal(err)
		}
		return h.Loss()
	}
	got, want := train(slide(1)), train(ptsne.TSNE())
	if got[19] > 0.9*got[0] {
		t.Errorf("the loss goes from %g to %g only", got[0], got[19])
	}
	for i := range got {
		if math.Abs(got[i]-want[i]) > 1e-4*want[i] {
			t.Errorf("epoch %d has the loss %g, with the built-in loss %g", i+1, got[i], want[i])
		}
	}
}

func TestOrdinaryLoss(t *testing.T) {
	mse := K.Loss(func(yTrue, yPred K.Tensor) K.Tensor { return K.Square(K.Sub(yPred, yTrue)) })
	target, output := randmat.Normal(7, 3, 1), randmat.Normal(7, 3, 2)
	value, gradient := mse.Loss(target, output)
	wantValue, wantGradient := ptsne.MeanSquaredError().Loss(target, output)
	if math.Abs(value-wantValue) > 1e-15 || !mat.EqualApprox(gradient, wantGradient, 1e-15) {
		t.Errorf("loss is %g, want %g; gradient is\n%v", value, wantValue, mat.Formatted(gradient))
	}
	if got := mse.TargetColumns(5, 2); got != 2 {
		t.Errorf("an ordinary loss wants %d columns for 2 units", got)
	}
	if got := slide(1).TargetColumns(5, 2); got != 5 {
		t.Errorf("a loss on pairs wants %d columns for 5 rows", got)
	}
}

// What a batch has left in the memory does not matter to the next.
func TestBatchesOfManySizes(t *testing.T) {
	reused := slide(1.5)
	for _, n := range []int{700, 5, 60, 1, 700} {
		p, y := positive(n, n, 1), randmat.Normal(n, 2, uint64(n))
		value, gradient := reused.Loss(p, y)
		wantValue, wantGradient := slide(1.5).Loss(p, y)
		if value != wantValue && !(math.IsNaN(value) && math.IsNaN(wantValue)) || n > 1 && !mat.Equal(gradient, wantGradient) {
			t.Errorf("%d rows: the loss is %g, without batches before %g", n, value, wantValue)
		}
	}
}

func TestLossDoesNotDependOnGOMAXPROCS(t *testing.T) {
	p, y := positive(700, 700, 1), randmat.Normal(700, 3, 2)
	run := func(procs int) (float64, *mat.Dense) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		return slide(2).Loss(p, y)
	}
	value1, gradient1 := run(1)
	value5, gradient5 := run(5)
	if value1 != value5 || !mat.Equal(gradient1, gradient5) {
		t.Error("one processor and five give different bits")
	}
}

func ExampleLoss() {
	// The logarithm of the hyperbolic cosine, as Keras's logcosh.
	logcosh := K.Loss(func(yTrue, yPred K.Tensor) K.Tensor {
		x := K.Sub(yPred, yTrue)
		return K.Log(K.Div(K.Add(K.Exp(x), K.Exp(K.Neg(x))), 2))
	})
	target := mat.NewDense(2, 1, []float64{0, 1})
	output := mat.NewDense(2, 1, []float64{1, 1})
	value, gradient := logcosh.Loss(target, output)
	fmt.Printf("%.4f\n%.4f\n", value, mat.Formatted(gradient))
	// Output:
	// 0.2169
	// ⎡0.3808⎤
	// ⎣0.0000⎦
}

// The loss of parametric t-SNE as it stands on a slide, line by line. It is the
// one that is built in.
func ExamplePairLoss() {
	const d = 3       // the dimensions of the map
	const v = d - 1.0 // the degrees of freedom
	const eps = 1e-15
	loss := K.PairLoss(func(p, y K.Tensor) K.Tensor {
		n, _ := y.Dims()
		s := K.Sum(K.Square(y), 1)
		dist := K.Sub(K.Add(s, K.Transpose(s)), K.Mul(2, K.Dot(y, K.Transpose(y))))
		q := K.Pow(K.Add(1, K.Div(dist, v)), -(v+1)/2)
		q = K.Mul(q, K.Sub(1, K.Eye(n)))
		q = K.Div(q, K.Sum(q))
		return K.Sum(K.Mul(p, K.Log(K.Div(K.Add(p, eps), K.Add(q, eps)))))
	})

	x := randmat.Normal(50, 10, 1)
	p, err := ptsne.JointProbabilities(x, ptsne.Perplexity(10))
	if err != nil {
		panic(err)
	}
	model := ptsne.NewSequential(
		ptsne.Dense(20, ptsne.ReLU, ptsne.InputShape(10)),
		ptsne.Dense(d, ptsne.Linear),
	)
	if err := model.Compile(loss, ptsne.SGD(0.1)); err != nil {
		panic(err)
	}
	if _, err := model.Fit(x, p, ptsne.Epochs(10), ptsne.Verbose(0)); err != nil {
		panic(err)
	}

	y, err := model.Predict(x)
	if err != nil {
		panic(err)
	}
	value, _ := loss.Loss(mat.DenseCopyOf(p), y)
	builtIn, _ := ptsne.TSNE().Loss(mat.DenseCopyOf(p), y)
	fmt.Println("the same value:", math.Abs(value-builtIn) < 1e-10)
	fmt.Println("the gradient:", ptsne.CheckGradient(loss, p, y))
	// Output:
	// the same value: true
	// the gradient: <nil>
}

// The deck's batch: 25 million pairs.
func BenchmarkPairLoss(b *testing.B) {
	const n = 5000
	p := mat.DenseCopyOf(joint(b, randmat.Normal(n, 20, 1)))
	y := randmat.Normal(n, 2, 2)
	for _, c := range []struct {
		name string
		loss ptsne.Loss
	}{{"formula", slide(1)}, {"built in", ptsne.TSNE(ptsne.DegreesOfFreedom(1))}, {"formula, v=1.3", slide(1.3)}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.loss.Loss(p, y)
			}
		})
	}
}
