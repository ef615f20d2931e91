package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// tile writes the micro-kernel of the matrix product, which computes a tile of
// rows × (vectors of columns):
//
//	c = alpha*a*b      or, if accumulate,      c += alpha*a*b
//
// a is packed: depth columns of rows elements each, one behind the other. b is
// packed, too: depth rows as wide as the tile. So both are read from end to
// end. The rows of c are ldc elements apart.
//
// The whole tile stays in registers while the depth passes by. Each step loads
// one row of b, vectors registers, and multiplies it by each element of a's
// column, broadcast over a register:
//
//	        b₀      b₁                AVX-512: 12×32, 24 of 32 registers
//	a₀      c₀₀     c₀₁               AVX2:    4×24,  12 of 16 registers
//	a₁      c₁₀     c₁₁
//	⋮
//
// A multiply-add takes four cycles or so, and the next to the same register
// must wait for it. The sums of a tile do not wait for each other: there are
// enough of them to keep the multipliers busy. A large tile also spares loads,
// of which fewer fit into a cycle: for AVX-512, a step multiplies 24 times and
// loads 14 times; for AVX2, 12 times and 7 times.
//
// The products of an element of c are added in the order of the depth, by
// fused multiply-add, with any instruction set. So all give the same bits.
func tile(s isa, rows, vectors int) {
	TEXT("tile"+s.name, NOSPLIT,
		"func(depth int, alpha float32, a, b, c []float32, ldc int, accumulate bool)")
	Doc(fmt.Sprintf("tile%s computes a tile of %d×%d.", s.name, rows, vectors*s.bytes/bytes32))
	Pragma("noescape")
	depth := Load(Param("depth"), GP64())
	a := Load(Param("a").Base(), GP64())
	b := Load(Param("b").Base(), GP64())
	c := Load(Param("c").Base(), GP64())
	ldc := Load(Param("ldc"), GP64())
	SHLQ(U8(2), ldc) // in bytes

	sums := make([][]reg.VecVirtual, rows)
	for i := range sums {
		sums[i] = s.zeros(vectors)
	}

	Comment("Fetch the tile of c into cache, for the end.")
	row := GP64()
	MOVQ(c, row)
	for i := range rows {
		for j := 0; j < vectors*s.bytes; j += 64 { // a cache line
			PREFETCHT0(at(row, j))
		}
		if i < rows-1 {
			ADDQ(ldc, row)
		}
	}

	bs, ai := s.regs(vectors), s.reg()
	step := func(n int) {
		Comment(fmt.Sprintf("Column %d of a times row %d of b.", n, n))
		for j := range bs {
			VMOVUPS(at(b, (n*vectors+j)*s.bytes), bs[j])
		}
		for i := range rows {
			VBROADCASTSS(at(a, (n*rows+i)*bytes32), ai)
			for j := range bs {
				VFMADD231PS(ai, bs[j], sums[i][j])
			}
		}
	}
	pairs := GP64()
	MOVQ(depth, pairs)
	SHRQ(U8(1), pairs)
	JZ(LabelRef("odd"))
	Label("pair")
	step(0)
	step(1)
	ADDQ(imm(2*rows*bytes32), a)
	ADDQ(imm(2*vectors*s.bytes), b)
	DECQ(pairs)
	JNZ(LabelRef("pair"))
	Label("odd")
	TESTQ(imm(1), depth)
	JZ(LabelRef("end"))
	step(0)

	Label("end")
	alpha := bs[0]
	VBROADCASTSS(param("alpha"), alpha)
	accumulate := Load(Param("accumulate"), GP8())
	finish := func(write func(sum reg.VecVirtual, c Mem)) {
		for i := range rows {
			for j := range bs {
				write(sums[i][j], at(c, j*s.bytes))
				VMOVUPS(sums[i][j], at(c, j*s.bytes))
			}
			if i < rows-1 {
				ADDQ(ldc, c)
			}
		}
		VZEROUPPER()
		RET()
	}
	TESTB(accumulate, accumulate)
	JNZ(LabelRef("accumulate"))
	finish(func(sum reg.VecVirtual, c Mem) { VMULPS(alpha, sum, sum) })
	Label("accumulate")
	finish(func(sum reg.VecVirtual, c Mem) { VFMADD213PS(c, alpha, sum) })
}
