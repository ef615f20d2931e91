package ptsne_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/ptsne"
)

func TestLearningRateScheduler(t *testing.T) {
	m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(0.08), 3)
	var before []float64
	schedule := &ptsne.LearningRateScheduler{Schedule: func(epoch int, rate float64) float64 {
		before = append(before, rate)
		if epoch < 2 {
			return rate
		}
		return rate / 2
	}}
	h, err := m.Fit(normal(20, 3, 1), normal(20, 2, 2), ptsne.Epochs(4), ptsne.Callbacks(schedule), quiet)
	if err != nil {
		t.Fatal(err)
	}
	if want := []float64{0.08, 0.08, 0.04, 0.02}; !slices.Equal(h.History["lr"], want) {
		t.Errorf("rates are %v, want %v", h.History["lr"], want)
	}
	if want := []float64{0.08, 0.08, 0.08, 0.04}; !slices.Equal(before, want) {
		t.Errorf("the schedule was given %v, want %v", before, want)
	}

	for _, rate := range []float64{math.NaN(), -1, math.Inf(1)} {
		_, err = fitWith(t, 3, &ptsne.LearningRateScheduler{Schedule: func(int, float64) float64 { return rate }})
		if err == nil || !strings.Contains(err.Error(), "for epoch 1: want zero or more") {
			t.Errorf("error for a rate of %v is %v", rate, err)
		}
	}
}
