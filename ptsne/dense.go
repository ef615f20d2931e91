package ptsne

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
	"github.com/gopherbook/gopherbook/ptsne/internal/nils"
)

// A DenseLayer is a fully connected layer: activation(x·kernel + bias).
//
// The kernel is drawn by Glorot and Bengio's rule (Keras's glorot_uniform):
// uniform in ±sqrt(6/(inputs+units)). The bias starts at zero.
type DenseLayer struct {
	layerBase
	units      int
	activation Activation

	kernel f32.Matrix // inputs × units
	bias   []float32
}

// Dense returns a fully connected layer with the given number of units. As in
// Keras, layers without a Name are counted over the life of the process:
// dense_1, dense_2, ... It panics if units is not positive.
func Dense(units int, activation Activation, options ...LayerOption) *DenseLayer {
	if units < 1 {
		panic(fmt.Sprintf("ptsne: Dense(%d, %v): want at least one unit", units, activation))
	}
	if !activation.valid() {
		panic(fmt.Sprintf("ptsne: Dense(%d, %v): no such activation", units, activation))
	}
	return &DenseLayer{layerBase: newLayer("dense", options), units: units, activation: activation}
}

// Units returns the number of outputs.
func (d *DenseLayer) Units() int { return d.units }

// Activation returns the layer's activation.
func (d *DenseLayer) Activation() Activation { return d.activation }

// Params returns the number of weights: inputs*units + units, 0 while the
// number of inputs is not known.
func (d *DenseLayer) Params() int {
	if d.inputs == 0 {
		return 0
	}
	return d.inputs*d.units + d.units
}

// Kernel returns a copy of the (inputs, units) kernel, nil while the number of
// inputs is not known.
func (d *DenseLayer) Kernel() *mat.Dense {
	if d.kernel.Data == nil {
		return nil
	}
	return toDense(d.kernel)
}

// Bias returns a copy of the bias, one element for each unit, nil while the
// number of inputs is not known.
func (d *DenseLayer) Bias() *mat.VecDense {
	if d.bias == nil {
		return nil
	}
	bias := mat.NewVecDense(d.units, nil)
	for i, b := range d.bias {
		bias.SetVec(i, float64(b))
	}
	return bias
}

// SetWeights copies kernel, of shape (inputs, units), and bias, of length
// units, into the layer, rounded to float32.
func (d *DenseLayer) SetWeights(kernel mat.Matrix, bias mat.Vector) error {
	if nils.Is(kernel) || nils.Is(bias) {
		return fmt.Errorf("ptsne: layer %s got a kernel or a bias that is nil", d.name)
	}
	if d.inputs == 0 {
		return fmt.Errorf("ptsne: layer %s has no weights yet: give it an InputShape", d.name)
	}
	rows, cols := kernel.Dims()
	if rows != d.inputs || cols != d.units || bias.Len() != d.units {
		return fmt.Errorf("ptsne: layer %s has a kernel of shape (%d, %d) and a bias of %d, but got (%d, %d) and %d",
			d.name, d.inputs, d.units, d.units, rows, cols, bias.Len())
	}
	if err := checkFinite("kernel", kernel); err != nil {
		return err
	}
	if err := checkFinite("bias", bias); err != nil {
		return err
	}
	gather(d.kernel, kernel, nil)
	for i := range d.bias {
		d.bias[i] = float32(bias.AtVec(i))
	}
	return nil
}

func (d *DenseLayer) kind() string { return "Dense" }

// build makes the weights, in the memory of weights that it replaces: a model
// that is being trained may hold on to them.
func (d *DenseLayer) build(inputs int, rng *rand.Rand) {
	d.inputs = inputs
	if !d.built() {
		d.setKernel(make([]float32, inputs*d.units))
		d.bias = make([]float32, d.units)
	}
	limit := math.Sqrt(6 / float64(inputs+d.units))
	for i := range d.kernel.Data {
		d.kernel.Data[i] = float32(limit * (2*rng.Float64() - 1))
	}
	clear(d.bias)
}

// setKernel makes data the kernel.
func (d *DenseLayer) setKernel(data []float32) {
	d.kernel = f32.Matrix{Rows: d.inputs, Cols: d.units, Stride: d.units, Data: data}
}

func (d *DenseLayer) built() bool { return d.kernel.Data != nil }

func (d *DenseLayer) weights() [][]float32 { return [][]float32{d.kernel.Data, d.bias} }

func (d *DenseLayer) forward(buf *f32.Matrix, in f32.Matrix) f32.Matrix {
	buf.Reuse(in.Rows, d.units)
	f32.Forward(*buf, in, d.kernel, d.bias, d.slope())
	return *buf
}

func (d *DenseLayer) train(buf *f32.Matrix, in f32.Matrix, _ uint64) f32.Matrix {
	return d.forward(buf, in)
}

func (d *DenseLayer) takesNoise() bool { return false }

func (d *DenseLayer) slope() f32.Activation { return f32.Activation(d.activation) }

func (d *DenseLayer) weightGradient(g [][]float32, in, grad f32.Matrix) {
	kernel := f32.Matrix{Rows: d.inputs, Cols: d.units, Stride: d.units, Data: g[0]}
	f32.Gemm(blas.Trans, blas.NoTrans, 1, in, grad, 0, kernel)
	f32.SumRows(g[1], grad)
}

func (d *DenseLayer) backward(inGrad, grad, in f32.Matrix, before f32.Activation, _ uint64) {
	f32.Backward(inGrad, grad, d.kernel, in, before)
}
