package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

type (
	vec = reg.VecVirtual
	op  = operand.Op
	mem = operand.Mem
)

// A precision is a type of floating-point numbers and its AVX2 instructions.
// Their operands are in avo's order, the result last.
type precision struct {
	name     string // in Go
	bytes    int
	mantissa int // bits
	bias     uint64

	broadcast                    func(x, to op)
	add, sub, mul, div, min, max func(b, a, to op) // a-b, a/b; b if a or b is NaN
	sqrt                         func(x, to op)
	round                        func(how, x, to op)
	compare                      func(ops ...op) // how, b, a, to
	and, andNot, or, xor         func(b, a, to op)
	blend                        func(mask, b, a, to op) // b where mask
	maskMove                     func(ops ...op)
	fma213                       func(c, b, to op) // to = b*to + c
	fma231                       func(b, a, to op) // to = a*b + to
	fnma231                      func(b, a, to op) // to = -a*b + to
	fnma213                      func(c, b, to op) // to = -b*to + c
	fms213                       func(c, b, to op) // to = b*to - c
	addInt                       func(b, a, to op)
	shiftLeft, shiftRight        func(n, x, to op)
}

func ternary(f func(...op)) func(b, a, to op) {
	return func(b, a, to op) { f(b, a, to) }
}

func binary(f func(...op)) func(x, to op) {
	return func(x, to op) { f(x, to) }
}

var single = &precision{
	name: "float32", bytes: 4, mantissa: 23, bias: 127,
	broadcast: binary(VBROADCASTSS),
	add:       ternary(VADDPS), sub: ternary(VSUBPS), mul: ternary(VMULPS), div: ternary(VDIVPS), min: ternary(VMINPS), max: ternary(VMAXPS),
	sqrt: binary(VSQRTPS), round: VROUNDPS, compare: VCMPPS,
	and: ternary(VANDPS), andNot: ternary(VANDNPS), or: ternary(VORPS), xor: ternary(VXORPS), blend: VBLENDVPS,
	maskMove: func(o ...op) { VMASKMOVPS(o[0], o[1], o[2]) },
	fma213:   ternary(VFMADD213PS), fma231: ternary(VFMADD231PS), fnma231: ternary(VFNMADD231PS), fnma213: ternary(VFNMADD213PS), fms213: ternary(VFMSUB213PS),
	addInt: ternary(VPADDD), shiftLeft: ternary(VPSLLD), shiftRight: ternary(VPSRLD),
}

var double = &precision{
	name: "float64", bytes: 8, mantissa: 52, bias: 1023,
	broadcast: binary(VBROADCASTSD),
	add:       ternary(VADDPD), sub: ternary(VSUBPD), mul: ternary(VMULPD), div: ternary(VDIVPD), min: ternary(VMINPD), max: ternary(VMAXPD),
	sqrt: binary(VSQRTPD), round: VROUNDPD, compare: VCMPPD,
	and: ternary(VANDPD), andNot: ternary(VANDNPD), or: ternary(VORPD), xor: ternary(VXORPD), blend: VBLENDVPD,
	maskMove: func(o ...op) { VMASKMOVPD(o[0], o[1], o[2]) },
	fma213:   ternary(VFMADD213PD), fma231: ternary(VFMADD231PD), fnma231: ternary(VFNMADD231PD), fnma213: ternary(VFNMADD213PD), fms213: ternary(VFMSUB213PD),
	addInt: ternary(VPADDQ), shiftLeft: ternary(VPSLLQ), shiftRight: ternary(VPSRLQ),
}

// How comparisons and roundings are numbered.
const (
	equal          = operand.U8(0x00) // false for NaN
	lessThan       = operand.U8(0x11) // false for NaN
	notEqual       = operand.U8(0x04) // true for NaN
	notAtLeast     = operand.U8(0x19) // true for NaN
	roundToNearest = operand.U8(0x08)
)

// lanes returns how many numbers an AVX2 register holds.
func (p *precision) lanes() int { return avx2.bytes / p.bytes }

var constants = map[string]mem{}

// constant returns a constant in memory, which define fills.
func constant(name string, define func()) mem {
	if _, ok := constants[name]; !ok {
		constants[name] = GLOBL(name, RODATA|NOPTR)
		define()
	}
	return constants[name]
}

// bits returns a register of copies of a number, given by its bits, in memory.
func (p *precision) bits(bits uint64) mem {
	return constant(fmt.Sprintf("bits%d_%x", 8*p.bytes, bits), func() {
		for i := 0; i < avx2.bytes; i += p.bytes {
			if p == single {
				DATA(i, operand.U32(bits))
			} else {
				DATA(i, operand.U64(bits))
			}
		}
	})
}

// value returns a register of copies of a number, in memory.
func (p *precision) value(v float64) mem {
	if p == single {
		return p.bits(uint64(math.Float32bits(float32(v))))
	}
	return p.bits(math.Float64bits(v))
}

// load returns a register of copies of a number.
func (p *precision) load(v float64) vec {
	x := YMM()
	VMOVUPS(p.value(v), x)
	return x
}

func (p *precision) signBit() mem { return p.bits(1 << (8*p.bytes - 1)) }

// abs sets to to |x|.
func (p *precision) abs(x op, to vec) {
	VMOVUPS(p.signBit(), to)
	p.andNot(x, to, to)
}

// polynomial returns a polynomial of x with the given coefficients, the
// constant first.
func (p *precision) polynomial(x vec, coefficients ...float64) vec {
	last := len(coefficients) - 1
	sum := p.load(coefficients[last])
	for i := last - 1; i >= 0; i-- {
		p.fma213(p.value(coefficients[i]), x, sum)
	}
	return sum
}

// tailMask returns a register of ones in memory, and zeros behind it. What
// starts n elements before the zeros is the mask of the first n lanes.
func tailMask() mem {
	return constant("tailMask", func() {
		for i := 0; i < avx2.bytes; i += 8 {
			DATA(i, operand.U64(math.MaxUint64))
		}
		for i := 0; i < avx2.bytes; i += 8 {
			DATA(avx2.bytes+i, operand.U64(0))
		}
	})
}
