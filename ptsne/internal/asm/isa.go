package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// An isa is a set of vector instructions.
type isa struct {
	name  string
	bytes int // of a register
	reg   func() reg.VecVirtual
	clear func(reg.VecVirtual)
}

var (
	avx512 = isa{"AVX512", 64, ZMM, func(v reg.VecVirtual) { VPXORD(v, v, v) }}
	avx2   = isa{"AVX2", 32, YMM, func(v reg.VecVirtual) { VXORPS(v, v, v) }}
)

// regs returns n registers.
func (s isa) regs(n int) []reg.VecVirtual {
	r := make([]reg.VecVirtual, n)
	for i := range r {
		r[i] = s.reg()
	}
	return r
}

// zeros returns n registers of zeros.
func (s isa) zeros(n int) []reg.VecVirtual {
	r := s.regs(n)
	for _, v := range r {
		s.clear(v)
	}
	return r
}

// at returns the memory disp bytes behind base.
func at(base reg.Register, disp int) operand.Mem { return operand.Mem{Base: base, Disp: disp} }

// bytes32 is the size of a float32.
const bytes32 = 4

// imm returns an immediate of 32 bits: in this form all of avo's instructions
// take any value.
func imm(n int) operand.Op { return operand.U32(n) }

// imm8 returns an immediate of 8 bits, as shifts want it.
func imm8(n int) operand.Op { return operand.U8(n) }

// param returns the address of a parameter, for instructions that read it from
// memory.
func param(name string) operand.Mem {
	c, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return c.Addr
}

// result returns the address of a result.
func result(i int) operand.Mem {
	c, err := ReturnIndex(i).Resolve()
	if err != nil {
		panic(err)
	}
	return c.Addr
}
