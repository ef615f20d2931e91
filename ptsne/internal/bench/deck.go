package main

import (
	"fmt"
	"log"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/metrics"
	"github.com/gopherbook/gopherbook/ptsne/mnist"
)

// trainDeck does what the slides do, in full: P of MNIST's 60,000 images, 100
// epochs in batches of 5000, the map of the 10,000 test images.
func trainDeck() error {
	start := time.Now()
	step := func(what string) {
		log.Printf("%6.1f s, processors %6.1f s: %s", time.Since(start).Seconds(), processorTime().Seconds(), what)
	}
	train, test, err := mnist.Load()
	if err != nil {
		return err
	}
	step("data")
	p, err := ptsne.JointProbabilities(train.X)
	if err != nil {
		return err
	}
	step(p.String())
	model := paperNetwork(2)
	history, err := model.Fit(train.X, p, ptsne.Epochs(*deckEpochs), ptsne.Shuffle(false), ptsne.Verbose(2))
	if err != nil {
		return err
	}
	step(history.String())
	y, err := model.Predict(train.X)
	if err != nil {
		return err
	}
	z, err := model.Predict(test.X)
	if err != nil {
		return err
	}
	step("maps")
	fmt.Print(model.Summary())
	accuracies, err := judge(y, train.Labels, z, test.Labels)
	if err != nil {
		return err
	}
	step(fmt.Sprintf("1-NN and 5-NN of test images among training images: %.4f, %.4f", accuracies[0], accuracies[1]))
	step(fmt.Sprintf("peak memory: %d MB", peakMemory()))
	return nil
}

// judge returns the accuracies of 1-NN and 5-NN of new points on a map.
func judge(y mat.Matrix, labels []int, z mat.Matrix, newLabels []int) (accuracies [2]float64, err error) {
	for i, k := range []int{1, 5} {
		if accuracies[i], err = metrics.KNNAccuracy(y, labels, z, newLabels, k); err != nil {
			return accuracies, err
		}
	}
	return accuracies, nil
}
