package ptsne_test

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
)

func TestDenseNamesAreCounted(t *testing.T) {
	ptsne.ClearSession()
	a, b := ptsne.Dense(2, ptsne.Linear), ptsne.Dense(2, ptsne.Linear, ptsne.Name("map"))
	c := ptsne.Dense(2, ptsne.Linear)
	if a.Name() != "dense_1" || b.Name() != "map" || c.Name() != "dense_2" {
		t.Errorf("names are %s, %s, %s, want dense_1, map, dense_2", a.Name(), b.Name(), c.Name())
	}
	ptsne.ClearSession()
	if d := ptsne.Dense(2, ptsne.Linear); d.Name() != "dense_1" {
		t.Errorf("after ClearSession the first layer is %s", d.Name())
	}
}

func TestDenseStartsAsKerasDoes(t *testing.T) {
	d := ptsne.Dense(300, ptsne.ReLU, ptsne.InputShape(200))
	ptsne.NewSequential(d)
	limit := math.Sqrt(6.0 / 500)
	k := d.Kernel()
	if largest := max(mat.Max(k), -mat.Min(k)); largest > limit || largest < 0.99*limit {
		t.Errorf("kernel reaches %g, want just below %g", largest, limit)
	}
	// A uniform distribution has the standard deviation limit/√3.
	if sd := mat.Norm(k, 2) / math.Sqrt(200*300); math.Abs(sd-limit/math.Sqrt(3)) > 0.01*limit {
		t.Errorf("kernel has standard deviation %g, want %g", sd, limit/math.Sqrt(3))
	}
	if mat.Norm(d.Bias(), 2) != 0 {
		t.Error("bias does not start at zero")
	}
	if d.Params() != 200*300+300 || d.Units() != 300 || d.Inputs() != 200 || d.Activation() != ptsne.ReLU {
		t.Errorf("layer has %d params, %d units, %d inputs, %v", d.Params(), d.Units(), d.Inputs(), d.Activation())
	}
}

func TestDenseRefusesWhatCannotBe(t *testing.T) {
	for name, f := range map[string]func(){
		"units":      func() { ptsne.Dense(0, ptsne.ReLU) },
		"activation": func() { ptsne.Dense(1, ptsne.Activation(9)) },
		"input":      func() { ptsne.InputShape(0) },
		"stack": func() {
			ptsne.NewSequential(ptsne.Dense(3, ptsne.ReLU), ptsne.Dense(2, ptsne.ReLU, ptsne.InputShape(4)))
		},
	} {
		func() {
			defer func() {
				if r, _ := recover().(string); !strings.HasPrefix(r, "ptsne: ") {
					t.Errorf("%s: panic is %q", name, r)
				}
			}()
			f()
		}()
	}
}

func TestSetWeightsChecksShapes(t *testing.T) {
	d := ptsne.Dense(2, ptsne.Linear, ptsne.Name("map"), ptsne.InputShape(3))
	ptsne.NewSequential(d)
	err := d.SetWeights(mat.NewDense(2, 3, nil), mat.NewVecDense(2, nil))
	want := "ptsne: layer map has a kernel of shape (3, 2) and a bias of 2, but got (2, 3) and 2"
	if err == nil || err.Error() != want {
		t.Errorf("error is %v, want %s", err, want)
	}
	if err := d.SetWeights(mat.NewDense(3, 2, []float64{1, 2, 3, math.NaN(), 5, 6}), mat.NewVecDense(2, nil)); err == nil {
		t.Error("a NaN in the kernel is accepted")
	}
}
