package ptsne

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
)

// formatVersion is the version of the files that Save writes, and the newest
// that Load reads. It changes when an older Load would misunderstand a file.
const formatVersion = 1

// The keys of a file's metadata.
const (
	versionKey = "ptsne.version"
	modelKey   = "ptsne.model" // a modelConfig as JSON
)

// A modelConfig is what a file says of a model, beside its tensors.
type modelConfig struct {
	Layers    []layerConfig    `json:"layers"`
	Loss      *lossConfig      `json:"loss,omitempty"`      // if it is built in
	Optimizer *optimizerConfig `json:"optimizer,omitempty"` // if the model is compiled
	Steps     int              `json:"steps"`
	Moments   bool             `json:"moments"` // whether the optimizer has begun
	Seed      uint64           `json:"seed,string"`
	RNG       []byte           `json:"rng"` // the state of the random numbers
}

// Save writes the model to a file, whole or not at all. Load reads it. The
// weights must exist: the model has an InputShape or has seen data.
//
// The file is in the safetensors format, which many programs read: kernels are
// tensors layers.0.kernel, layers.1.kernel, ... of shape (inputs, units), and
// biases layers.0.bias, ... of shape (units). The metadata hold the
// architecture and all that training goes on from: the loss with what it has
// learnt (loss.log_degrees_of_freedom), the optimizer with its settings, steps
// and moving averages (optimizer.*), and the state of the random numbers. A loss
// of one's own cannot be saved; see Load.
func (m *Sequential) Save(path string) error {
	if !m.built() {
		return errors.New("ptsne: a model without weights cannot be saved: give the first layer an InputShape, or Fit the model")
	}
	rng, err := m.source.MarshalBinary()
	if err != nil {
		return err
	}
	config := modelConfig{Steps: m.steps, Moments: m.states != nil, Seed: m.seed, RNG: rng}
	var tensors []tensor
	for i, l := range m.layers {
		config.Layers = append(config.Layers, configOfLayer(l))
		for j, w := range l.weights() {
			tensors = append(tensors, tensor{weightName("layers", i, j), weightShape(l, j), w})
		}
	}
	if m.optimizer != nil {
		config.Optimizer, config.Loss = configOfOptimizer(m.optimizer), configOfLoss(m.loss)
	}
	if m.states != nil {
		m.makeStates()
	}
	if p := m.lossParameter(); p != nil {
		tensors = append(tensors, tensor{lossParameterName("loss"), []int{len(p)}, p})
	}
	err = m.eachMoment(func(name string, shape []int, moment, weight int) error {
		tensors = append(tensors, tensor{name, shape, m.states[weight][moment]})
		return nil
	})
	if err != nil {
		return err
	}
	text, err := json.Marshal(config)
	if err != nil {
		return fmt.Errorf("ptsne: %s cannot be written: %w", path, err)
	}
	metadata := map[string]string{versionKey: strconv.Itoa(formatVersion), modelKey: string(text)}
	return writeFile(path, func(w io.Writer) error { return writeSafetensors(w, metadata, tensors) })
}

// weightName returns the name of weights j of layer i, such as layers.0.kernel.
func weightName(group string, i, j int) string {
	return fmt.Sprintf("%s.%d.%s", group, i, [...]string{"kernel", "bias"}[j])
}

// lossParameterName returns the name of what the loss learns.
func lossParameterName(group string) string { return group + ".log_degrees_of_freedom" }

// weightShape returns the shape of a layer's weights j.
func weightShape(l Layer, j int) []int {
	if j == 0 {
		return []int{l.Inputs(), l.Units()}
	}
	return []int{l.Units()}
}

// eachMoment calls f for each of the optimizer's averages, with the name and the
// shape of its tensor: those of the given weight, counted over all that the
// model learns.
func (m *Sequential) eachMoment(f func(name string, shape []int, moment, weight int) error) error {
	weight := 0
	next := func(name string, shape []int) error {
		if weight < len(m.states) {
			for k := range m.states[weight] {
				if err := f(fmt.Sprintf("%s.%d", name, k), shape, k, weight); err != nil {
					return err
				}
			}
		}
		weight++
		return nil
	}
	for i, l := range m.layers {
		for j := range l.weights() {
			if err := next(weightName("optimizer", i, j), weightShape(l, j)); err != nil {
				return err
			}
		}
	}
	if p := m.lossParameter(); p != nil {
		return next(lossParameterName("optimizer"), []int{len(p)})
	}
	return nil
}

// Load reads a model that Save has written. It predicts and trains as the saved
// one would, to the last bit: to go on with a training, call Fit with the same
// options and the InitialEpoch.
//
// A model that was compiled with a loss of one's own is to be compiled again,
// with that loss and with the optimizer that has been loaded, which keeps its
// averages:
//
//	err = model.Compile(loss, model.Optimizer())
//
// Load returns an error that says what is wrong if the file cannot be read, is
// truncated or damaged, is from another program, or from a newer version of
// this one.
func Load(path string) (*Sequential, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("ptsne: the model cannot be loaded: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("ptsne: the model cannot be loaded: %w", err)
	}
	if info.IsDir() {
		return nil, fmt.Errorf("ptsne: %s is a directory, not a model", path)
	}
	m, err := readModel(f, info.Size())
	if err != nil {
		return nil, fmt.Errorf("ptsne: %s %w", path, err)
	}
	return m, nil
}

// readModel reads a file of the given size. Its errors go on from the file's
// name.
func readModel(r io.ReaderAt, size int64) (*Sequential, error) {
	f, err := openSafetensors(r, size)
	if err != nil {
		return nil, err
	}
	version, ok := f.metadata[versionKey]
	if !ok {
		return nil, errors.New("is a safetensors file, but not one that ptsne has saved: it says nothing of the layers")
	}
	v, err := strconv.Atoi(version)
	if err != nil || v < 1 {
		return nil, fmt.Errorf("is damaged: its version is %q", version)
	}
	if v > formatVersion {
		return nil, fmt.Errorf("is from a newer gopherbook: it has version %d of the format, and this one reads %d: update gopherbook", v, formatVersion)
	}
	var config modelConfig
	d := json.NewDecoder(bytes.NewReader([]byte(f.metadata[modelKey])))
	d.DisallowUnknownFields()
	if err := d.Decode(&config); err != nil {
		return nil, fmt.Errorf("is damaged: the description of the model cannot be read: %w", err)
	}
	return config.model(f)
}

// model makes the model of its description and the file's tensors.
func (c *modelConfig) model(f *safetensors) (*Sequential, error) {
	if len(c.Layers) == 0 {
		return nil, errors.New("is damaged: its model has no layers")
	}
	m := &Sequential{seed: c.Seed, source: new(rand.PCG), steps: c.Steps}
	if err := m.source.UnmarshalBinary(c.RNG); err != nil || c.Steps < 0 {
		return nil, errors.New("is damaged: the state of the training cannot be read")
	}
	m.rng = rand.New(m.source)
	for i, config := range c.Layers {
		if i > 0 && config.Inputs != c.Layers[i-1].Units {
			return nil, fmt.Errorf("is damaged: layer %d takes %d inputs, but the one before it has %d units", i, config.Inputs, c.Layers[i-1].Units)
		}
		l, err := config.layer()
		if err != nil {
			return nil, err
		}
		if d, ok := l.(*DenseLayer); ok {
			if err := d.read(f, i); err != nil {
				return nil, err
			}
		}
		m.layers = append(m.layers, l)
	}
	return m, c.compile(m, f)
}

// read takes the layer's weights from the file.
func (d *DenseLayer) read(f *safetensors, i int) error {
	kernel, err := f.read(weightName("layers", i, 0), weightShape(d, 0)...)
	if err != nil {
		return err
	}
	d.setKernel(kernel)
	d.bias, err = f.read(weightName("layers", i, 1), weightShape(d, 1)...)
	return err
}

// compile gives the model its loss and its optimizer with all averages.
func (c *modelConfig) compile(m *Sequential, f *safetensors) (err error) {
	if c.Optimizer == nil {
		return nil
	}
	if m.optimizer, err = c.Optimizer.optimizer(); err != nil {
		return err
	}
	if c.Loss != nil {
		if m.loss, err = c.Loss.loss(); err != nil {
			return err
		}
		if p := m.lossParameter(); p != nil {
			saved, err := f.read(lossParameterName("loss"), len(p))
			if err != nil {
				return err
			}
			copy(p, saved)
		}
	}
	if !c.Moments {
		return nil
	}
	m.states = make([][][]float32, len(m.learned()))
	for i := range m.states {
		m.states[i] = make([][]float32, m.optimizer.moments())
	}
	return m.eachMoment(func(name string, shape []int, moment, weight int) error {
		data, err := f.read(name, shape...)
		m.states[weight][moment] = data
		return err
	})
}
