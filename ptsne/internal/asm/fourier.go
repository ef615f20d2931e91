package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A complexVec is a register of real and one of imaginary parts.
type complexVec struct{ re, im vec }

// butterfly writes a step of a Fourier transform: transforms of as many
// numbers as the radix, four at a time, whose results are turned by the factors
// in w. The slices are those of real and imaginary parts.
func butterfly(radix int) {
	p := double
	name := fmt.Sprintf("butterfly%d", radix)
	TEXT(name+"AVX2", NOSPLIT, "func(yRe, yIm, xRe, xIm []float64, yStep, xStep, n int, w *[6]float64)")
	Doc(fmt.Sprintf("%sAVX2 transforms n times %d numbers: elements of x that are xStep apart to elements of y", name, radix),
		"that are yStep apart, times 1, w[0]+iw[1], w[2]+iw[3] and so on. n is a multiple of 4.")
	Pragma("noescape")

	steps := func(name string) []reg.Register { // multiples of the step, in elements
		step := make([]reg.Register, radix)
		step[1] = Load(Param(name), GP64())
		for i := 2; i < radix; i++ {
			next := GP64()
			MOVQ(step[i-1], next)
			ADDQ(step[1], next)
			step[i] = next
		}
		return step
	}
	w := Load(Param("w"), GP64())
	factors := make([]complexVec, radix)
	for i := 1; i < radix; i++ {
		factors[i] = complexVec{YMM(), YMM()}
		p.broadcast(mem{Base: w, Disp: 16 * (i - 1)}, factors[i].re)
		p.broadcast(mem{Base: w, Disp: 16*(i-1) + 8}, factors[i].im)
	}
	var base [4]reg.Register
	for i, name := range []string{"yRe", "yIm", "xRe", "xIm"} {
		base[i] = Load(Param(name).Base(), GP64())
	}
	yStep, xStep := steps("yStep"), steps("xStep")
	n := Load(Param("n"), GP64())
	at := func(base reg.Register, step []reg.Register, i int) mem {
		if i == 0 {
			return mem{Base: base}
		}
		return mem{Base: base, Index: step[i], Scale: 8}
	}
	load := func(i int) complexVec {
		v := complexVec{YMM(), YMM()}
		VMOVUPS(at(base[2], xStep, i), v.re)
		VMOVUPS(at(base[3], xStep, i), v.im)
		return v
	}
	store := func(v complexVec, i int) {
		if i > 0 {
			v = p.turn(v, factors[i])
		}
		VMOVUPS(v.re, at(base[0], yStep, i))
		VMOVUPS(v.im, at(base[1], yStep, i))
	}

	Label("loop")
	switch radix {
	case 2:
		a, b := load(0), load(1)
		sum := p.plus(a, b)
		store(sum, 0)
		store(p.minus(a, b), 1)
	case 3:
		a, b, c := load(0), load(1), load(2)
		sum, diff := p.plus(b, c), p.minus(b, c)
		store(p.plus(a, sum), 0)
		for _, v := range []vec{diff.re, diff.im} {
			p.mul(p.value(math.Sqrt(3)/2), v, v)
		}
		half := p.load(0.5)
		p.fnma231(half, sum.re, a.re) // a - sum/2
		p.fnma231(half, sum.im, a.im)
		store(p.minus(a, p.timesI(diff)), 1)
		store(p.plus(a, p.timesI(diff)), 2)
	case 4:
		a, c := load(0), load(2)
		even, odd := p.plus(a, c), p.minus(a, c)
		b, d := load(1), load(3)
		even2, odd2 := p.plus(b, d), p.minus(b, d)
		store(p.plus(even, even2), 0)
		store(p.minus(even, even2), 2)
		store(p.minus(odd, p.timesI(odd2)), 1)
		store(p.plus(odd, p.timesI(odd2)), 3)
	}
	for _, b := range base {
		ADDQ(imm(avx2.bytes), b)
	}
	SUBQ(imm(p.lanes()), n)
	JNZ(operand.LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// A rotated number is i times another: its parts are where they were.
type rotated struct{ complexVec }

func (p *precision) timesI(v complexVec) rotated { return rotated{v} }

// plus returns a+b, where b may be rotated.
func (p *precision) plus(a complexVec, b any) complexVec { return p.combine(a, b, p.add, p.sub) }

// minus returns a-b, where b may be rotated.
func (p *precision) minus(a complexVec, b any) complexVec { return p.combine(a, b, p.sub, p.add) }

func (p *precision) combine(a complexVec, b any, do, undo func(b, a, to op)) complexVec {
	to := complexVec{YMM(), YMM()}
	switch b := b.(type) {
	case complexVec:
		do(b.re, a.re, to.re)
		do(b.im, a.im, to.im)
	case rotated: // i(x+iy) is -y+ix
		undo(b.im, a.re, to.re)
		do(b.re, a.im, to.im)
	}
	return to
}

// turn returns v times w.
func (p *precision) turn(v, w complexVec) complexVec {
	to := complexVec{YMM(), YMM()}
	p.mul(w.re, v.re, to.re)
	p.mul(w.re, v.im, to.im)
	p.fnma231(w.im, v.im, to.re)
	p.fma231(w.im, v.re, to.im)
	return to
}
