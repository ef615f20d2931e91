package ptsne_test

import (
	"encoding/binary"
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

// fields is a message of Protocol Buffers: the values of each field, which are
// numbers or bytes, in their order.
type fields map[uint64][]any

func parseMessage(t *testing.T, text []byte) fields {
	t.Helper()
	f := fields{}
	number := func() uint64 {
		v, n := binary.Uvarint(text)
		if n <= 0 {
			t.Fatalf("no number where one should be: % x", text[:min(len(text), 10)])
		}
		text = text[n:]
		return v
	}
	for len(text) > 0 {
		key := number()
		switch key & 7 {
		case 0:
			f[key>>3] = append(f[key>>3], number())
		case 2:
			n := number()
			if n > uint64(len(text)) {
				t.Fatalf("field %d has %d bytes of %d", key>>3, n, len(text))
			}
			f[key>>3] = append(f[key>>3], text[:n])
			text = text[n:]
		default:
			t.Fatalf("a field of kind %d", key&7)
		}
	}
	return f
}

func (f fields) number(n uint64) uint64 { return f[n][0].(uint64) }
func (f fields) text(n uint64) string   { return string(f[n][0].([]byte)) }

func (f fields) texts(n uint64) (all []string) {
	for _, v := range f[n] {
		all = append(all, string(v.([]byte)))
	}
	return all
}

func (f fields) messages(t *testing.T, n uint64) (all []fields) {
	for _, v := range f[n] {
		all = append(all, parseMessage(t, v.([]byte)))
	}
	return all
}

// onnxValue returns the name and the shape of an input or output.
func onnxValue(t *testing.T, value fields) (name, shape string) {
	tensor := value.messages(t, 2)[0].messages(t, 1)[0]
	if kind := tensor.number(1); kind != 1 {
		t.Errorf("%s has elements of kind %d, want float", value.text(1), kind)
	}
	var dims []string
	for _, d := range tensor.messages(t, 2)[0].messages(t, 1) {
		if _, ok := d[2]; ok {
			dims = append(dims, d.text(2))
		} else {
			dims = append(dims, fmt.Sprint(d.number(1)))
		}
	}
	return value.text(1), strings.Join(dims, " ")
}

// runONNX computes a graph as the operators of ONNX are defined, in float64,
// and returns its output and its operators.
func runONNX(t *testing.T, graph fields, x *mat.Dense) (*mat.Dense, []string) {
	t.Helper()
	values := map[string]*mat.Dense{"input": x}
	for _, tensor := range graph.messages(t, 5) {
		if kind := tensor.number(2); kind != 1 {
			t.Fatalf("a tensor of kind %d", kind)
		}
		shape := []int{1, 1} // a vector is a single row
		for i, n := range tensor[1] {
			shape[len(shape)-len(tensor[1])+i] = int(n.(uint64))
		}
		raw := tensor[9][0].([]byte)
		m := mat.NewDense(shape[0], shape[1], nil)
		for i := range m.RawMatrix().Data {
			m.RawMatrix().Data[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:])))
		}
		values[tensor.text(8)] = m
	}
	var ops []string
	names := map[string]bool{}
	for _, node := range graph.messages(t, 1) {
		op, name := node.text(4), node.text(3)
		if names[name] {
			t.Errorf("two nodes are called %q", name)
		}
		names[name] = true
		ops = append(ops, op)
		var in []*mat.Dense
		for _, name := range node.texts(1) {
			if values[name] == nil {
				t.Fatalf("%s takes %q, which nothing has made", op, name)
			}
			in = append(in, values[name])
		}
		out := new(mat.Dense)
		element := func(f func(float64) float64) {
			out.Apply(func(_, _ int, v float64) float64 { return f(v) }, in[0])
		}
		switch op {
		case "Gemm":
			out.Mul(in[0], in[1])
			out.Apply(func(_, j int, v float64) float64 { return v + in[2].At(0, j) }, out)
		case "Relu":
			element(func(v float64) float64 { return max(v, 0) })
		case "Sigmoid":
			element(func(v float64) float64 { return 1 / (1 + math.Exp(-v)) })
		case "Tanh":
			element(math.Tanh)
		case "Identity":
			out = in[0]
		default:
			t.Fatalf("operator %q", op)
		}
		if values[node.text(2)] != nil {
			t.Errorf("%q is made twice", node.text(2))
		}
		values[node.text(2)] = out
	}
	return values["output"], ops
}

// manyLayers returns a model with all kinds of layers, two of them of one name,
// and weights that are not those it starts with.
func manyLayers(t *testing.T) *ptsne.Sequential {
	t.Helper()
	m := ptsne.NewSequential(
		ptsne.Dropout(0.2), ptsne.Dense(200, ptsne.ReLU, ptsne.Name("same")), ptsne.Dense(30, ptsne.Sigmoid, ptsne.Name("same")),
		ptsne.Dropout(0.5), ptsne.Dense(20, ptsne.Tanh), ptsne.Dense(2, ptsne.Linear), ptsne.Dropout(0.5))
	if err := m.Compile(ptsne.MeanSquaredError(), ptsne.Adam(0.01)); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Fit(randmat.Normal(100, 6, 1), randmat.Normal(100, 2, 2), ptsne.Epochs(5), quiet); err != nil {
		t.Fatal(err)
	}
	return m
}

func exported(t *testing.T, m *ptsne.Sequential) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "model.onnx")
	if err := m.ExportONNX(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestExportONNX(t *testing.T) {
	m := manyLayers(t)
	file, err := os.ReadFile(exported(t, m))
	if err != nil {
		t.Fatal(err)
	}
	model := parseMessage(t, file)
	if ir, opset := model.number(1), model.messages(t, 8)[0]; ir != 7 || opset.number(2) != 13 || opset[1] != nil {
		t.Errorf("the format is %d, the operators are %v", ir, opset)
	}
	graph := model.messages(t, 7)[0]
	for field, want := range map[uint64]string{11: "input batch 6", 12: "output batch 2"} {
		values := graph.messages(t, field)
		if name, shape := onnxValue(t, values[0]); len(values) != 1 || name+" "+shape != want {
			t.Errorf("%d values, the first is %s (%s), want %s", len(values), name, shape, want)
		}
	}
	x := randmat.Normal(40, 6, 3)
	y, ops := runONNX(t, graph, x)
	if want := predict(t, m, x); !mat.EqualApprox(y, want, 1e-5) {
		t.Errorf("the graph's output differs by %g", maxDifference(y, want))
	}
	if want := []string{"Gemm", "Relu", "Gemm", "Sigmoid", "Gemm", "Tanh", "Gemm"}; !slices.Equal(ops, want) {
		t.Errorf("operators are %v, want %v", ops, want)
	}
}

func TestExportONNXOfFewLayers(t *testing.T) {
	x := randmat.Normal(5, 3, 1)
	for name, m := range map[string]*ptsne.Sequential{
		"one":  ptsne.NewSequential(ptsne.Dense(2, ptsne.Tanh, ptsne.InputShape(3))),
		"none": ptsne.NewSequential(ptsne.Dropout(0.5, ptsne.InputShape(3))),
	} {
		file, err := os.ReadFile(exported(t, m))
		if err != nil {
			t.Fatal(err)
		}
		y, _ := runONNX(t, parseMessage(t, file).messages(t, 7)[0], x)
		if want := predict(t, m, x); !mat.EqualApprox(y, want, 1e-6) {
			t.Errorf("%s: the graph's output differs by %g", name, maxDifference(y, want))
		}
	}
}

func TestExportONNXErrors(t *testing.T) {
	for want, err := range map[string]error{
		"a model without weights cannot be exported": ptsne.NewSequential(ptsne.Dense(2, ptsne.Linear)).ExportONNX("m.onnx"),
		"no/such/m.onnx cannot be written":           compiled(t, ptsne.TSNE(), ptsne.SGD(0.1), 3).ExportONNX("no/such/m.onnx"),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
}

// In JavaScript, with onnxruntime-node:
//
//	const session = await ort.InferenceSession.create("map.onnx")
//	const {output} = await session.run({input: new ort.Tensor("float32", pixels, [rows, 784])})
func ExampleSequential_ExportONNX() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	model := ptsne.NewSequential(ptsne.Dense(500, ptsne.ReLU, ptsne.InputShape(784)), ptsne.Dense(2, ptsne.Linear))
	if err := model.ExportONNX(filepath.Join(dir, "map.onnx")); err != nil {
		log.Fatal(err)
	}
	// Output:
}
