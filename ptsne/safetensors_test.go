package ptsne

import (
	"bytes"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// savedBytes returns what Save writes.
func savedBytes(t testing.TB, m *Sequential) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "m")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func smallTrained(t testing.TB) *Sequential {
	t.Helper()
	m := NewSequential(Dense(3, ReLU, Name("a"), InputShape(2)), Dropout(0.5, Name("b")), Dense(2, Linear, Name("c")))
	if err := m.Compile(TSNE(DegreesOfFreedom(2)), Adam(0.1, WeightDecay(0.01))); err != nil {
		t.Fatal(err)
	}
	x := mat.NewDense(4, 2, []float64{0, 1, 2, 3, 4, 5, 6, 7})
	if _, err := m.Fit(x, mat.NewDense(4, 4, nil), BatchSize(4), Verbose(0)); err != nil {
		t.Fatal(err)
	}
	return m
}

// What is wrong inside of a file is found, whatever it is.
func TestLoadFindsDamage(t *testing.T) {
	m := smallTrained(t)
	file := savedBytes(t, m)
	f, err := openSafetensors(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	description := f.metadata[modelKey]
	var tensors []tensor
	for name, info := range f.tensors {
		data, err := f.read(name, info.Shape...)
		if err != nil {
			t.Fatal(err)
		}
		tensors = append(tensors, tensor{name, info.Shape, data})
	}
	write := func(description string, tensors []tensor) ([]byte, error) {
		var out bytes.Buffer
		err := writeSafetensors(&out, map[string]string{versionKey: "1", modelKey: description}, tensors)
		return out.Bytes(), err
	}
	read := func(file []byte) error {
		_, err := readModel(bytes.NewReader(file), int64(len(file)))
		return err
	}
	if file, err := write(description, tensors); err != nil || read(file) != nil {
		t.Fatalf("the file as it was: %v, %v", err, read(file))
	}
	for _, c := range []struct{ old, new, want string }{
		{`{"layers"`, `["layers"`, "the description of the model cannot be read"},
		{`{"layers"`, `{"novelty":1,"layers"`, "the description of the model cannot be read"},
		{`"type":"Dense"`, `"type":"Conv2D"`, "there is no layer {Type:Conv2D"},
		{`"units":3`, `"units":4`, `tensor "layers.0.kernel" is F32 of shape [2 3], want F32 of shape [2 4]`},
		{`"units":2`, `"units":-2`, "there is no layer"},
		{`"inputs":2,"units":3`, `"inputs":4611686018427387904,"units":4611686018427387904`, `tensor "layers.0.kernel" cannot have the shape`},
		{`"activation":"relu"`, `"activation":"gelu"`, "there is no layer"},
		{`"rate":0.5`, `"rate":1.5`, "there is no layer"},
		{`"inputs":3,"units":3`, `"inputs":4,"units":4`, "layer 1 takes 4 inputs, but the one before it has 3 units"},
		{`"loss":{"type":"tsne"`, `"loss":{"type":"umap"`, "there is no loss"},
		{`"optimizer":{"type":"Adam"`, `"optimizer":{"type":"Lion"`, `there is no optimizer "Lion"`},
		{`"learning_rate":0.1`, `"learning_rate":-0.1`, "Adam has a learning rate of -0.1"},
		{`"steps":1`, `"steps":-1`, "the state of the training cannot be read"},
		{`"rng":"`, `"rng":"AA`, "is damaged"},
	} {
		changed := strings.Replace(description, c.old, c.new, 1)
		if changed == description {
			t.Fatalf("there is no %s in %s", c.old, description)
		}
		file, err := write(changed, tensors)
		if err != nil {
			t.Fatal(err)
		}
		if err := read(file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, want %q", c.new, err, c.want)
		}
	}
	for i, missing := range tensors {
		rest := append(append([]tensor(nil), tensors[:i]...), tensors[i+1:]...)
		file, err := write(description, rest)
		if err != nil {
			t.Fatal(err)
		}
		if err := read(file); err == nil || !strings.Contains(err.Error(), "it has no tensor \""+missing.name) {
			t.Errorf("without %s the error is %v", missing.name, err)
		}
	}
}

func TestWriteFileIsWholeOrNotAtAll(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	write := func(text string, failure error) error {
		return writeFile(path, func(w io.Writer) error {
			if _, err := io.WriteString(w, text); err != nil {
				return err
			}
			return failure
		})
	}
	content := func() string {
		text, _ := os.ReadFile(path)
		return string(text)
	}
	full := errors.New("disk full")
	if err := write("half", full); !errors.Is(err, full) || !strings.Contains(err.Error(), path+" cannot be written") {
		t.Errorf("error is %v", err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) > 0 {
		t.Errorf("left behind: %v", entries)
	}
	if err := write("first", nil); err != nil || content() != "first" {
		t.Errorf("file is %q, error %v", content(), err)
	}
	if err := write("second, half", full); err == nil || content() != "first" {
		t.Errorf("after a failure the file is %q, error %v", content(), err)
	}
	if err := write("second", nil); err != nil || content() != "second" {
		t.Errorf("file is %q, error %v", content(), err)
	}
}

// Whatever the bytes are, reading them ends, without a panic. What reads as a
// model predicts, and is saved as the same model.
func FuzzLoad(f *testing.F) {
	m := smallTrained(f)
	f.Add(savedBytes(f, m))
	f.Add(savedBytes(f, NewSequential(Dense(1, Tanh, InputShape(1)))))
	f.Add([]byte("\x02\x00\x00\x00\x00\x00\x00\x00{}"))
	f.Fuzz(func(t *testing.T, file []byte) {
		m, err := readModel(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		if n := m.layers[0].Inputs(); n < 1<<20 { // Dropout takes any number
			if _, err := m.Predict(mat.NewDense(1, n, nil)); err != nil {
				t.Fatal(err)
			}
		}
		again := savedBytes(t, m)
		twin, err := readModel(bytes.NewReader(again), int64(len(again)))
		if err != nil {
			t.Fatalf("what Save has written cannot be read: %v", err)
		}
		if !bytes.Equal(savedBytes(t, twin), again) {
			t.Error("a loaded model is saved as another")
		}
		for i, w := range m.weights() {
			for j, v := range w {
				if math.Float32bits(v) != math.Float32bits(twin.weights()[i][j]) {
					t.Fatalf("weight %d of %d is %g, then %g", j, i, v, twin.weights()[i][j])
				}
			}
		}
	})
}
