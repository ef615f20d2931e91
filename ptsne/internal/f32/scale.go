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

// Pieces returns the number of sums that SumSquares makes of n numbers.
func Pieces(n int) int { return (n + grain - 1) / grain }

// SumSquares sets sums, of length Pieces(len(x)), to the sums of the squares of
// x's pieces, which the caller adds up.
func SumSquares(sums []float64, x []float32) {
	sums = sums[:Pieces(len(x))]
	squaresLoop.Run(len(x), grain, squares{sums, x})
}

type squares struct {
	sums []float64
	x    []float32
}

var squaresLoop = parallel.NewLoop(func(s *squares, lo, hi int) {
	// Four sums, so that one addition need not wait for the last.
	var sum [4]float64
	x := s.x[lo:hi]
	for ; len(x) >= 4; x = x[4:] {
		for k := range sum {
			v := float64(x[k])
			sum[k] += v * v
		}
	}
	for k, v := range x {
		sum[k] += float64(v) * float64(v)
	}
	s.sums[lo/grain] = (sum[0] + sum[1]) + (sum[2] + sum[3])
})
