package ptsne

import "fmt"

// A layerConfig is what a file says of a layer. Types and settings have Keras's
// names.
type layerConfig struct {
	Type       string  `json:"type"`
	Name       string  `json:"name"`
	Inputs     int     `json:"inputs"`
	Units      int     `json:"units"`
	Activation string  `json:"activation,omitempty"`
	Rate       float64 `json:"rate,omitempty"`
}

func configOfLayer(l Layer) layerConfig {
	c := layerConfig{Type: l.kind(), Name: l.Name(), Inputs: l.Inputs(), Units: l.Units()}
	switch l := l.(type) {
	case *DenseLayer:
		c.Activation = l.activation.String()
	case *DropoutLayer:
		c.Rate = l.rate
	}
	return c
}

// layer returns the layer without weights.
func (c layerConfig) layer() (Layer, error) {
	base := layerBase{c.Name, c.Inputs}
	switch {
	case c.Inputs < 1 || c.Units < 1:
	case c.Type == "Dense":
		for a, name := range activationNames {
			if name == c.Activation {
				return &DenseLayer{layerBase: base, units: c.Units, activation: Activation(a)}, nil
			}
		}
	case c.Type == "Dropout" && c.Rate >= 0 && c.Rate < 1 && c.Units == c.Inputs:
		return &DropoutLayer{base, c.Rate}, nil
	}
	return nil, fmt.Errorf("is damaged: there is no layer %+v", c)
}

// A lossConfig is what a file says of a built-in loss.
type lossConfig struct {
	Type    string  `json:"type"`
	Degrees float64 `json:"degrees_of_freedom,omitempty"` // to begin with, if they are learned
	Learned bool    `json:"learned,omitempty"`
}

// configOfLoss returns nil for a loss of one's own.
func configOfLoss(l Loss) *lossConfig {
	switch l := l.(type) {
	case *TSNELoss:
		return &lossConfig{"tsne", l.set, l.learned}
	case *InfoNCELoss:
		return &lossConfig{"infonce", l.set, l.learned}
	case meanSquaredError:
		return &lossConfig{Type: "mean_squared_error"}
	}
	return nil
}

func (c lossConfig) loss() (Loss, error) {
	switch {
	case c.Type == "tsne" && c.Degrees >= 0:
		return &TSNELoss{degrees{set: c.Degrees, learned: c.Learned}}, nil
	case c.Type == "infonce" && c.Degrees >= 0:
		return &InfoNCELoss{degrees{set: c.Degrees, learned: c.Learned}}, nil
	case c.Type == "mean_squared_error":
		return MeanSquaredError(), nil
	}
	return nil, fmt.Errorf("is damaged: there is no loss %+v", c)
}

// An optimizerConfig is what a file says of an optimizer.
type optimizerConfig struct {
	Type           string  `json:"type"`
	LearningRate   float64 `json:"learning_rate"`
	WeightDecay    float64 `json:"weight_decay,omitempty"`
	ClipValue      float64 `json:"clipvalue,omitempty"`
	ClipNorm       float64 `json:"clipnorm,omitempty"`
	GlobalClipNorm float64 `json:"global_clipnorm,omitempty"`

	Momentum float64 `json:"momentum,omitempty"`
	Nesterov bool    `json:"nesterov,omitempty"`
	Beta1    float64 `json:"beta_1,omitempty"`
	Beta2    float64 `json:"beta_2,omitempty"`
	Rho      float64 `json:"rho,omitempty"`
	Epsilon  float64 `json:"epsilon,omitempty"`

	LineSearches int `json:"line_searches,omitempty"`
}

func configOfOptimizer(o Optimizer) *optimizerConfig {
	if o, ok := o.(*ConjugateGradientsOptimizer); ok {
		return &optimizerConfig{Type: "ConjugateGradients", LineSearches: o.searches}
	}
	s := o.(stepper).common()
	c := &optimizerConfig{LearningRate: s.rate, WeightDecay: s.weightDecay,
		ClipValue: s.clipping.value, ClipNorm: s.clipping.norm, GlobalClipNorm: s.clipping.globalNorm}
	switch o := o.(type) {
	case *SGDOptimizer:
		c.Type, c.Momentum, c.Nesterov = "SGD", o.momentum, o.nesterov
	case *AdamOptimizer:
		c.Type, c.Beta1, c.Beta2, c.Epsilon = "Adam", o.beta1, o.beta2, o.epsilon
	case *RMSpropOptimizer:
		c.Type, c.Rho, c.Epsilon = "RMSprop", o.rho, o.epsilon
	}
	return c
}

func (c optimizerConfig) optimizer() (Optimizer, error) {
	s := optimizerSettings{c.LearningRate, c.WeightDecay, clipping{c.ClipValue, c.ClipNorm, c.GlobalClipNorm}}
	var o Optimizer
	switch c.Type {
	case "SGD":
		o = &SGDOptimizer{s, c.Momentum, c.Nesterov}
	case "Adam":
		o = &AdamOptimizer{s, c.Beta1, c.Beta2, c.Epsilon}
	case "RMSprop":
		o = &RMSpropOptimizer{s, c.Rho, c.Epsilon}
	case "ConjugateGradients":
		o = &ConjugateGradientsOptimizer{c.LineSearches}
	default:
		return nil, fmt.Errorf("is damaged: there is no optimizer %q", c.Type)
	}
	if _, ok := o.(stepper); ok && c.LearningRate == 0 {
		// No optimizer begins so, but a schedule may end so.
		o.SetLearningRate(1)
		defer o.SetLearningRate(0)
	}
	if err := o.validate(); err != nil {
		return nil, fmt.Errorf("is damaged: %w", err)
	}
	return o, nil
}
