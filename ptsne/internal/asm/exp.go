package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
)

// exp replaces x by exp(x). It writes x as n ln 2 + r with a whole n and |r|
// at most ln(2)/2, and exp(x) as 2^n exp(r).
//
// ln 2 is subtracted in two parts, the first of which has so few digits that n
// times it is exact. exp(r) is 1 + r + r² q(r). q is the polynomial of its
// degree whose largest relative error is least, as Remez's algorithm finds it:
// 3e-9 for float32, 4e-18 for float64. Multiplying by 2^n takes two steps, as
// 2^n itself can be out of range where exp(x) is not, at either end.
func (p *precision) exp(x vec) {
	// Beyond these, exp is 0 and infinite. NaN stays: see min and max.
	least, largest := -104.0, 89.0
	high, low := 0.693145751953125, 1.428606765330187e-06
	q := []float64{
		0.4999999403953552,
		0.1666651964187622,
		0.04166839271783829,
		0.0083687799051404,
		0.0013814467238262296,
	}
	if p == double {
		least, largest = -746, 710
		high, low = 0.6931471803691238, 1.9082149292705877e-10
		q = []float64{
			0.5000000000000011,
			0.1666666666666641,
			0.0416666666665292,
			0.008333333333495641,
			0.0013888888943921016,
			0.00019841269504714096,
			2.4801492764430993e-05,
			2.7557587398974745e-06,
			2.7630378057746737e-07,
			2.4999944381974915e-08,
		}
	}
	p.max(x, p.load(least), x)
	p.min(x, p.load(largest), x)

	n := YMM()
	p.mul(p.value(math.Log2E), x, n)
	p.round(roundToNearest, n, n)
	p.fnma231(p.value(high), n, x)
	p.fnma231(p.value(low), n, x)

	e := p.polynomial(x, q...)
	p.mul(x, e, e)
	p.fma213(x, x, e) // r + r² q(r)
	p.add(p.value(1), e, e)

	half := YMM()
	p.mul(p.value(0.5), n, half)
	p.round(roundToNearest, half, half)
	p.sub(half, n, n)
	p.mul(p.powerOf2(half), e, e)
	p.mul(p.powerOf2(n), e, x)
}

// powerOf2 returns 2^n for whole n. Where 1.5 * 2^mantissa is added, n stands in
// the lowest bits, from which it is shifted to where the exponent belongs.
func (p *precision) powerOf2(n vec) vec {
	x := YMM()
	p.add(p.value(math.Ldexp(1.5, p.mantissa)), n, x)
	p.addInt(p.bits(p.bias), x, x)
	p.shiftLeft(imm8(p.mantissa), x, x)
	return x
}

// tanh replaces x by tanh(x). With e = exp(2|x|) it is 1 - 2/(e+1), with the
// sign of x. Where |x| is small, digits would be lost so, and it is x + x³
// q(x²); the polynomial q has a relative error of 1e-9 at most.
func (p *precision) tanh(x vec) {
	const small = 0.55
	size, e := YMM(), YMM()
	p.abs(x, size)
	p.add(size, size, e)
	p.exp(e)
	p.add(p.value(1), e, e)
	large := p.load(2)
	p.div(e, large, large)
	p.sub(large, p.load(1), large)
	sign := YMM()
	p.and(p.signBit(), x, sign)
	p.xor(sign, large, large)

	square := YMM()
	p.mul(x, x, square)
	q := p.polynomial(square,
		-0.33333316445350647,
		0.13332585990428925,
		-0.05385231226682663,
		0.02107168361544609,
		-0.006274247542023659,
	)
	p.mul(square, q, q)
	p.fma213(x, x, q)

	p.compare(lessThan, p.value(small), size, size)
	p.blend(size, q, large, x)
}
