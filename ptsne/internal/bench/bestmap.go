package main

import (
	"fmt"
	"time"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/metrics"
	"github.com/gopherbook/gopherbook/ptsne/mnist"
)

// mapBest trains the recipe of notebooks/best_map.ipynb with three seeds, and
// once without its distorted images.
func mapBest() error {
	train, test, err := mnist.Load()
	if err != nil {
		return err
	}
	start := time.Now()
	p, err := ptsne.JointProbabilities(train.X, ptsne.BatchSize(train.Len()), ptsne.Perplexity(10), ptsne.Neighbors(15))
	if err != nil {
		return err
	}
	fmt.Printf("%v: %.0f s\n", p, time.Since(start).Seconds())
	table(fmt.Sprintf("The best map: %d epochs", *mapEpochs), "images", "seed", "training, s", "1-NN", "5-NN", "1-NN of training images")
	for _, r := range []struct {
		images string
		seed   uint64
		vary   ptsne.Augmentation
	}{{"distorted", 1, mnist.Distort}, {"distorted", 2, mnist.Distort}, {"distorted", 3, mnist.Distort}, {"as they are", 1, nil}} {
		const rate = 0.004
		model := paperNetwork(2)
		model.SetSeed(r.seed)
		if err := model.Compile(ptsne.InfoNCE(), ptsne.Adam(rate, ptsne.WeightDecay(0.01))); err != nil {
			return err
		}
		start := time.Now()
		_, err := model.Fit(train.X, p, ptsne.Epochs(*mapEpochs), ptsne.SamplePairs(), ptsne.BatchSize(1024),
			ptsne.Augment(r.vary), ptsne.LearningRateSchedule(ptsne.OneCycle(rate)), ptsne.Verbose(0))
		if err != nil {
			return err
		}
		took := time.Since(start)
		y, err := model.Predict(train.X)
		if err != nil {
			return err
		}
		z, err := model.Predict(test.X)
		if err != nil {
			return err
		}
		found, err := judge(y, train.Labels, z, test.Labels)
		if err != nil {
			return err
		}
		known, err := metrics.LeaveOneOutAccuracy(y, train.Labels, 1)
		if err != nil {
			return err
		}
		row(r.images, fmt.Sprint(r.seed), fmt.Sprintf("%.0f", took.Seconds()),
			fmt.Sprintf("%.4f", found[0]), fmt.Sprintf("%.4f", found[1]), fmt.Sprintf("%.4f", known))
	}
	return nil
}
