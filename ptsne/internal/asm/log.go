package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
)

// log replaces x, of double precision, by its natural logarithm. It writes x
// as 2^n (1+f) with 1+f between sqrt(1/2) and sqrt(2), and with s = f/(2+f)
//
//	log(1+f) = log((1+s)/(1-s)) = 2s + s R(s²),
//
// where 2s is f - s f, or f - f²/2 + s f²/2. R is z times the polynomial of its
// degree in z = s² whose largest relative error in the logarithm is least:
// 1e-18, computed by Remez's algorithm. f, the largest term, is added last.
func (p *precision) log(x vec) {
	tooSmall, scaled, m := YMM(), YMM(), YMM()
	p.compare(lessThan, p.value(0x1p-1022), x, tooSmall) // numbers without a first 1
	p.mul(p.value(0x1p54), x, scaled)
	p.blend(tooSmall, scaled, x, m)

	// n is the exponent: bits that are made those of the number 2^52 + n.
	n := YMM()
	p.shiftRight(imm8(p.mantissa), m, n)
	p.or(p.value(0x1p52), n, n)
	p.sub(p.value(0x1p52+float64(p.bias)), n, n)
	p.and(p.value(54), tooSmall, tooSmall)
	p.sub(tooSmall, n, n)

	// m is 1+f.
	p.and(p.bits(1<<52-1), m, m)
	p.or(p.value(1), m, m)
	large, half := YMM(), YMM()
	p.compare(lessThan, m, p.load(math.Sqrt2), large)
	p.mul(p.value(0.5), m, half)
	p.blend(large, half, m, m)
	p.and(p.value(1), large, large)
	p.add(large, n, n)

	f, s, z := YMM(), YMM(), YMM()
	p.sub(p.value(1), m, f)
	p.add(p.value(2), f, s)
	p.div(s, f, s)
	p.mul(s, s, z)
	r := p.polynomial(z,
		0.6666666666666735,
		0.39999999999412805,
		0.28571428742885535,
		0.22222198514161273,
		0.18183567786363783,
		0.15313952408438658,
		0.14797024050188046,
	)
	p.mul(z, r, r)
	square := YMM() // f²/2
	p.mul(f, f, square)
	p.mul(p.value(0.5), square, square)
	p.add(square, r, r)
	p.mul(s, r, r)
	p.fma231(p.value(1.9082149292705877e-10), n, r) // the rest of ln 2
	p.sub(r, square, square)
	p.sub(square, f, f)
	p.fma231(p.value(0.6931471803691238), n, f) // ln 2 to 32 bits

	special := YMM()
	p.compare(equal, p.value(math.Inf(1)), x, special)
	p.blend(special, x, f, f)
	p.compare(equal, p.value(0), x, special)
	p.blend(special, p.load(math.Inf(-1)), f, f)
	p.compare(notAtLeast, p.value(0), x, special)
	p.blend(special, p.load(math.NaN()), f, x)
}
