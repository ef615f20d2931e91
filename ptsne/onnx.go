package ptsne

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// ExportONNX writes the network to a file in the ONNX format, whole or not at
// all, for programs such as onnxruntime to run. The weights must exist: the
// model has an InputShape or has seen data.
//
// The input is a float tensor called "input", of shape (batch, columns), for
// any batch; the output is called "output", of shape (batch, units). The file
// holds what Predict needs and nothing of the training: there is no Dropout in
// it. It asks for version 13 of ONNX's operators.
func (m *Sequential) ExportONNX(path string) error {
	if !m.built() {
		return errors.New("ptsne: a model without weights cannot be exported: give the first layer an InputShape, or Fit the model")
	}
	bytes := 0
	for _, w := range m.weights() {
		bytes += 4 * len(w)
	}
	if bytes > math.MaxInt32-1<<20 {
		return fmt.Errorf("ptsne: %s cannot be written: the weights take %d bytes, and an ONNX file has room for 2 GiB", path, bytes)
	}
	return writeFile(path, func(w io.Writer) error {
		_, err := w.Write(onnxModel(m))
		return err
	})
}

// What follows writes the messages of onnx.proto
// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) with the numbers
// that their fields have there.

const (
	onnxIR     = 7  // the version of the format that has
	onnxOpset  = 13 // this version of the operators
	onnxFloat  = 1  // the type of float32
	onnxInput  = "input"
	onnxOutput = "output"
)

// onnxModel returns a ModelProto.
func onnxModel(m *Sequential) []byte {
	var opset, model message
	opset.integer(2, onnxOpset)
	model.integer(1, onnxIR)
	model.text(2, "gopherbook")
	model.bytes(7, onnxGraph(m))
	model.bytes(8, opset)
	return model
}

// onnxGraph returns a GraphProto: for each Dense layer a product of matrices
// and its activation.
func onnxGraph(m *Sequential) message {
	var nodes, weights message
	at := onnxInput // the name of the value so far
	last := -1      // the layer that makes the output
	for i, l := range m.layers {
		if _, ok := l.(*DenseLayer); ok {
			last = i
		}
	}
	if last < 0 {
		nodes.bytes(1, onnxNode("Identity", "identity", onnxOutput, at))
	}
	for i, l := range m.layers {
		d, ok := l.(*DenseLayer)
		if !ok {
			continue // Dropout passes on what it is given
		}
		kernel, bias := weightName("layers", i, 0), weightName("layers", i, 1)
		weights.bytes(5, onnxTensor(kernel, d.kernel.Data, d.inputs, d.units))
		weights.bytes(5, onnxTensor(bias, d.bias, d.units))
		out := fmt.Sprintf("layers.%d", i)
		if i == last {
			out = onnxOutput
		}
		op := [...]string{Linear: "", ReLU: "Relu", Sigmoid: "Sigmoid", Tanh: "Tanh"}[d.activation]
		name := fmt.Sprintf("%s (%d)", d.name, i) // two nodes of one name are no valid graph
		if op == "" {
			nodes.bytes(1, onnxNode("Gemm", name, out, at, kernel, bias))
		} else {
			sums := fmt.Sprintf("layers.%d.sums", i)
			nodes.bytes(1, onnxNode("Gemm", name, sums, at, kernel, bias))
			nodes.bytes(1, onnxNode(op, name+" "+d.activation.String(), out, sums))
		}
		at = out
	}
	graph := nodes
	graph.text(2, "sequential")
	graph = append(graph, weights...)
	graph.bytes(11, onnxValue(onnxInput, m.layers[0].Inputs()))
	graph.bytes(12, onnxValue(onnxOutput, m.last().Units()))
	return graph
}

// onnxNode returns a NodeProto.
func onnxNode(op, name, output string, inputs ...string) message {
	var node message
	for _, in := range inputs {
		node.text(1, in)
	}
	node.text(2, output)
	node.text(3, name)
	node.text(4, op)
	return node
}

// onnxTensor returns a TensorProto.
func onnxTensor(name string, data []float32, shape ...int) message {
	var tensor message
	for _, n := range shape {
		tensor.integer(1, n)
	}
	tensor.integer(2, onnxFloat)
	tensor.text(8, name)
	raw := make([]byte, 4*len(data)) // little-endian
	for i, v := range data {
		binary.LittleEndian.PutUint32(raw[4*i:], math.Float32bits(v))
	}
	tensor.bytes(9, raw)
	return tensor
}

// onnxValue returns a ValueInfoProto of a float tensor of shape (batch, cols).
func onnxValue(name string, cols int) message {
	var rows, columns, shape, tensor, kind, value message
	rows.text(2, "batch")
	columns.integer(1, cols)
	shape.bytes(1, rows)
	shape.bytes(1, columns)
	tensor.integer(1, onnxFloat)
	tensor.bytes(2, shape)
	kind.bytes(1, tensor)
	value.text(1, name)
	value.bytes(2, kind)
	return value
}

// A message is written in the encoding of Protocol Buffers
// (https://protobuf.dev/programming-guides/encoding): fields one after the
// other, each with its number and the kind of what follows.
type message []byte

func (m *message) integer(field, value int) {
	*m = binary.AppendUvarint(*m, uint64(field)<<3) // a varint follows
	*m = binary.AppendUvarint(*m, uint64(value))
}

func (m *message) bytes(field int, value []byte) {
	*m = binary.AppendUvarint(*m, uint64(field)<<3|2) // a length and bytes follow
	*m = binary.AppendUvarint(*m, uint64(len(value)))
	*m = append(*m, value...)
}

func (m *message) text(field int, value string) { m.bytes(field, []byte(value)) }
