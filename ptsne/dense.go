package ptsne

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
)

// A DenseLayer is a fully connected layer: activation(x·kernel + bias).
//
// The kernel is drawn by Glorot and Bengio's rule (Keras's glorot_uniform):
// uniform in ±sqrt(6/(inputs+units)). The bias starts at zero.
type DenseLayer struct {
	name       string
	units      int
	activation Activation
	inputs     int // 0 until known

	kernel f32.Matrix // inputs × units
	bias   []float32
}

// A LayerOption sets a detail of a layer.
type LayerOption func(*DenseLayer)

// InputShape tells the first layer the number of columns of the data. Without
// it the model learns the number from the first data it sees.
func InputShape(columns int) LayerOption {
	if columns < 1 {
		panic(fmt.Sprintf("ptsne: InputShape(%d): want at least one column", columns))
	}
	return func(d *DenseLayer) { d.inputs = columns }
}

// Name names a layer, in place of dense_1, dense_2 and so on.
func Name(name string) LayerOption {
	return func(d *DenseLayer) { d.name = name }
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
	d := &DenseLayer{units: units, activation: activation}
	for _, set := range options {
		set(d)
	}
	if d.name == "" {
		d.name = nextName("dense")
	}
	return d
}

var names = struct {
	sync.Mutex
	count map[string]int
}{count: map[string]int{}}

func nextName(kind string) string {
	names.Lock()
	defer names.Unlock()
	names.count[kind]++
	return fmt.Sprintf("%s_%d", kind, names.count[kind])
}

// ClearSession starts the count of layer names at 1 again, as Keras's
// clear_session does.
func ClearSession() {
	names.Lock()
	defer names.Unlock()
	clear(names.count)
}

// Name returns the layer's name.
func (d *DenseLayer) Name() string { return d.name }

// Units returns the number of outputs.
func (d *DenseLayer) Units() int { return d.units }

// Activation returns the layer's activation.
func (d *DenseLayer) Activation() Activation { return d.activation }

// Inputs returns the number of inputs, 0 while it is not known.
func (d *DenseLayer) Inputs() int { return d.inputs }

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
	rows, cols := kernel.Dims()
	if d.inputs == 0 || rows != d.inputs || cols != d.units || bias.Len() != d.units {
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

// build makes the weights, drawn from rng.
func (d *DenseLayer) build(inputs int, rng *rand.Rand) {
	d.inputs = inputs
	d.kernel = f32.New(inputs, d.units)
	d.bias = make([]float32, d.units)
	limit := math.Sqrt(6 / float64(inputs+d.units))
	for i := range d.kernel.Data {
		d.kernel.Data[i] = float32(limit * (2*rng.Float64() - 1))
	}
}

// forward sets out to the layer's output for the rows of in.
func (d *DenseLayer) forward(out, in f32.Matrix) {
	f32.Forward(out, in, d.kernel, d.bias, f32.Activation(d.activation))
}

// weightGradient sets g to the gradient with respect to the weights. grad is
// that with respect to the sums that the activation is applied to.
func (d *DenseLayer) weightGradient(g layerGradient, in, grad f32.Matrix) {
	f32.Gemm(blas.Trans, blas.NoTrans, 1, in, grad, 0, g.kernel)
	f32.SumRows(g.bias, grad)
}

// layerGradient holds the gradient with respect to a layer's weights.
type layerGradient struct {
	kernel f32.Matrix
	bias   []float32
}
