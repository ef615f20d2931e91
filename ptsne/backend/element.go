package backend

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"github.com/gopherbook/gopherbook/ptsne/internal/f64"
)

// atATime is how many elements are computed together.
const atATime = 256

// elementScratch is memory for so many.
type elementScratch struct{ repeated, powers [atATime]float64 }

// element sets to to the result of an operation, element by element. c is the
// exponent of pow, and y nil if there is no second operand. An operand of
// length 1 is repeated; another may be in to's memory.
func (s *elementScratch) element(o op, c float64, to, x, y []float64) {
	xs, ys := x, y
	if len(x) < len(to) {
		xs = fill(s.repeated[:min(len(to), atATime)], x[0])
	} else if y != nil && len(y) < len(to) {
		ys = fill(s.repeated[:min(len(to), atATime)], y[0])
	}
	for lo := 0; lo < len(to); lo += atATime {
		hi := min(lo+atATime, len(to))
		if len(x) == len(to) {
			xs = x[lo:hi]
		}
		if len(y) == len(to) {
			ys = y[lo:hi]
		}
		s.chunk(o, c, to[lo:hi], xs, ys)
	}
}

func fill(x []float64, v float64) []float64 {
	for i := range x {
		x[i] = v
	}
	return x
}

func (s *elementScratch) chunk(o op, c float64, to, x, y []float64) {
	x = x[:len(to)]
	if y != nil {
		y = y[:len(to)]
	}
	switch o {
	case add:
		floats.AddTo(to, x, y)
	case sub:
		floats.SubTo(to, x, y)
	case mul:
		if &to[0] == &y[0] {
			x, y = y, x
		}
		copy(to, x)
		f64.Mul(to, y)
	case div:
		floats.DivTo(to, x, y)
	case maximum:
		for i, v := range y {
			to[i] = max(x[i], v)
		}
	case atLeast:
		for i, v := range y {
			if x[i] >= v {
				to[i] = 1
			} else {
				to[i] = 0
			}
		}
	case broadcast:
		copy(to, x)
	case exp:
		copy(to, x)
		f64.Exp(to)
	case log:
		copy(to, x)
		f64.Log(to)
	case sqrt:
		copy(to, x)
		f64.Sqrt(to)
	case sqrtSlope:
		for i, v := range x {
			to[i] = 0
			if v != 0 {
				to[i] = 0.5 / v
			}
		}
	case pow:
		s.pow(to, x, c)
	}
}

// pow sets to to x to the power of c. For multiples of ½, which are the rule,
// it multiplies.
func (s *elementScratch) pow(to, x []float64, c float64) {
	squares := s.powers[:len(x)]
	copy(squares, x)
	twice := 2 * math.Abs(c)
	if twice != math.Trunc(twice) || twice > 64 {
		copy(to, squares)
		f64.Log(to)
		f64.Scale(to, c)
		f64.Exp(to)
		for i, v := range squares {
			if !(v > 0 && v <= math.MaxFloat64) {
				to[i] = math.Pow(v, c)
			}
		}
		return
	}
	n := int(twice)
	if n%2 == 1 {
		copy(to, squares)
		f64.Sqrt(to)
	} else {
		fill(to, 1)
	}
	for n /= 2; n > 0; n /= 2 {
		if n%2 == 1 {
			f64.Mul(to, squares)
		}
		if n > 1 {
			f64.Mul(squares, squares)
		}
	}
	if c < 0 {
		floats.DivTo(to, fill(squares, 1), to)
	}
}
