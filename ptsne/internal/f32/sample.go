package f32

import (
	"math"

	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// Bernoulli sets each element of out to 1 with the probability that is the
// element of p, and to 0 otherwise. out may be p. What is drawn depends on the
// seed and the place of an element alone.
func Bernoulli(out, p Matrix, seed uint64) {
	checkShape("Bernoulli", p, out.Rows, out.Cols)
	bernoulliLoop.Run(out.Rows, max(1, grain/max(1, out.Cols)), sampling{out, p, seed})
}

type sampling struct {
	out, in Matrix
	seed    uint64
}

var bernoulliLoop = parallel.NewLoop(func(s *sampling, lo, hi int) {
	pairs := uint64(s.in.Cols+1) / 2
	for i := lo; i < hi; i++ {
		in := s.in.Row(i)
		out := s.out.Row(i)[:len(in)]
		state := s.seed + golden*(uint64(i)*pairs)
		for j := 1; j < len(in); j += 2 {
			bits := mix(state)
			state += golden
			out[j-1] = below(bits>>8&mantissa, in[j-1])
			out[j] = below(bits>>40, in[j])
		}
		if j := len(in) - 1; j%2 == 0 {
			out[j] = below(mix(state)>>8&mantissa, in[j])
		}
	}
})

// mantissa are as many bits as a float32 holds.
const mantissa = 1<<24 - 1

// below returns 1 if n, as a number from 0 up to but not including 1, is below
// p, and 0 otherwise, without a branch that could not be foretold.
func below(n uint64, p float32) float32 {
	const one = 0x3f800000                                            // as a float32
	sign := int32(math.Float32bits(float32(n)*(1.0/(1<<24))-p)) >> 31 // all ones if below
	return math.Float32frombits(one & uint32(sign))
}

// AddNormal sets out to in plus numbers from the standard normal distribution.
// out may be in. What is drawn depends on the seed and the place of an element
// alone.
func AddNormal(out, in Matrix, seed uint64) {
	checkShape("AddNormal", in, out.Rows, out.Cols)
	normalLoop.Run(out.Rows, max(1, grain/64/max(1, out.Cols)), sampling{out, in, seed})
}

// By the method of Box and Muller (1958).
var normalLoop = parallel.NewLoop(func(s *sampling, lo, hi int) {
	for i := lo; i < hi; i++ {
		in := s.in.Row(i)
		out := s.out.Row(i)[:len(in)]
		state := s.seed + golden*(uint64(i)*uint64(len(in)))
		for j, v := range in {
			bits := mix(state)
			state += golden
			const unit = 1.0 / (1 << 32)
			radius := math.Sqrt(-2 * math.Log((float64(bits>>32)+0.5)*unit))
			out[j] = v + float32(radius*math.Cos(2*math.Pi*unit*float64(bits&math.MaxUint32)))
		}
	}
})
