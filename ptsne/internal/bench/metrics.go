package main

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/metrics"
	"github.com/gopherbook/gopherbook/ptsne/mnist"
)

// benchMetrics times package metrics with MNIST's 70,000 images and a map of them
// after twenty epochs of the slides' training.
func benchMetrics() error {
	train, test, err := mnist.Load()
	if err != nil {
		return err
	}
	var x mat.Dense
	x.Stack(train.X, test.X)
	labels := append(train.Labels, test.Labels...)
	p, err := ptsne.JointProbabilities(train.X)
	if err != nil {
		return err
	}
	model := paperNetwork(2)
	if _, err := model.Fit(train.X, p, ptsne.Epochs(20), ptsne.Verbose(0)); err != nil {
		return err
	}
	y, err := model.Predict(&x)
	if err != nil {
		return err
	}

	table("Metrics of 70,000 points", "of", "value", "wall, s", "processors, s")
	for _, m := range []struct {
		name  string
		value func() (float64, error)
	}{
		{"LeaveOneOutAccuracy, k = 1, map", func() (float64, error) { return metrics.LeaveOneOutAccuracy(y, labels, 1) }},
		{"NeighborhoodHit, k = 12, map", func() (float64, error) { return metrics.NeighborhoodHit(y, labels, 12) }},
		{"Silhouette, map", func() (float64, error) { return metrics.Silhouette(y, labels) }},
		{"LeaveOneOutAccuracy, k = 1, 784 columns", func() (float64, error) { return metrics.LeaveOneOutAccuracy(&x, labels, 1) }},
		{"NeighborhoodHit, k = 12, 784 columns", func() (float64, error) { return metrics.NeighborhoodHit(&x, labels, 12) }},
		{"Silhouette, 784 columns", func() (float64, error) { return metrics.Silhouette(&x, labels) }},
		{"Trustworthiness, k = 12", func() (float64, error) { return metrics.Trustworthiness(&x, y, 12) }},
		{"Continuity, k = 12", func() (float64, error) { return metrics.Continuity(&x, y, 12) }},
	} {
		var value float64
		var err error
		c := measure(func() { value, err = m.value() })
		if err != nil {
			return err
		}
		row(m.name, fmt.Sprintf("%.4f", value), fmt.Sprintf("%.1f", c.wall), fmt.Sprintf("%.1f", c.processor))
	}
	return nil
}
