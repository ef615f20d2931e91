package rbm

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// FreeEnergy returns the free energy, in nats, of each row of x, of shape (rows,
// visible) (Hinton 2010, "A practical guide to training restricted Boltzmann
// machines", section 16.1):
//
//	F(v) = -Σ b_i v_i - Σ_j log(1 + exp(m_j)),   m_j = Σ v_i W_ij + c_j
//
// or, with Gaussian hidden units, -Σ b_i v_i - ½ Σ_j (m_j² - c_j²). The lower it
// is, the more probable is the row: the machine gives it a probability that is
// proportional to exp(-F). What that is divided by is the same for all rows, and
// cannot be computed for more than a few units.
//
// So the difference between two means tells whether the machine overfits (section
// 6): that of rows it was not trained on, less that of rows it was. While it
// stays near 0 the machine treats both alike; when it grows from one Fit to the
// next, it is time to stop.
func (r *RBM) FreeEnergy(x mat.Matrix) ([]float64, error) {
	v, err := r.load(x)
	if err != nil {
		return nil, err
	}
	var m f32.Matrix
	energy := make([]float64, v.Rows)
	for lo := 0; lo < v.Rows; lo += energiesAtATime {
		hi := min(v.Rows, lo+energiesAtATime)
		r.freeEnergy(energy[lo:hi], v.Slice(lo, hi, 0, v.Cols), &m)
	}
	return energy, nil
}

// energiesAtATime is for how many rows the inputs of the hidden units are in
// memory.
const energiesAtATime = 1024

// freeEnergy sets energy to that of each row of v, with m for memory.
func (r *RBM) freeEnergy(energy []float64, v f32.Matrix, m *f32.Matrix) {
	m.Reuse(v.Rows, r.Hidden())
	f32.Forward(*m, v, r.weights, r.hidden, f32.Linear)
	parallel.For(v.Rows, rowsAtATime, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			for k, v := range v.Row(i) {
				energy[i] -= float64(r.visible[k]) * float64(v)
			}
			for j, m := range m.Row(i) {
				energy[i] -= r.hiddenTerm(float64(m), float64(r.hidden[j]))
			}
		}
	})
}

// hiddenTerm returns the logarithm of what is left of exp(-E) when it is summed
// over the states of a hidden unit with the input m and the bias c.
func (r *RBM) hiddenTerm(m, c float64) float64 {
	if r.gaussian {
		return (m - c) * (m + c) / 2
	}
	return max(m, 0) + math.Log1p(math.Exp(-math.Abs(m))) // log(1 + exp m)
}
