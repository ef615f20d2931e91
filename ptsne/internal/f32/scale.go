package f32

import "github.com/gopherbook/gopherbook/ptsne/internal/parallel"

// Scale multiplies x by factor.
func Scale(x []float32, factor float32) {
	scaleLoop.Run(len(x), grain, scaling{x, factor})
}

type scaling struct {
	x      []float32
	factor float32
}

var scaleLoop = parallel.NewLoop(func(s *scaling, lo, hi int) {
	x := s.x[lo:hi]
	for i := range x {
		x[i] *= s.factor
	}
})

// Clamp moves the elements of x into [-bound, bound].
func Clamp(x []float32, bound float32) {
	clampLoop.Run(len(x), grain, scaling{x, bound})
}

var clampLoop = parallel.NewLoop(func(s *scaling, lo, hi int) {
	x := s.x[lo:hi]
	for i, v := range x {
		x[i] = max(-s.factor, min(v, s.factor))
	}
})

// Pieces returns the number of sums that Dot makes of n products.
func Pieces(n int) int { return (n + grain - 1) / grain }

// Dot sets sums, of length Pieces(len(x)), to the sums of the products x*y of
// their pieces, which the caller adds up: x with itself gives the square of its
// norm.
func Dot(sums []float64, x, y []float32) {
	sums = sums[:Pieces(len(x))]
	vectorDotLoop.Run(len(x), grain, vectorDot{sums, x, y})
}

type vectorDot struct {
	sums []float64
	x, y []float32
}

var vectorDotLoop = parallel.NewLoop(func(d *vectorDot, lo, hi int) {
	// Four sums, so that one addition need not wait for the last.
	var sum [4]float64
	x, y := d.x[lo:hi], d.y[lo:hi]
	for ; len(x) >= 4; x, y = x[4:], y[4:] {
		for k := range sum {
			sum[k] += float64(x[k]) * float64(y[k])
		}
	}
	for k, v := range x {
		sum[k] += float64(v) * float64(y[k])
	}
	d.sums[lo/grain] = (sum[0] + sum[1]) + (sum[2] + sum[3])
})
