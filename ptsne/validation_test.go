package ptsne_test

import (
	"bytes"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/plotting"
	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

func TestValidationLossIsThatOfEvaluate(t *testing.T) {
	x, held := randmat.Normal(80, 5, 1), randmat.Normal(50, 5, 2)
	p := joint(t, x, ptsne.Perplexity(5), ptsne.BatchSize(40))
	q := joint(t, held, ptsne.Perplexity(5), ptsne.BatchSize(25))
	m := compiled(t, ptsne.TSNE(), ptsne.Adam(0.01), 5)
	var want, seen []float64
	evaluate := ptsne.CallbackFunc(func(_ int, logs ptsne.Logs) error {
		value, err := m.Evaluate(held, q)
		want, seen = append(want, value), append(seen, logs["val_loss"])
		return err
	})
	h, err := m.Fit(x, p, ptsne.Epochs(3), ptsne.BatchSize(40), ptsne.ValidationData(held, q), ptsne.Callbacks(evaluate), quiet)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(h.ValLoss()) != fmt.Sprint(want) || fmt.Sprint(seen) != fmt.Sprint(want) || len(want) != 3 {
		t.Errorf("val_loss is %v, callbacks see %v, Evaluate gives %v", h.ValLoss(), seen, want)
	}

	// Looking at other data changes nothing of the training.
	alone := compiled(t, ptsne.TSNE(), ptsne.Adam(0.01), 5)
	if _, err := alone.Fit(x, p, ptsne.Epochs(3), quiet); err != nil {
		t.Fatal(err)
	}
	a, _ := m.Predict(x)
	b, _ := alone.Predict(x)
	if !mat.Equal(a, b) {
		t.Error("the map is another with validation data")
	}

	if _, err := plotting.LossCurve(h.Loss(), plotting.Validation(h.ValLoss())); err != nil {
		t.Errorf("the losses cannot be drawn: %v", err)
	}
}

func TestValidationIsPrintedAsKerasDoes(t *testing.T) {
	var out bytes.Buffer
	m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(0.1), 3)
	_, err := m.Fit(randmat.Normal(100, 3, 1), randmat.Normal(100, 2, 2), ptsne.ValidationData(randmat.Normal(30, 3, 3), randmat.Normal(30, 2, 4)), ptsne.Output(&out))
	if err != nil {
		t.Fatal(err)
	}
	want := `^Train on 100 samples, validate on 30 samples\nEpoch 1/1\n100/100 \[={30}\] - \ds \d+(us|ms)/step - loss: \d\.\d{4} - val_loss: \d\.\d{4}\n$`
	if !regexp.MustCompile(want).Match(out.Bytes()) {
		t.Errorf("Fit prints\n%q", out.String())
	}
}

func TestValidationDataAreChecked(t *testing.T) {
	m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(0.1), 3)
	x, y := randmat.Normal(10, 3, 1), randmat.Normal(10, 2, 2)
	bad := randmat.Normal(10, 3, 1)
	bad.Set(4, 1, math.NaN())
	for want, v := range map[string][2]mat.Matrix{
		"ValidationData: ptsne: the input is nil":                          {nil, y},
		"ValidationData: ptsne: the target is nil":                         {x, nil},
		"to have shape (None, 3) but got array with shape (10, 2)":         {y, y},
		"Found 10 input samples and 5 target samples":                      {x, y.Slice(0, 5, 0, 2)},
		"ValidationData: ptsne: the input has NaN in row 4, column 1: rem": {bad, y},
	} {
		h, err := m.Fit(x, y, ptsne.ValidationData(v[0], v[1]), quiet)
		if h != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
}

// Hold some points out, and stop when their loss no longer falls.
func ExampleValidationData() {
	rng := rand.New(rand.NewPCG(1, 2))
	x, _ := clusters(rng, 300)
	held, _ := clusters(rng, 150)
	p, err := ptsne.JointProbabilities(x, ptsne.Perplexity(20), ptsne.BatchSize(150))
	if err != nil {
		log.Fatal(err)
	}
	q, err := ptsne.JointProbabilities(held, ptsne.Perplexity(20))
	if err != nil {
		log.Fatal(err)
	}
	model := ptsne.NewSequential(
		ptsne.Dense(30, ptsne.ReLU, ptsne.InputShape(10)),
		ptsne.Dense(2, ptsne.Linear),
	)
	if err := model.Compile(ptsne.TSNE(), ptsne.Adam(0.01)); err != nil {
		log.Fatal(err)
	}
	history, err := model.Fit(x, p, ptsne.Epochs(200), ptsne.Verbose(0),
		ptsne.ValidationData(held, q),
		ptsne.Callbacks(&ptsne.EarlyStopping{Patience: 5, RestoreBestWeights: true}))
	if err != nil {
		log.Fatal(err)
	}
	losses := history.ValLoss()
	fmt.Println("stopped early:", len(losses) < 200)
	fmt.Println("held-out loss fell:", losses[len(losses)-1] < losses[0])
	// Output:
	// stopped early: true
	// held-out loss fell: true
}
