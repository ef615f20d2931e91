package f32

import (
	"math"

	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// Dropout sets out to in with each element left out, that is 0, with the
// probability rate, and divided by 1-rate otherwise. Which are left out depends
// on the seed and their place alone.
func Dropout(out, in Matrix, rate float64, seed uint64) {
	checkShape("Dropout", in, out.Rows, out.Cols)
	d := dropout{out, in, seed, uint64(math.Round(rate * (1 << 32))), float32(1 / (1 - rate))}
	dropoutLoop.Run(out.Rows, max(1, grain/max(1, out.Cols)), d)
}

type dropout struct {
	out, in Matrix
	seed    uint64
	limit   uint64 // of 2³² numbers, those below leave out
	scale   float32
}

var dropoutLoop = parallel.NewLoop(func(d *dropout, lo, hi int) {
	pairs := uint64(d.in.Cols+1) / 2
	for i := lo; i < hi; i++ {
		in := d.in.Row(i)
		out := d.out.Row(i)[:len(in)]
		state := d.seed + golden*(uint64(i)*pairs)
		for j := 1; j < len(in); j += 2 {
			bits := mix(state)
			state += golden
			out[j-1] = keep(in[j-1]*d.scale, bits&math.MaxUint32, d.limit)
			out[j] = keep(in[j]*d.scale, bits>>32, d.limit)
		}
		if j := len(in) - 1; j%2 == 0 {
			out[j] = keep(in[j]*d.scale, mix(state)&math.MaxUint32, d.limit)
		}
	}
})

// keep returns v, or 0 if n < limit, without a branch that could not be
// foretold.
func keep(v float32, n, limit uint64) float32 {
	less := uint32(int64(n-limit) >> 63) // all ones if n < limit
	return math.Float32frombits(math.Float32bits(v) &^ less)
}

// SplitMix64 (Steele, Lea and Flood 2014): the n-th random number is the mix of
// seed + n*golden, so that all can be computed at once.
const golden = 0x9e3779b97f4a7c15

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
