package ptsne_test

import (
	"fmt"
	"log"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/ptsne"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
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
	h, err := m.Fit(randmat.Normal(20, 3, 1), randmat.Normal(20, 2, 2), ptsne.Epochs(4), ptsne.Callbacks(schedule), quiet)
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

func TestSchedules(t *testing.T) {
	for _, c := range []struct {
		name     string
		schedule ptsne.Schedule
		want     map[int]float64 // of steps 0 to 100
	}{
		{"cosine", ptsne.CosineDecay(0.1, 0.02), map[int]float64{0: 0.1, 25: 0.06 + 0.04*math.Sqrt2/2, 50: 0.06, 75: 0.06 - 0.04*math.Sqrt2/2, 100: 0.02}},
		// PyTorch's OneCycleLR gives these, but for the step of the peak.
		{"one cycle", ptsne.OneCycle(0.1), map[int]float64{0: 0.004, 100: 4e-7}},
	} {
		for step, want := range c.want {
			if got := c.schedule(step, 101); math.Abs(got-want) > 1e-12 {
				t.Errorf("%s: the rate of step %d is %g, want %g", c.name, step, got, want)
			}
		}
	}

	// One cycle rises for 30% of the steps, then falls, however few there are.
	for _, steps := range []int{1, 2, 3, 10, 1000} {
		cycle := ptsne.OneCycle(1)
		top := 0
		for step := range steps {
			rate := cycle(step, steps)
			if rate > cycle(top, steps) {
				top = step
			}
			if !(rate > 0 && rate <= 1) {
				t.Errorf("step %d of %d has rate %g", step, steps, rate)
			}
		}
		if want := 0.3 * float64(steps); math.Abs(float64(top)-want) > 1 {
			t.Errorf("of %d steps, number %d has the highest rate, want %g", steps, top, want)
		}
	}
}

func TestFitFollowsASchedule(t *testing.T) {
	type at struct{ step, steps int }
	var asked []at
	schedule := func(step, steps int) float64 {
		asked = append(asked, at{step, steps})
		return 0.1 / float64(step+1)
	}
	x, y := randmat.Normal(30, 3, 1), randmat.Normal(30, 2, 2)
	m := compiled(t, ptsne.MeanSquaredError(), ptsne.Adam(7), 3)
	h, err := m.Fit(x, y, ptsne.Epochs(3), ptsne.InitialEpoch(1), ptsne.BatchSize(20), ptsne.LearningRateSchedule(schedule), quiet)
	if err != nil {
		t.Fatal(err)
	}
	if want := []at{{2, 6}, {3, 6}, {4, 6}, {5, 6}}; !slices.Equal(asked, want) {
		t.Errorf("the schedule was asked for %v, want %v", asked, want)
	}
	if want := []float64{0.1 / 4, 0.1 / 6}; !slices.Equal(h.History["lr"], want) {
		t.Errorf("rates are %v, want %v", h.History["lr"], want)
	}
	// The same by hand.
	twin, optimizer := ptsne.NewSequential(ptsne.Dense(20, ptsne.ReLU), ptsne.Dense(2, ptsne.Linear)), ptsne.Adam(0.1/3)
	if err := twin.Compile(ptsne.MeanSquaredError(), optimizer); err != nil {
		t.Fatal(err)
	}
	next := &stepper{func(step int) { optimizer.SetLearningRate(0.1 / float64(step+4)) }, 0}
	if _, err := twin.Fit(x, y, ptsne.Epochs(2), ptsne.BatchSize(20), ptsne.Callbacks(next), quiet); err != nil {
		t.Fatal(err)
	}
	a, _ := m.Predict(x)
	b, _ := twin.Predict(x)
	if d := maxDifference(a, b); d != 0 {
		t.Errorf("maps differ by %g", d)
	}

	bad := func(step, steps int) float64 { return math.NaN() }
	if _, err := m.Fit(x, y, ptsne.LearningRateSchedule(bad), quiet); err == nil || !strings.Contains(err.Error(), "a rate of NaN for step 0 of 1") {
		t.Errorf("error is %v", err)
	}
}

// A stepper calls a function after each batch.
type stepper struct {
	after func(step int)
	step  int
}

func (s *stepper) OnBatchEnd(int, ptsne.Logs) error {
	s.after(s.step)
	s.step++
	return nil
}

func (s *stepper) OnEpochEnd(int, ptsne.Logs) error { return nil }

func ExampleLearningRateSchedule() {
	x := mat.NewDense(4, 1, []float64{0, 1, 2, 3})
	y := mat.NewDense(4, 1, []float64{1, 3, 5, 7})
	model := ptsne.NewSequential(ptsne.Dense(1, ptsne.Linear))
	if err := model.Compile(ptsne.MeanSquaredError(), ptsne.Adam(0.001, ptsne.WeightDecay(0.01))); err != nil {
		log.Fatal(err)
	}
	history, err := model.Fit(x, y, ptsne.Epochs(5), ptsne.Verbose(0),
		ptsne.LearningRateSchedule(ptsne.CosineDecay(0.1, 0)))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f\n", history.History["lr"])
	// Output:
	// [0.100 0.085 0.050 0.015 0.000]
}
