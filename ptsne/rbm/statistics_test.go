package rbm

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// uniform returns a rows×cols matrix of numbers from 0 to 1.
func uniform(rows, cols int, seed uint64) *mat.Dense {
	return randmat.New(rows, cols, seed, (*rand.Rand).Float64)
}

// machine returns a machine with biases that are not 0.
func machine(visible, hidden int, options ...Option) *RBM {
	r := New(visible, hidden, options...)
	rng := rand.New(rand.NewPCG(5, 5))
	for _, biases := range [][]float32{r.visible, r.hidden} {
		for i := range biases {
			biases[i] = float32(rng.NormFloat64())
		}
	}
	return r
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// A reference computes in float64, element by element.
type reference struct {
	w        *mat.Dense
	b, c     *mat.VecDense
	gaussian bool
}

func referenceOf(r *RBM) reference {
	b, c := r.Biases()
	return reference{r.Weights(), b, c, r.gaussian}
}

func (r reference) up(v mat.Matrix) *mat.Dense {
	rows, _ := v.Dims()
	h := mat.NewDense(rows, r.c.Len(), nil)
	h.Apply(func(i, j int, _ float64) float64 {
		sum := r.c.AtVec(j)
		for k := range r.b.Len() {
			sum += v.At(i, k) * r.w.At(k, j)
		}
		if r.gaussian {
			return sum
		}
		return sigmoid(sum)
	}, h)
	return h
}

func (r reference) down(h mat.Matrix) *mat.Dense {
	rows, _ := h.Dims()
	v := mat.NewDense(rows, r.b.Len(), nil)
	v.Apply(func(i, j int, _ float64) float64 {
		sum := r.b.AtVec(j)
		for k := range r.c.Len() {
			sum += h.At(i, k) * r.w.At(j, k)
		}
		return sigmoid(sum)
	}, v)
	return v
}

// mean returns the mean over the rows of v_i h_j; without h, of v_i.
func mean(v, h mat.Matrix, i, j int) (sum float64) {
	rows, _ := v.Dims()
	for row := range rows {
		x := v.At(row, i)
		if h != nil {
			x *= h.At(row, j)
		}
		sum += x / float64(rows)
	}
	return sum
}

// Each part of a step, from what was sampled before it, is that of the
// reference.
func TestStepsAgreeWithTheReference(t *testing.T) {
	const visible, hidden, rows = 23, 17, 37
	x := uniform(rows, visible, 1)
	for name, options := range map[string][]Option{
		"CD-1":           nil,
		"CD-3":           {CD(3)},
		"persistent":     {Persistent(), CD(2)},
		"Gaussian":       {Gaussian(), LearningRate(0.1)},
		"without cost":   {WeightCost(0), LearningRate(0.3)},
		"Gaussian, CD-2": {Gaussian(), CD(2), WeightCost(0.1)},
	} {
		r := machine(visible, hidden, options...)
		tr := newTrainer(r)
		data, err := r.load(x)
		if err != nil {
			t.Fatal(err)
		}
		near := func(what string, got f32.Matrix, want *mat.Dense) {
			t.Helper()
			if !mat.EqualApprox(toDense(got), want, 1e-5) {
				t.Errorf("%s: %s are off", name, what)
			}
		}
		order := make([]int, rows)
		for i := range order {
			order[i] = i
		}
		for range 3 { // the second step has momentum
			ref := referenceOf(r)
			velocity := toDense(tr.velocity.weights)
			bVelocity, cVelocity := toVector(tr.velocity.visible), toVector(tr.velocity.hidden)
			wrong := tr.step(data, order, 0.8)

			x := toDense(data) // as float32
			h0 := ref.up(x)
			near("the hidden units of the data", tr.h0, h0)
			states := toDense(tr.states)
			if r.steps == 1 || r.persistent { // or the states are those of a later step
				var d mat.Dense
				d.Sub(ref.down(states), x)
				if want := math.Pow(mat.Norm(&d, 2), 2); math.Abs(wrong-want) > 1e-4*want {
					t.Errorf("%s: the reconstruction error is %g, want %g", name, wrong, want)
				}
			}
			if !r.persistent { // or the chains have moved on
				near("the visible units of the machine", tr.v, ref.down(states))
			}
			v := toDense(tr.v)
			h := ref.up(v)
			near("the hidden units of the machine", tr.h, h)

			w := mat.NewDense(visible, hidden, nil)
			w.Apply(func(i, j int, _ float64) float64 {
				g := mean(x, h0, i, j) - mean(v, h, i, j) - r.weightCost*ref.w.At(i, j)
				return ref.w.At(i, j) + 0.8*velocity.At(i, j) + r.rate*g
			}, w)
			near("the weights", r.weights, w)
			b, c := r.Biases()
			for i := range visible {
				want := ref.b.AtVec(i) + 0.8*bVelocity.AtVec(i) + r.rate*(mean(x, nil, i, 0)-mean(v, nil, i, 0))
				if math.Abs(b.AtVec(i)-want) > 1e-5 {
					t.Errorf("%s: visible bias %d is %g, want %g", name, i, b.AtVec(i), want)
				}
			}
			for j := range hidden {
				want := ref.c.AtVec(j) + 0.8*cVelocity.AtVec(j) + r.rate*(mean(h0, nil, j, 0)-mean(h, nil, j, 0))
				if math.Abs(c.AtVec(j)-want) > 1e-5 {
					t.Errorf("%s: hidden bias %d is %g, want %g", name, j, c.AtVec(j), want)
				}
			}
		}
	}
}

// distribution returns the exact probabilities of all states of the visible
// units, by going through all of them. The hidden units are summed out:
// p(v) ~ exp(Σ b_i v_i) Π_j (1 + exp(Σ v_i W_ij + c_j)).
func distribution(r *RBM) []float64 {
	ref := referenceOf(r)
	p := make([]float64, 1<<r.Visible())
	var total float64
	for state := range p {
		energy := 0.0
		for i := range r.Visible() {
			energy += ref.b.AtVec(i) * float64(state>>i&1)
		}
		for j := range r.Hidden() {
			sum := ref.c.AtVec(j)
			for i := range r.Visible() {
				sum += ref.w.At(i, j) * float64(state>>i&1)
			}
			energy += math.Log1p(math.Exp(sum))
		}
		p[state] = math.Exp(energy)
		total += p[state]
	}
	for state := range p {
		p[state] /= total
	}
	return p
}

// After training on what another machine draws, the machine's own distribution
// is that of the other.
func TestTheMachineLearnsTheDistribution(t *testing.T) {
	const visible, rows = 6, 4000
	rng := rand.New(rand.NewPCG(1, 1))
	teacher := machine(visible, 3)
	for i := range teacher.weights.Data {
		teacher.weights.Data[i] = float32(2 * rng.NormFloat64())
	}
	want := distribution(teacher)
	x := mat.NewDense(rows, visible, nil)
	for i := range rows {
		state := 0
		for u := rng.Float64(); state < len(want)-1 && u > want[state]; state++ {
			u -= want[state]
		}
		for j := range visible {
			x.Set(i, j, float64(state>>j&1))
		}
	}
	for name, options := range map[string][]Option{
		"CD-5":       {CD(5), LearningRate(0.05)},
		"persistent": {Persistent(), CD(2), LearningRate(0.01)},
	} {
		r := New(visible, 5, append(options, Epochs(60), WeightCost(0), Verbose(0))...)
		divergence := func() (kl float64) {
			for state, q := range distribution(r) {
				kl += want[state] * math.Log(want[state]/q)
			}
			return kl
		}
		before := divergence()
		if _, err := r.Fit(x); err != nil {
			t.Fatal(err)
		}
		if after := divergence(); after > 0.05 || before < 0.5 {
			t.Errorf("%s: the divergence goes from %.3f to %.3f", name, before, after)
		}
	}
}

// The samples of persistent training do not begin anew with the data: a machine
// that keeps a unit as it is keeps it from batch to batch.
func TestChainsPersist(t *testing.T) {
	for _, persistent := range []bool{false, true} {
		options := []Option{LearningRate(1e-6)}
		if persistent {
			options = append(options, Persistent())
		}
		r := New(1, 1, options...)
		r.weights.Data[0], r.visible[0], r.hidden[0] = 100, -50, -50
		tr := newTrainer(r)
		for _, v := range []float64{1, 0, 0} {
			data, err := r.load(mat.NewDense(1, 1, []float64{v}))
			if err != nil {
				t.Fatal(err)
			}
			tr.step(data, []int{0}, 0)
			want := v
			if persistent {
				want = 1
			}
			if got := tr.v.Row(0)[0]; math.Abs(float64(got)-want) > 1e-6 {
				t.Errorf("persistent %v: the sample is %g where the data are %g, want %g", persistent, got, v, want)
			}
		}
	}
}
