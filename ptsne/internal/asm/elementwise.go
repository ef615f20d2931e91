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
func elementwise(p *precision, name, does string, slices, scalars []string, written int, body func(x, s []vec)) {
	start(p, name, does, slices, scalars, "")
	each(p, slices, scalars, func(x, s []vec, at []Mem, mask op) {
		body(x, s)
		for i := range written {
			if mask == nil {
				VMOVUPS(x[i], at[i])
			} else {
				p.maskMove(x[i], mask, at[i])
			}
		}
	})
	VZEROUPPER()
	RET()
}

// reduction writes a kernel for AVX2 that goes through slices of the same
// length and returns sums over their elements. body is given registers as in
// elementwise, and those that it adds to. Lanes beyond the end are zero; if
// body would add something for them all the same, it has to leave that out by
// mask, unless this is nil.
func reduction(p *precision, name, does string, slices, scalars []string, results int, body func(x, s, sums []vec, mask op)) {
	names := []string{"sum0", "sum1", "sum2"}[:results]
	start(p, name, does, slices, scalars, " ("+strings.Join(names, ", ")+" "+p.name+")")
	sums := avx2.zeros(results)
	each(p, slices, scalars, func(x, s []vec, _ []Mem, mask op) { body(x, s, sums, mask) })
	Comment("Add up the lanes of each sum.")
	for i, sum := range sums {
		low, high := sum.AsX(), XMM()
		VEXTRACTF128(imm8(1), sum, high)
		VADDPD(high, low, low)
		VHADDPD(low, low, low)
		VMOVSD(low, result(i))
	}
	VZEROUPPER()
	RET()
}

// start starts a kernel with the given parameters.
func start(p *precision, name, does string, slices, scalars []string, results string) {
	signature := "func(" + strings.Join(slices, ", ") + " []" + p.name
	if len(scalars) > 0 {
		signature += ", " + strings.Join(scalars, ", ") + " " + p.name
	}
	TEXT(name+"AVX2", NOSPLIT, signature+")"+results)
	Doc(name + "AVX2 " + does)
	Pragma("noescape")
}

// each writes the loop over the elements. The elements behind the last full
// register go through a register, too, by loads and stores that leave out
// lanes: then mask is not nil.
func each(p *precision, slices, scalars []string, body func(x, s []vec, at []Mem, mask op)) {
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
	body(x, s, at, nil)
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
	body(x, s, at, mask)
	Label("done")
}
