package ptsne

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// EarlyExaggeration makes Fit multiply P, and so the attraction between
// neighbours, by factor in the gradient of the loss TSNE during the epochs 0 to
// epochs-1: while clusters are tight, they can still move past each other (van
// der Maaten and Hinton 2008, section 3.4, who multiply by 4; package tsne does so
// by 12). The default is none.
//
// The loss that Fit reports is always that of P itself, so that all epochs can
// be compared. It is not what the first epochs make small: EarlyStopping and
// ReduceLROnPlateau should have the patience to wait for their end.
//
// With any other loss, Fit returns an error; so it does with ConjugateGradients,
// whose line searches want the gradient and the loss to be of one kind.
func EarlyExaggeration(factor float64, epochs int) FitOption {
	return setting(func(s *settings) { s.exaggeration, s.exaggerated = factor, epochs })
}

// checkExaggeration returns an error if the loss cannot be exaggerated as
// wanted.
func (s *settings) checkExaggeration(l Loss, o Optimizer) error {
	if !(s.exaggeration > 0) || math.IsInf(s.exaggeration, 1) || s.exaggerated < 0 {
		return fmt.Errorf("ptsne: EarlyExaggeration(%v, %d): want a positive factor and zero or more epochs", s.exaggeration, s.exaggerated)
	}
	if s.exaggerated == 0 {
		return nil
	}
	if _, ok := l.(*TSNELoss); !ok {
		return fmt.Errorf("ptsne: EarlyExaggeration is for the loss TSNE, but the model has %T", l)
	}
	if _, ok := o.(stepper); !ok {
		return errors.New("ptsne: EarlyExaggeration changes the gradient but not the loss, and ConjugateGradients goes by both: leave it out, or Compile with SGD, Adam or RMSprop")
	}
	return nil
}

// lossIn returns the loss whose gradient an epoch follows.
func (s *settings) lossIn(epoch int, l Loss) Loss {
	if t, ok := l.(*TSNELoss); ok && epoch < s.exaggerated {
		return exaggeratedLoss{t, s.exaggeration}
	}
	return l
}

// An exaggeratedLoss has the value of the t-SNE loss, and the gradient of
//
//	factor Σ p_ij log(1/k_ij) + Σ p_ij log Σ k
//
// which is the same for a factor of 1. To multiply P in the second term as well
// would only be a higher learning rate.
type exaggeratedLoss struct {
	*TSNELoss
	factor float64
}

func (t exaggeratedLoss) lossSparse(gradient *mat.Dense, p *csr, output *mat.Dense) float64 {
	return t.evaluate(t.factor, gradient, p, output)
}

func (t exaggeratedLoss) lossLearning(gradient *mat.Dense, slope []float32, p *csr, output *mat.Dense) float64 {
	return t.evaluateLearning(t.factor, gradient, slope, p, output)
}
