package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// neighbors writes the kernel that looks for near points among distances
// |a|² + |b|² - 2ab, of which it is given the parts.
func neighbors() {
	p := single
	TEXT("firstBelowAVX2", NOSPLIT, "func(p, a []float32, b float32) int")
	Doc("firstBelowAVX2 returns the first i with a[i] - 2p[i] < b, or their length, which is a",
		"multiple of 8.")
	Pragma("noescape")
	n := Load(Param("p").Len(), GP64())
	ps := Load(Param("p").Base(), GP64())
	as := Load(Param("a").Base(), GP64())
	b := YMM()
	p.broadcast(param("b"), b)
	two := p.load(2)

	i, mask, x := GP64(), GP32(), YMM()
	XORQ(i, i)
	Label("eight")
	CMPQ(i, n)
	JGE(LabelRef("done"))
	VMOVUPS(Mem{Base: as, Index: i, Scale: 4}, x)
	p.fnma231(Mem{Base: ps, Index: i, Scale: 4}, two, x)
	p.compare(lessThan, b, x, x)
	ADDQ(imm(p.lanes()), i)
	VMOVMSKPS(x, mask)
	TESTL(mask, mask)
	JZ(LabelRef("eight"))
	BSFL(mask, mask) // the first lane
	LEAQ(Mem{Base: i, Index: mask.As64(), Scale: 1, Disp: -p.lanes()}, n)
	Label("done")
	Store(n, ReturnIndex(0))
	VZEROUPPER()
	RET()
}
