package ptsne_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/ptsne"
)

func TestReduceLROnPlateau(t *testing.T) {
	for _, c := range []struct {
		name    string
		reduce  ptsne.ReduceLROnPlateau
		figures []float64
		want    []float64 // the rate of each epoch
	}{
		{"patience", ptsne.ReduceLROnPlateau{Factor: 0.5, Patience: 2},
			[]float64{3, 2, 2, 2, 2, 2, 2}, []float64{1, 1, 1, 1, 0.5, 0.5, 0.25}},
		{"cooldown", ptsne.ReduceLROnPlateau{Factor: 0.5, Patience: 1, Cooldown: 2},
			[]float64{3, 3, 3, 3, 3, 3}, []float64{1, 1, 0.5, 0.5, 0.5, 0.25}},
		{"least", ptsne.ReduceLROnPlateau{Factor: 0.5, Patience: 1, MinLR: 0.4},
			[]float64{3, 3, 3, 3, 3}, []float64{1, 1, 0.5, 0.4, 0.4}},
		{"delta", ptsne.ReduceLROnPlateau{Factor: 0.5, Patience: 1, MinDelta: 0.2},
			[]float64{3, 2.9, 2, 1}, []float64{1, 1, 0.5, 0.5}},
		{"defaults", ptsne.ReduceLROnPlateau{},
			[]float64{3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3}, []float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.1}},
	} {
		m := compiled(t, ptsne.MeanSquaredError(), ptsne.SGD(1), 3)
		c.reduce.Monitor = "figure"
		c.reduce.OnTrainBegin(m)
		for epoch, figure := range c.figures {
			logs := ptsne.Logs{"figure": figure}
			if err := c.reduce.OnEpochEnd(epoch, logs); err != nil {
				t.Fatal(err)
			}
			if math.Abs(logs["lr"]-c.want[epoch]) > 1e-12 {
				t.Errorf("%s: epoch %d has rate %v, want %v", c.name, epoch, logs["lr"], c.want[epoch])
			}
		}
	}
	for want, reduce := range map[string]*ptsne.ReduceLROnPlateau{
		"ReduceLROnPlateau has a Factor of 1": {Factor: 1},
		`no "val_loss" to monitor`:            {Monitor: "val_loss"},
	} {
		if _, err := fitWith(t, 1, reduce); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %q", err, want)
		}
	}
}
