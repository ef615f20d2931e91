package plotting_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/plotting"
)

func ExampleLossCurve() {
	fig, err := plotting.LossCurve([]float64{3.1, 2.4, 2.1, 1.95},
		plotting.Validation([]float64{3.2, 2.6, 2.3, 2.2}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(fig.PNGSize())
	// Output: 600 360
}

// falling is a loss that falls from start towards floor.
func falling(epochs int, start, floor float64) []float64 {
	loss := make([]float64, epochs)
	for i := range loss {
		loss[i] = floor + (start-floor)*math.Exp(-float64(i)/8)
	}
	return loss
}

func TestLossCurveGolden(t *testing.T) {
	loss, val := falling(40, 4, 1.7), falling(40, 4, 1.75)
	checkGolden(t, "loss", must(plotting.LossCurve(loss, plotting.Size(300, 180), plotting.Title("Training"))))
	checkGolden(t, "loss_validation", must(plotting.LossCurve(loss, plotting.Size(300, 180), plotting.Validation(val))))
	checkGolden(t, "loss_log", must(plotting.LossCurve(falling(60, 50, 0.01), plotting.Size(300, 180), plotting.LogScale())))
	checkGolden(t, "loss_one_epoch", must(plotting.LossCurve(loss[:1], plotting.Size(300, 180))))
}

func TestLossCurveErrors(t *testing.T) {
	nan := []float64{3, 2, math.NaN()}
	for _, test := range []struct {
		name string
		loss []float64
		opts []plotting.LossOption
		want string
	}{
		{"empty", nil, nil, "train for at least one epoch"},
		{"NaN", nan, nil, "the loss of epoch 3 is NaN"},
		{"validation", nan[:2], []plotting.LossOption{plotting.Validation(nan)}, "the validation loss of epoch 3 is NaN"},
		{"log", []float64{1, 0}, []plotting.LossOption{plotting.LogScale()}, "epoch 2 is 0: a logarithmic axis"},
		{"size", nan[:2], []plotting.LossOption{plotting.Size(-1, 5)}, "size -1 by 5"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := plotting.LossCurve(test.loss, test.opts...)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want %q in it", err, test.want)
			}
		})
	}
}

// The axes are labelled, epochs are whole numbers, and the end is written out.
func TestLossCurveTexts(t *testing.T) {
	svg := save(t, must(plotting.LossCurve([]float64{3, 2.5, 2.25})), "loss.svg")
	for _, want := range []string{">epoch<", ">loss<", ">2.25<", ">1<", ">2<", ">3<"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %q in the picture", want)
		}
	}
	if strings.Contains(svg, ">1.5<") {
		t.Error("an epoch of 1.5 on the axis")
	}
}
