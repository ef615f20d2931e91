package ptsne_test

import (
	"fmt"
	"log"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

func predict(t *testing.T, m *ptsne.Sequential, x mat.Matrix) *mat.Dense {
	t.Helper()
	y, err := m.Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	return y
}

func TestModelsShareTheWeightsOfTheirLayers(t *testing.T) {
	x := randmat.Normal(40, 6, 1)
	for name, first := range map[string][]ptsne.LayerOption{"known inputs": {ptsne.InputShape(6)}, "inputs from the data": nil} {
		encoder := ptsne.NewSequential(ptsne.Dense(8, ptsne.ReLU, first...), ptsne.Dense(2, ptsne.Linear))
		decoder := ptsne.NewSequential(ptsne.Dense(8, ptsne.ReLU, ptsne.InputShape(2)), ptsne.Dense(6, ptsne.Linear))
		autoencoder := ptsne.NewSequential(append(encoder.Layers(), decoder.Layers()...)...)
		hidden := ptsne.NewSequential(encoder.Layers()[0])

		composed := func() {
			t.Helper()
			all := predict(t, autoencoder, x)
			if parts := predict(t, decoder, predict(t, encoder, x)); maxDifference(all, parts) > 1e-6 {
				t.Errorf("%s: the autoencoder differs from its parts by %g", name, maxDifference(all, parts))
			}
		}
		composed()
		code, inner := predict(t, encoder, x), predict(t, hidden, x)
		if err := autoencoder.Compile(ptsne.MeanSquaredError(), ptsne.Adam(0.01)); err != nil {
			t.Fatal(err)
		}
		if _, err := autoencoder.Fit(x, x, ptsne.Epochs(5), quiet); err != nil {
			t.Fatal(err)
		}
		composed()
		if mat.Equal(predict(t, encoder, x), code) || mat.Equal(predict(t, hidden, x), inner) {
			t.Errorf("%s: training the whole does not move its parts", name)
		}

		// The other way round: the parts move the whole.
		before := predict(t, autoencoder, x)
		if err := encoder.Compile(ptsne.TSNE(), ptsne.Adam(0.01)); err != nil {
			t.Fatal(err)
		}
		if _, err := encoder.Fit(x, joint(t, x, ptsne.Perplexity(5)), quiet); err != nil {
			t.Fatal(err)
		}
		composed()
		if mat.Equal(predict(t, autoencoder, x), before) {
			t.Errorf("%s: training a part does not move the whole", name)
		}
		// New weights are shared, too, and training goes on from them.
		decoder.SetSeed(77)
		composed()
		if _, err := autoencoder.Fit(x, x, ptsne.Epochs(1), quiet); err != nil {
			t.Fatal(err)
		}
		composed()
	}
}

func TestAModelThatAnotherGaveSomeLayersBuildsTheRest(t *testing.T) {
	x := randmat.Normal(10, 3, 1)
	a, b := ptsne.Dense(4, ptsne.Tanh), ptsne.Dense(2, ptsne.Linear)
	whole := ptsne.NewSequential(a, b)
	predict(t, ptsne.NewSequential(a), x)
	if whole.Summary().Built || b.Kernel() != nil {
		t.Error("the second layer has weights before the model has seen data")
	}
	whole.SetSeed(3)
	if r, c := predict(t, whole, x).Dims(); r != 10 || c != 2 {
		t.Errorf("the map has shape (%d, %d)", r, c)
	}
}

func TestALayerTwiceInAModelPanics(t *testing.T) {
	defer func() {
		if r, _ := recover().(string); !strings.Contains(r, "layer twice is in the model already") {
			t.Errorf("panic is %q", r)
		}
	}()
	d := ptsne.Dense(3, ptsne.ReLU, ptsne.Name("twice"), ptsne.InputShape(3))
	ptsne.NewSequential(d, d)
}

// InputShape of a layer after Dropout is known to the Dropout before it.
func TestInputsAreKnownBackwards(t *testing.T) {
	first := ptsne.Dropout(0.1)
	m := ptsne.NewSequential(first, ptsne.Dropout(0.1), ptsne.Dense(2, ptsne.Linear, ptsne.InputShape(5)))
	if first.Inputs() != 5 || !m.Summary().Built {
		t.Errorf("the first layer has %d inputs", first.Inputs())
	}
	if _, err := m.Predict(randmat.Normal(2, 4, 1)); err == nil || !strings.Contains(err.Error(), "to have shape (None, 5)") {
		t.Errorf("error is %v", err)
	}
}

// An autoencoder is made of the layers of an encoder and a decoder. Training it
// trains both.
func ExampleLayer() {
	x := mat.NewDense(4, 3, []float64{0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1, 1})
	encoder := ptsne.NewSequential(
		ptsne.Dense(30, ptsne.Tanh, ptsne.InputShape(3)),
		ptsne.Dense(2, ptsne.Linear),
	)
	decoder := ptsne.NewSequential(
		ptsne.Dense(30, ptsne.Tanh, ptsne.InputShape(2)),
		ptsne.Dense(3, ptsne.Sigmoid),
	)
	autoencoder := ptsne.NewSequential(append(encoder.Layers(), decoder.Layers()...)...)
	if err := autoencoder.Compile(ptsne.MeanSquaredError(), ptsne.Adam(0.01)); err != nil {
		log.Fatal(err)
	}
	if _, err := autoencoder.Fit(x, x, ptsne.Epochs(500), ptsne.Verbose(0)); err != nil {
		log.Fatal(err)
	}
	y, err := encoder.Predict(x)
	if err != nil {
		log.Fatal(err)
	}
	back, err := decoder.Predict(y)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.0f\n", mat.Formatted(back))
	// Output:
	// ⎡0  0  1⎤
	// ⎢0  1  0⎥
	// ⎢1  0  0⎥
	// ⎣1  1  1⎦
}
