package f32

import (
	"math"
	"slices"
	"testing"
)

func TestActivationGradients(t *testing.T) {
	for _, a := range []struct {
		name    string
		forward func(Matrix, []float32)
		grad    func(grad, out Matrix)
	}{
		{"ReLU", AddBiasReLU, ReLUGrad},
		{"Sigmoid", AddBiasSigmoid, SigmoidGrad},
		{"Tanh", AddBiasTanh, TanhGrad},
	} {
		t.Run(a.name, func(t *testing.T) {
			const h = 1e-2
			bias := []float32{0.3, -0.2, 0.1}
			x := random(50, 3, 4)
			at := func(shift float32) Matrix {
				out := New(50, 3)
				for i, v := range x.Data {
					out.Data[i] = v + shift
				}
				a.forward(out, bias)
				return out
			}
			up, down, out := at(h), at(-h), at(0)
			grad := New(50, 3)
			for i := range grad.Data {
				grad.Data[i] = 2
			}
			a.grad(grad, out)
			for i, g := range grad.Data {
				if z := x.Data[i] + bias[i%3]; a.name == "ReLU" && math.Abs(float64(z)) < h {
					continue // the kink
				}
				want := 2 * (up.Data[i] - down.Data[i]) / (2 * h)
				if math.Abs(float64(g-want)) > 1e-3 {
					t.Errorf("at %g: gradient %g, differences give %g", x.Data[i], g, want)
				}
			}
		})
	}
}

func TestSumRowsAndAddBias(t *testing.T) {
	m := Matrix{2, 3, []float32{1, 2, 3, 10, 20, 30}}
	sum := []float32{9, 9, 9}
	SumRows(sum, m)
	if want := []float32{11, 22, 33}; !slices.Equal(sum, want) {
		t.Errorf("SumRows gives %v, want %v", sum, want)
	}
	AddBias(m, []float32{1, 0, -1})
	if want := []float32{2, 2, 2, 11, 20, 29}; !slices.Equal(m.Data, want) {
		t.Errorf("AddBias gives %v, want %v", m.Data, want)
	}
}
