package main

import (
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// elementwise writes a kernel for AVX2 that goes through slices of the same
// length, of which it writes the first few. Its parameters are the slices and
// then the scalars. body is given one register for each slice, filled with its
// next elements, and one for each scalar, filled with copies; what it leaves
// in the registers of the slices to write is stored.
//
// The elements behind the last full register go through a register, too, by
// loads and stores that leave out lanes.
func elementwise(p *precision, name, does string, slices, scalars []string, written int, body func(x, s []vec)) {
	signature := "func(" + strings.Join(slices, ", ") + " []" + p.name
	if len(scalars) > 0 {
		signature += ", " + strings.Join(scalars, ", ") + " " + p.name
	}
	TEXT(name+"AVX2", NOSPLIT, signature+")")
	Doc(name + "AVX2 " + does)
	Pragma("noescape")

	n := Load(Param(slices[0]).Len(), GP64())
	var at []Mem
	for _, s := range slices {
		at = append(at, Mem{Base: Load(Param(s).Base(), GP64())})
	}
	s := avx2.regs(len(scalars))
	for i, scalar := range scalars {
		p.broadcast(param(scalar), s[i])
	}
	x := avx2.regs(len(slices))

	SUBQ(imm(p.lanes()), n)
	JL(LabelRef("tail"))
	Label("loop")
	for i := range x {
		VMOVUPS(at[i], x[i])
	}
	body(x, s)
	for i := range written {
		VMOVUPS(x[i], at[i])
	}
	for _, a := range at {
		ADDQ(imm(avx2.bytes), a.Base)
	}
	SUBQ(imm(p.lanes()), n)
	JGE(LabelRef("loop"))

	Label("tail")
	ADDQ(imm(p.lanes()), n)
	JZ(LabelRef("done"))
	mask, table := YMM(), GP64()
	LEAQ(tailMask(), table)
	NEGQ(n)
	VMOVUPS(Mem{Base: table, Disp: avx2.bytes, Index: n, Scale: uint8(p.bytes)}, mask)
	for i := range x {
		p.maskMove(at[i], mask, x[i])
	}
	body(x, s)
	for i := range written {
		p.maskMove(x[i], mask, at[i])
	}
	Label("done")
	VZEROUPPER()
	RET()
}
