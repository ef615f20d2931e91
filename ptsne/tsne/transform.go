package tsne

import (
	"math"

	"github.com/gopherbook/gopherbook/ptsne/internal/f64"
)

// lanes is how many transforms are done together: element i of all of them lies
// in the i-th group of so many numbers.
const lanes = 8

// A transform is a discrete Fourier transform of a certain length, which has no
// prime factors but 2 and 3.
//
// It takes a step for each factor, from one memory to another and back, in such
// a way that the results come in order (Stockham's variant; Cochran et al.,
// Proc. IEEE 55, 1967, section on the algorithm in natural order). It is not
// gonum's, which does one transform at a time: eight together fill the
// processor's vectors, which makes them many times faster.
type transform struct {
	n     int
	steps []step
}

// A step takes n = radix*rest numbers, those of stride transforms side by side.
type step struct {
	radix, rest, stride int
	turns               [][6]float64 // of the results of each butterfly
}

func newTransform(n int) *transform {
	t := &transform{n: n}
	for left, stride := n, 1; left > 1; {
		radix := 4
		for left%radix != 0 {
			radix--
		}
		s := step{radix, left / radix, stride, make([][6]float64, left/radix)}
		for p := range s.turns {
			for k := 1; k < radix; k++ {
				sin, cos := math.Sincos(-2 * math.Pi * float64(k*p) / float64(left))
				s.turns[p][2*k-2], s.turns[p][2*k-1] = cos, sin
			}
		}
		t.steps = append(t.steps, s)
		left, stride = left/radix, stride*radix
	}
	return t
}

// A block holds so many transforms of complex numbers, and memory to do them.
type block struct{ re, im, otherRe, otherIm []float64 }

func newBlock(n int) *block {
	m := make([]float64, 4*n*lanes)
	size := n * lanes
	return &block{m[:size], m[size : 2*size], m[2*size : 3*size], m[3*size:]}
}

// forward transforms what is in the block.
func (t *transform) forward(b *block) {
	for _, s := range t.steps {
		n := s.stride * lanes
		for p := range s.rest {
			x, y := p*n, s.radix*p*n
			f64.Butterfly(s.radix, b.otherRe[y:], b.otherIm[y:], b.re[x:], b.im[x:], n, s.rest*n, n, &s.turns[p])
		}
		b.re, b.im, b.otherRe, b.otherIm = b.otherRe, b.otherIm, b.re, b.im
	}
}

// backward transforms back, but for a factor of n: it is forward with real and
// imaginary parts exchanged.
func (t *transform) backward(b *block) {
	b.re, b.im, b.otherRe, b.otherIm = b.im, b.re, b.otherIm, b.otherRe
	t.forward(b)
	b.re, b.im, b.otherRe, b.otherIm = b.im, b.re, b.otherIm, b.otherRe
}
