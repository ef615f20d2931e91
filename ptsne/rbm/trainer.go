package rbm

import (
	"gonum.org/v1/gonum/blas"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// A trainer takes training steps, in memory that it reuses.
type trainer struct {
	*RBM
	v0, h0 f32.Matrix // the data, and the probabilities of the hidden units
	states f32.Matrix // of the hidden units, sampled
	v, h   f32.Matrix // the same at the end of the Gibbs sampling
	chains f32.Matrix // the hidden states of persistent sampling

	gradient, velocity parameters
	errors             []float64
	epochs             int // done
}

// parameters are numbers for weights and biases.
type parameters struct {
	weights         f32.Matrix
	visible, hidden []float32
}

func newTrainer(r *RBM) *trainer {
	zeros := func() parameters {
		return parameters{f32.New(r.Visible(), r.Hidden()), make([]float32, r.Visible()), make([]float32, r.Hidden())}
	}
	return &trainer{RBM: r, gradient: zeros(), velocity: zeros()}
}

// step moves the weights once, for the given rows of x, and returns the sum of
// the squared differences between the rows and their reconstructions.
func (t *trainer) step(x f32.Matrix, rows []int, momentum float64) float64 {
	t.v0.Reuse(len(rows), x.Cols)
	for i, row := range rows {
		copy(t.v0.Row(i), x.Row(row))
	}
	wrong := t.statistics()
	t.move(t.velocity.weights.Data, t.weights.Data, t.gradient.weights.Data, momentum)
	t.move(t.velocity.visible, t.visible, t.gradient.visible, momentum)
	t.move(t.velocity.hidden, t.hidden, t.gradient.hidden, momentum)
	return wrong
}

func (t *trainer) move(velocity, w, gradient []float32, momentum float64) {
	f32.Momentum(w, gradient, velocity, float32(t.rate), float32(momentum), false)
}

// statistics sets the gradient for the data in v0, downhill: the statistics of
// the machine less those of the data.
func (t *trainer) statistics() (wrong float64) {
	for _, m := range []*f32.Matrix{&t.h0, &t.states} {
		m.Reuse(t.v0.Rows, t.Hidden())
	}
	t.up(t.h0, t.v0)
	t.sample(t.states, t.h0)
	t.v.Reuse(t.v0.Rows, t.Visible())
	t.down(t.v, t.states)
	wrong = t.difference()

	from := t.states
	if t.persistent {
		if t.chains.Rows == 0 {
			t.chains.Reuse(from.Rows, from.Cols)
			copy(t.chains.Data, from.Data)
		}
		from = t.chains
	}
	t.gibbs(from)

	g := &t.gradient
	machine, data := 1/float32(t.v.Rows), -1/float32(t.v0.Rows)
	f32.Gemm(blas.Trans, blas.NoTrans, machine, t.v, t.h, 0, g.weights)
	f32.Gemm(blas.Trans, blas.NoTrans, data, t.v0, t.h0, 1, g.weights)
	if cost := float32(t.weightCost); cost > 0 {
		parallel.For(len(t.weights.Data), 1<<14, func(lo, hi int) {
			for i, w := range t.weights.Data[lo:hi] {
				g.weights.Data[lo+i] += cost * w
			}
		})
	}
	means(g.visible, machine, t.v, data, t.v0)
	means(g.hidden, machine, t.h, data, t.h0)
	return wrong
}

// gibbs takes the sampling CD's number of steps further from the given hidden
// states, and sets v and h for the statistics of the machine. Hidden units enter
// those by their probabilities, which are as good as samples and less noisy; so
// do the visible units of contrastive divergence, at the end (Hinton 2010, "A
// practical guide to training restricted Boltzmann machines", section 3).
// Persistent samples are to be the machine's own, and need true ones.
func (t *trainer) gibbs(states f32.Matrix) {
	t.v.Reuse(states.Rows, t.Visible())
	t.h.Reuse(states.Rows, t.Hidden())
	for step := 1; ; step++ {
		goesOn := step < t.steps || t.persistent
		t.down(t.v, states)
		if goesOn {
			f32.Bernoulli(t.v, t.v, t.rng.Uint64())
		}
		t.up(t.h, t.v)
		if goesOn {
			t.sample(states, t.h)
		}
		if step == t.steps {
			return
		}
	}
}

// means sets sum to a times the sum of x's rows and b times that of y's.
func means(sum []float32, a float32, x f32.Matrix, b float32, y f32.Matrix) {
	one := f32.Matrix{Rows: 1, Cols: len(sum), Stride: len(sum), Data: sum}
	f32.Gemm(blas.Trans, blas.NoTrans, a, ones(x.Rows), x, 0, one)
	f32.Gemm(blas.Trans, blas.NoTrans, b, ones(y.Rows), y, 1, one)
}

func ones(n int) f32.Matrix {
	m := f32.New(n, 1)
	for i := range m.Data {
		m.Data[i] = 1
	}
	return m
}

// difference returns the sum of the squared differences between v0 and v.
func (t *trainer) difference() (sum float64) {
	t.errors = append(t.errors[:0], make([]float64, t.v0.Rows)...)
	parallel.For(t.v0.Rows, rowsAtATime, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			v := t.v.Row(i)
			for j, x := range t.v0.Row(i) {
				d := float64(x - v[j])
				t.errors[i] += d * d
			}
		}
	})
	for _, e := range t.errors {
		sum += e
	}
	return sum
}
