package ptsne

import (
	"context"
	"math"
	"testing"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
	"github.com/gopherbook/gopherbook/ptsne/internal/randmat"
)

// After a line search, the next direction is that of Polak and Ribière.
func TestDirectionsArePolakAndRibieres(t *testing.T) {
	x, y := randmat.Normal(30, 4, 1), randmat.Normal(30, 2, 2)
	m := NewSequential(Dense(9, Tanh, InputShape(4)), Dense(2, Tanh))
	if err := m.Compile(MeanSquaredError(), ConjugateGradients(LineSearches(1))); err != nil {
		t.Fatal(err)
	}
	s := defaultSettings()
	s.batchSize, s.batchSet = 30, true
	b, err := m.newBatches(x, y, s)
	if err != nil {
		t.Fatal(err)
	}
	b.target.rows, b.target.cols = b.order, 2
	trainer := newTrainer(m)
	d := trainer.descent
	telling := 0 // how often other formulas would give another direction
	for range 20 {
		if _, err := trainer.step(context.Background(), x, &b.target, m.rng); err != nil {
			t.Fatal(err)
		}
		squares, product := d.dot(d.before, d.before), d.dot(d.best, d.before)
		beta := max(0, (d.dot(d.best, d.best)-product)/squares)
		if beta > 0.01 && math.Abs(product) > 0.01*squares {
			telling++
		}
		for i, direction := range d.direction {
			want := make([]float32, len(direction))
			f32.SGD(want, d.before[i], float32(beta))
			f32.SGD(want, d.best[i], 1)
			for j, v := range direction {
				if math.Abs(float64(v-want[j])) > 1e-5*math.Sqrt(squares) {
					t.Fatalf("the direction is %g at %d, %d, want %g", v, i, j, want[j])
				}
			}
		}
	}
	if telling < 5 {
		t.Errorf("only %d of the directions tell the formula", telling)
	}
}
