package ptsne_test

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// reload saves and loads a model.
func reload(t *testing.T, m *ptsne.Sequential) *ptsne.Sequential {
	t.Helper()
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	loaded, err := ptsne.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

func TestSavedModelsPredictTheSame(t *testing.T) {
	x := randmat.Normal(30, 6, 1)
	m := ptsne.NewSequential(
		ptsne.Dropout(0.25),
		ptsne.Dense(9, ptsne.ReLU, ptsne.Name("an \"odd\" näme")), ptsne.Dense(8, ptsne.Sigmoid),
		ptsne.Dense(7, ptsne.Tanh), ptsne.Dense(2, ptsne.Linear))
	want := predict(t, m, x)
	loaded := reload(t, m)
	if !mat.Equal(predict(t, loaded, x), want) {
		t.Error("the loaded model predicts something else")
	}
	if got, want := loaded.Summary().String(), m.Summary().String(); got != want {
		t.Errorf("the loaded model is\n%s, want\n%s", got, want)
	}
	if _, err := loaded.Fit(x, x, quiet); err != ptsne.ErrNotCompiled {
		t.Errorf("a model that was not compiled is after Load: %v", err)
	}
	if rate := loaded.Layers()[0].(*ptsne.DropoutLayer).Rate(); rate != 0.25 {
		t.Errorf("the rate is %g", rate)
	}
}

// Training that is saved, loaded and continued gives the same bits as training
// that never stopped.
func TestSavedTrainingGoesOnAsIfItHadNotStopped(t *testing.T) {
	x := randmat.Normal(90, 6, 1)
	p := joint(t, x, ptsne.Perplexity(5), ptsne.BatchSize(30))
	y := randmat.Normal(90, 2, 2)
	own := ptsne.LossFunc(func(target, output *mat.Dense) (float64, *mat.Dense) {
		return ptsne.MeanSquaredError().Loss(target, output)
	})
	for name, c := range map[string]struct {
		loss      ptsne.Loss
		target    mat.Matrix
		optimizer func() ptsne.Optimizer
		options   []ptsne.FitOption
	}{
		"SGD":      {ptsne.TSNE(), p, func() ptsne.Optimizer { return ptsne.SGD(0.1) }, nil},
		"momentum": {ptsne.TSNE(ptsne.DegreesOfFreedom(1.5)), p, func() ptsne.Optimizer { return ptsne.SGD(0.1, ptsne.Momentum(0.9), ptsne.Nesterov()) }, nil},
		"AdamW": {ptsne.TSNE(), p, func() ptsne.Optimizer {
			return ptsne.Adam(0.01, ptsne.Betas(0.8, 0.99), ptsne.WeightDecay(0.1), ptsne.GlobalClipNorm(0.5))
		}, []ptsne.FitOption{ptsne.LearningRateSchedule(ptsne.OneCycle(0.02))}},
		"learned": {nil, p, func() ptsne.Optimizer { return ptsne.Adam(0.01, ptsne.WeightDecay(0.1)) }, nil},
		"pairs": {ptsne.InfoNCE(ptsne.DegreesOfFreedom(2)), joint(t, x, ptsne.Perplexity(5)), func() ptsne.Optimizer { return ptsne.Adam(0.01) },
			[]ptsne.FitOption{ptsne.SamplePairs(), ptsne.BatchSize(30), ptsne.Augment(jitter)}},
		"seeded": {ptsne.InfoNCE(), joint(t, x, ptsne.Perplexity(5)), func() ptsne.Optimizer { return ptsne.Adam(0.01) },
			[]ptsne.FitOption{ptsne.Seed(7), ptsne.SamplePairs(), ptsne.BatchSize(30), ptsne.Augment(jitter)}},
		"RMSprop":             {ptsne.MeanSquaredError(), y, func() ptsne.Optimizer { return ptsne.RMSprop(0.01, ptsne.Rho(0.7), ptsne.ClipNorm(0.1)) }, nil},
		"conjugate gradients": {nil, p, func() ptsne.Optimizer { return ptsne.ConjugateGradients(ptsne.LineSearches(2)) }, nil},
		"own loss": {own, y, func() ptsne.Optimizer { return ptsne.Adam(0.01, ptsne.ClipValue(0.2)) }, []ptsne.FitOption{
			ptsne.Callbacks(&ptsne.LearningRateScheduler{Schedule: func(epoch int, _ float64) float64 { return 0.1 / float64(epoch+1) }})}},
	} {
		fit := func(m *ptsne.Sequential, from, to int) []float64 {
			t.Helper()
			// The rates of a schedule are those of six epochs.
			stop := ptsne.CallbackFunc(func(epoch int, _ ptsne.Logs) error {
				if epoch+1 == to {
					return ptsne.ErrStopTraining
				}
				return nil
			})
			h, err := m.Fit(x, c.target, append(c.options, ptsne.InitialEpoch(from), ptsne.Epochs(6), ptsne.Callbacks(stop), quiet)...)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return h.Loss()
		}
		build := func() *ptsne.Sequential {
			m := ptsne.NewSequential(ptsne.Dense(20, ptsne.ReLU), ptsne.Dropout(0.3), ptsne.Dense(2, ptsne.Linear))
			m.SetSeed(11)
			loss := c.loss
			if loss == nil { // what has learnt cannot be shared
				loss = ptsne.TSNE(ptsne.LearnedDegreesOfFreedom())
			}
			if err := m.Compile(loss, c.optimizer()); err != nil {
				t.Fatal(err)
			}
			return m
		}
		whole, first := build(), build()
		want := fit(whole, 0, 6)
		got := fit(first, 0, 2)
		second := reload(t, first)
		if name == "own loss" {
			if err := second.Compile(own, second.Optimizer()); err != nil {
				t.Fatal(err)
			}
		}
		got = append(got, fit(second, 2, 4)...)
		third := reload(t, second)
		if name == "own loss" {
			if err := third.Compile(own, third.Optimizer()); err != nil {
				t.Fatal(err)
			}
		}
		got = append(got, fit(third, 4, 6)...)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the losses are\n%v, without a stop\n%v", name, got, want)
		}
		if !mat.Equal(predict(t, third, x), predict(t, whole, x)) {
			t.Errorf("%s: the map is not that of training without a stop", name)
		}
	}
}

func TestCompileKeepsTheAveragesOfItsOwnOptimizerOnly(t *testing.T) {
	x, y := randmat.Normal(30, 3, 1), randmat.Normal(30, 2, 2)
	train := func(recompile func(m *ptsne.Sequential) ptsne.Optimizer) *mat.Dense {
		m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(0.01, ptsne.Momentum(0.9)), 3)
		for range 2 {
			if _, err := m.Fit(x, y, ptsne.Epochs(5), quiet); err != nil {
				t.Fatal(err)
			}
			if recompile != nil {
				if err := m.Compile(ptsne.MeanSquaredError(), recompile(m)); err != nil {
					t.Fatal(err)
				}
			}
		}
		return predict(t, m, x)
	}
	want := train(nil)
	if !mat.Equal(train(func(m *ptsne.Sequential) ptsne.Optimizer { return m.Optimizer() }), want) {
		t.Error("with the same optimizer, the averages are lost")
	}
	if mat.Equal(train(func(*ptsne.Sequential) ptsne.Optimizer { return ptsne.SGD(0.01, ptsne.Momentum(0.9)) }), want) {
		t.Error("with another optimizer, the averages are kept")
	}
}

// A schedule may end at a rate of 0. The model can still be compiled with its own
// optimizer, as Load's comment has it.
func TestCompileTakesItsOwnOptimizerAtARateOfZero(t *testing.T) {
	x, y := randmat.Normal(30, 3, 1), randmat.Normal(30, 2, 2)
	m := compiled(t, ptsne.LossFunc(ptsne.MeanSquaredError().Loss), ptsne.Adam(0.01), 3)
	if _, err := m.Fit(x, y, ptsne.Epochs(2), ptsne.LearningRateSchedule(ptsne.CosineDecay(0.01, 0)), quiet); err != nil {
		t.Fatal(err)
	}
	loaded := reload(t, m)
	if rate := loaded.Optimizer().LearningRate(); rate != 0 {
		t.Fatalf("the rate is %g", rate)
	}
	if err := loaded.Compile(ptsne.MeanSquaredError(), loaded.Optimizer()); err != nil {
		t.Error(err)
	}
}

// The file as another program reads it.
func TestSavedFileIsSafetensors(t *testing.T) {
	d := ptsne.Dense(3, ptsne.Linear, ptsne.InputShape(2))
	m := ptsne.NewSequential(d)
	if err := d.SetWeights(mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6}), mat.NewVecDense(3, []float64{7, 8, 9})); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	n := binary.LittleEndian.Uint64(file)
	var header map[string]struct {
		DType   string
		Shape   []int
		Offsets []int `json:"data_offsets"`
	}
	if err := json.Unmarshal(file[8:8+n], &header); err != nil {
		t.Fatal(err)
	}
	if n%8 != 0 {
		t.Errorf("the tensors are not aligned: the header has %d bytes", n)
	}
	data := file[8+n:]
	end := 0
	for name, want := range map[string]struct {
		shape  []int
		values []float32
	}{
		"layers.0.kernel": {[]int{2, 3}, []float32{1, 2, 3, 4, 5, 6}}, // row after row
		"layers.0.bias":   {[]int{3}, []float32{7, 8, 9}},
	} {
		tensor := header[name]
		if tensor.DType != "F32" || !slices.Equal(tensor.Shape, want.shape) || len(tensor.Offsets) != 2 {
			t.Fatalf("%s is %+v", name, tensor)
		}
		bytes := data[tensor.Offsets[0]:tensor.Offsets[1]]
		for i, v := range want.values {
			if got := math.Float32frombits(binary.LittleEndian.Uint32(bytes[4*i:])); got != v {
				t.Errorf("%s has %g at %d, want %g", name, got, i, v)
			}
		}
		end = max(end, tensor.Offsets[1])
	}
	if end != len(data) || len(header) != 3 { // and the metadata
		t.Errorf("the tensors end at %d of %d, the header has %v", end, len(data), header)
	}
}

func TestSaveErrors(t *testing.T) {
	dir := t.TempDir()
	m := compiled(t, ptsne.TSNE(), ptsne.SGD(0.1), 3)
	for want, err := range map[string]error{
		"a model without weights cannot be saved": ptsne.NewSequential(ptsne.Dense(2, ptsne.Linear)).Save(filepath.Join(dir, "m")),
		"/no/such/m cannot be written":            m.Save(filepath.Join(dir, "no/such/m")),
		dir + " cannot be written":                m.Save(dir),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestLoadErrors(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	m := compiled(t, ptsne.TSNE(), ptsne.Adam(0.1), 3)
	if err := m.Save(good); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	load := func(name string, content []byte) error {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o666); err != nil {
			t.Fatal(err)
		}
		m, err := ptsne.Load(path)
		if m != nil || err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: Load gives a model %v and the error %v", name, m, err)
			return fmt.Errorf("none")
		}
		return err
	}
	for n := range file {
		want := "is truncated: it has"
		if n < 9 {
			want = "is no safetensors file"
		}
		if err := load("cut", file[:n]); !strings.Contains(err.Error(), want) {
			t.Fatalf("of %d bytes %d: %v, want %q", len(file), n, err, want)
		}
	}
	safetensors := func(header string) []byte {
		return append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header...)
	}
	newer := func(version string) []byte {
		return []byte(strings.Replace(string(file), `"ptsne.version":"1"`, `"ptsne.version":"`+version+`"`, 1))
	}
	for _, c := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"text", []byte("Dear diary, today I trained a network."), "is no safetensors file"},
		{"json", []byte(`{"layers": []}`), "is no safetensors file"},
		{"nonsense", safetensors(`{"layers": [}`), "is no safetensors file"},
		{"huge", append([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}, '{'), "is no safetensors file"},
		{"foreign", safetensors(`{"__metadata__":{"format":"pt"}}`), "is a safetensors file, but not one that ptsne has saved"},
		{"bare", safetensors(`{}`), "is a safetensors file, but not one that ptsne has saved"},
		{"newer", newer("2"), "is from a newer gopherbook: it has version 2 of the format, and this one reads 1"},
		{"no version", newer("x"), `is damaged: its version is "x"`},
		{"longer", append(slices.Clone(file), 0), "is damaged: it has"},
	} {
		if err := load(c.name, c.content); !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, want %q", c.name, err, c.want)
		}
	}
	if _, err := ptsne.Load(filepath.Join(dir, "none")); err == nil || !strings.Contains(err.Error(), "none: no such file") {
		t.Errorf("error is %v", err)
	}
	if _, err := ptsne.Load(dir); err == nil || !strings.Contains(err.Error(), "is a directory") {
		t.Errorf("error is %v", err)
	}
}

func ExampleLoad() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "line.safetensors")
	x, y := mat.NewDense(4, 1, []float64{0, 1, 2, 3}), mat.NewDense(4, 1, []float64{1, 3, 5, 7})

	model := ptsne.NewSequential(ptsne.Dense(1, ptsne.Linear, ptsne.Name("line")))
	if err := model.Compile(ptsne.MeanSquaredError(), ptsne.Adam(0.1)); err != nil {
		log.Fatal(err)
	}
	if _, err := model.Fit(x, y, ptsne.Epochs(100), ptsne.Verbose(0)); err != nil {
		log.Fatal(err)
	}
	if err := model.Save(path); err != nil {
		log.Fatal(err)
	}

	// Another day:
	model, err = ptsne.Load(path)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := model.Fit(x, y, ptsne.InitialEpoch(100), ptsne.Epochs(300), ptsne.Verbose(0)); err != nil {
		log.Fatal(err)
	}
	z, err := model.Predict(mat.NewDense(1, 1, []float64{10}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %.1f\n", model.Layers()[0].Name(), z.At(0, 0))
	// Output:
	// line: 21.0
}
