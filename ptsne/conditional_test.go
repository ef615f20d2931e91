package ptsne

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestConditionalMatchesThePerplexity(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for name, draw := range map[string]func(i int) float64{
		"even":         func(i int) float64 { return float64(i) },
		"tiny":         func(i int) float64 { return 1e-12 * float64(i) },
		"far":          func(i int) float64 { return 1e4 + float64(i) },
		"random":       func(int) float64 { return rng.ExpFloat64() },
		"heavy tailed": func(int) float64 { return math.Exp(8 * rng.NormFloat64()) },
		"one near":     func(i int) float64 { return 50 * min(1, float64(i)) * (1 + rng.Float64()) },
	} {
		for _, perplexity := range []float64{1.5, 5, 30, 85} {
			d := make([]float32, 90)
			for i := range d {
				d[i] = float32(draw(i))
			}
			new(gaussian).fit(d, perplexity)
			entropy, sum := 0.0, 0.0
			for _, p := range d {
				sum += float64(p)
				if p > 0 {
					entropy -= float64(p) * math.Log(float64(p))
				}
			}
			// The probabilities are rounded to float32 after the match.
			if math.Abs(entropy-math.Log(perplexity)) > 2*entropyTolerance || math.Abs(sum-1) > 1e-6 {
				t.Errorf("%s, perplexity %g: entropy is that of %g, sum %g", name, perplexity, math.Exp(entropy), sum)
			}
		}
	}
}

func TestConditionalOfEqualDistances(t *testing.T) {
	d := []float32{2, 2, 2, 2}
	new(gaussian).fit(d, 3)
	for _, p := range d {
		if p != 0.25 {
			t.Errorf("probabilities are %v, want all 1/4", d)
		}
	}
	// Three at the least distance, and a perplexity of two: the best is the three.
	d = []float32{1, 1, 1, 9}
	new(gaussian).fit(d, 2)
	for i, want := range []float64{1.0 / 3, 1.0 / 3, 1.0 / 3, 0} {
		if math.Abs(float64(d[i])-want) > 1e-6 {
			t.Errorf("probabilities are %v", d)
		}
	}
}
