package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// thin writes the two kernels of products whose result has few columns. Such
// a product reads a large matrix once and does little with what it reads:
// copying into panels would take longer than the product. One kernel is for
// large matrices whose rows run along the depth, the other for those whose
// rows run across it. Each takes four rows and two columns of the result at a
// time.
func thin() {
	dots()
	axpys()
}

// rowsOf4 returns the addresses of an element in four rows, ld bytes apart.
// Three times ld is put into ld3.
func rowsOf4(base, ld, ld3 reg.Register) []Mem {
	return []Mem{{Base: base}, {Base: base, Index: ld, Scale: 1}, {Base: base, Index: ld, Scale: 2}, {Base: base, Index: ld3, Scale: 1}}
}

func dots() {
	TEXT("dotsAVX2", NOSPLIT, "func(sums, a, b []float32, depth, lda, ldb int)")
	Doc("dotsAVX2 sets sums to the products of four rows of a, lda elements apart, and two",
		"of b, ldb elements apart. depth is a multiple of 8.")
	Pragma("noescape")
	sums := Load(Param("sums").Base(), GP64())
	a := Load(Param("a").Base(), GP64())
	b := Load(Param("b").Base(), GP64())
	depth := Load(Param("depth"), GP64())
	lda, lda3 := Load(Param("lda"), GP64()), GP64()
	ldb := Load(Param("ldb"), GP64())
	SHLQ(U8(2), lda)
	SHLQ(U8(2), ldb)
	LEAQ(Mem{Base: lda, Index: lda, Scale: 2}, lda3)

	acc := avx2.zeros(8) // two for each row
	b0, b1, ai := YMM(), YMM(), YMM()
	Label("eight")
	VMOVUPS(Mem{Base: b}, b0)
	VMOVUPS(Mem{Base: b, Index: ldb, Scale: 1}, b1)
	for i, row := range rowsOf4(a, lda, lda3) {
		VMOVUPS(row, ai)
		VFMADD231PS(ai, b0, acc[2*i])
		VFMADD231PS(ai, b1, acc[2*i+1])
	}
	ADDQ(U8(32), a)
	ADDQ(U8(32), b)
	SUBQ(U8(8), depth)
	JNZ(LabelRef("eight"))

	Comment("Add up each register's elements.")
	for i := 0; i < 8; i += 4 {
		VHADDPS(acc[i+1], acc[i], acc[i])
		VHADDPS(acc[i+3], acc[i+2], acc[i+2])
		VHADDPS(acc[i+2], acc[i], acc[i])
		VEXTRACTF128(U8(1), acc[i], acc[i+1].AsX())
		VADDPS(acc[i+1].AsX(), acc[i].AsX(), acc[i].AsX())
		VMOVUPS(acc[i].AsX(), at(sums, i*bytes32))
	}
	VZEROUPPER()
	RET()
}

func axpys() {
	TEXT("axpysAVX2", NOSPLIT, "func(y, x, alpha []float32, n, ldx, ldy int)")
	Doc("axpysAVX2 adds multiples of four rows of x, ldx elements apart, to two rows of y,",
		"ldy elements apart: those by alpha[0], ..., alpha[3] to the first, those by the",
		"next four to the second. n, the number of elements, is a multiple of 8.")
	Pragma("noescape")
	y := Load(Param("y").Base(), GP64())
	x := Load(Param("x").Base(), GP64())
	alpha := Load(Param("alpha").Base(), GP64())
	n := Load(Param("n"), GP64())
	ldx, ldx3 := Load(Param("ldx"), GP64()), GP64()
	ldy := Load(Param("ldy"), GP64())
	SHLQ(U8(2), ldx)
	SHLQ(U8(2), ldy)
	LEAQ(Mem{Base: ldx, Index: ldx, Scale: 2}, ldx3)
	factors := avx2.regs(8)
	for i := range factors {
		VBROADCASTSS(at(alpha, i*bytes32), factors[i])
	}

	y0, y1, xi := YMM(), YMM(), YMM()
	to0, to1 := Mem{Base: y}, Mem{Base: y, Index: ldy, Scale: 1}
	Label("eight")
	VMOVUPS(to0, y0)
	VMOVUPS(to1, y1)
	for i, row := range rowsOf4(x, ldx, ldx3) {
		VMOVUPS(row, xi)
		VFMADD231PS(xi, factors[i], y0)
		VFMADD231PS(xi, factors[4+i], y1)
	}
	VMOVUPS(y0, to0)
	VMOVUPS(y1, to1)
	ADDQ(U8(32), x)
	ADDQ(U8(32), y)
	SUBQ(U8(8), n)
	JNZ(LabelRef("eight"))
	VZEROUPPER()
	RET()
}
