package ptsne_test

import (
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// blobs returns n points in d dimensions around k far-apart centres, and the
// centre of each.
func blobs(n, d, k int, seed uint64) (*mat.Dense, []int) {
	centres := randmat.Normal(k, d, 99) // the same for every seed
	x := randmat.Normal(n, d, seed)
	labels := make([]int, n)
	for i := range n {
		labels[i] = i % k
		for j := range d {
			x.Set(i, j, 0.3*x.At(i, j)+3*centres.At(i%k, j))
		}
	}
	return x, labels
}

// compiled returns a small compiled model.
func compiled(t testing.TB, loss ptsne.Loss, optimizer ptsne.Optimizer, inputs int) *ptsne.Sequential {
	t.Helper()
	m := ptsne.NewSequential(
		ptsne.Dense(20, ptsne.ReLU, ptsne.InputShape(inputs)),
		ptsne.Dense(2, ptsne.Linear),
	)
	if err := m.Compile(loss, optimizer); err != nil {
		t.Fatal(err)
	}
	return m
}

// identity returns a model that hands on its input.
func identity(t *testing.T, units int, loss ptsne.Loss, optimizer ptsne.Optimizer) *ptsne.Sequential {
	t.Helper()
	same := ptsne.Dense(units, ptsne.Linear, ptsne.InputShape(units))
	m := ptsne.NewSequential(same)
	eye := mat.NewDense(units, units, nil)
	for i := range units {
		eye.Set(i, i, 1)
	}
	if err := same.SetWeights(eye, mat.NewVecDense(units, nil)); err != nil {
		t.Fatal(err)
	}
	if err := m.Compile(loss, optimizer); err != nil {
		t.Fatal(err)
	}
	return m
}

var quiet = ptsne.Verbose(0)

func joint(t testing.TB, x mat.Matrix, options ...ptsne.JointOption) *ptsne.Joint {
	t.Helper()
	p, err := ptsne.JointProbabilities(x, options...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// weightsOf returns each layer's kernel and bias in turn.
func weightsOf(m *ptsne.Sequential) [][]float64 {
	var all [][]float64
	for _, l := range m.Layers() {
		if d, ok := l.(*ptsne.DenseLayer); ok {
			all = append(all, d.Kernel().RawMatrix().Data, d.Bias().RawVector().Data)
		}
	}
	return all
}
