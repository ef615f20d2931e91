package ptsne

import (
	"fmt"
	"math"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
)

// clipping bounds gradients before an optimizer sees them. A bound of 0 is
// none; one may be set at most.
type clipping struct {
	value, norm, globalNorm float64
}

// ClipValue bounds each element of the gradient to [-bound, bound].
func ClipValue(bound float64) OptimizerOption {
	return commonOption(func(s *optimizerSettings) { s.clipping.value = bound })
}

// ClipNorm shortens the gradient of each kernel and of each bias, where it is
// longer, to the given Euclidean norm.
func ClipNorm(norm float64) OptimizerOption {
	return commonOption(func(s *optimizerSettings) { s.clipping.norm = norm })
}

// GlobalClipNorm shortens the gradient with respect to all weights together,
// where it is longer, to the given Euclidean norm: it keeps its direction.
func GlobalClipNorm(norm float64) OptimizerOption {
	return commonOption(func(s *optimizerSettings) { s.clipping.globalNorm = norm })
}

func (c *clipping) check(optimizer string) error {
	set := 0
	for name, bound := range map[string]float64{"ClipValue": c.value, "ClipNorm": c.norm, "GlobalClipNorm": c.globalNorm} {
		if !(bound >= 0) || math.IsInf(bound, 1) {
			return fmt.Errorf("ptsne: %s has %s(%v): want a positive number", optimizer, name, bound)
		}
		if bound > 0 {
			set++
		}
	}
	if set > 1 {
		return fmt.Errorf("ptsne: %s has more than one of ClipValue, ClipNorm and GlobalClipNorm: choose one", optimizer)
	}
	return nil
}

// A clipper clips gradients, in memory that it reuses.
type clipper struct{ sums []float64 }

func (c *clipper) clip(by clipping, gradients [][]float32) {
	switch {
	case by.value > 0:
		for _, g := range gradients {
			f32.Clamp(g, float32(by.value))
		}
	case by.norm > 0:
		for _, g := range gradients {
			shorten(g, math.Sqrt(c.squares(g)), by.norm)
		}
	case by.globalNorm > 0:
		all := 0.0
		for _, g := range gradients {
			all += c.squares(g)
		}
		for _, g := range gradients {
			shorten(g, math.Sqrt(all), by.globalNorm)
		}
	}
}

func (c *clipper) squares(g []float32) float64 {
	c.sums = grow(c.sums, f32.Pieces(len(g)))
	f32.Dot(c.sums, g, g)
	return total(c.sums)
}

// shorten scales g, of the given norm, down to another.
func shorten(g []float32, norm, to float64) {
	if norm > to && !math.IsInf(norm, 1) {
		f32.Scale(g, float32(to/norm))
	}
}
