package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// pack writes the two kernels that copy a part of a matrix into panels, which
// are what tile reads: depth rows of width elements each. Widths are multiples
// of four. One of them copies rows to rows, the other columns to rows.
func pack() {
	packRows()
	packColumns()
}

func packRows() {
	TEXT("packRowsAVX", NOSPLIT, "func(dst, src []float32, depth, ld, width, panels, size int)")
	Doc("packRowsAVX copies depth rows of src, which are ld elements apart, into panels",
		"of the given width, a multiple of 4. The panels are size elements apart.")
	Pragma("noescape")
	dst := Load(Param("dst").Base(), GP64())
	src := Load(Param("src").Base(), GP64())
	depth := Load(Param("depth"), GP64())
	ld := Load(Param("ld"), GP64())
	width := Load(Param("width"), GP64())
	panels := Load(Param("panels"), GP64())
	size := Load(Param("size"), GP64())
	for _, elements := range []reg.Register{ld, width, size} {
		SHLQ(U8(2), elements) // in bytes
	}

	Comment("Row by row, since memory is fast where it is read in long runs. Rows are too far",
		"apart for the processor to guess the next one, so it is told, sixteen rows ahead.")
	ahead := GP64()
	MOVQ(ld, ahead)
	SHLQ(U8(4), ahead)
	x, from, to, panel, j := XMM(), GP64(), GP64(), GP64(), GP64()
	Label("row")
	MOVQ(src, from)
	MOVQ(dst, to)
	MOVQ(panels, panel)
	Label("panel")
	XORQ(j, j)
	PREFETCHT0(Mem{Base: from, Index: ahead, Scale: 1})
	PREFETCHT0(Mem{Base: from, Index: ahead, Scale: 1, Disp: 64})
	Label("four")
	VMOVUPS(Mem{Base: from, Index: j, Scale: 1}, x)
	VMOVUPS(x, Mem{Base: to, Index: j, Scale: 1})
	ADDQ(U8(16), j)
	CMPQ(j, width)
	JL(LabelRef("four"))
	ADDQ(width, from)
	ADDQ(size, to)
	DECQ(panel)
	JNZ(LabelRef("panel"))
	ADDQ(ld, src)
	ADDQ(width, dst)
	DECQ(depth)
	JNZ(LabelRef("row"))
	RET()
}

func packColumns() {
	TEXT("packColumnsAVX", NOSPLIT, "func(dst, src []float32, depth, ld, width int)")
	Doc("packColumnsAVX transposes four rows of src, which are ld elements apart, into",
		"four columns of dst, whose rows are width elements apart. depth, the number of",
		"elements of a row of src, is a multiple of 8.")
	Pragma("noescape")
	dst := Load(Param("dst").Base(), GP64())
	src := Load(Param("src").Base(), GP64())
	depth := Load(Param("depth"), GP64())
	ld := Load(Param("ld"), GP64())
	SHLQ(U8(2), ld)
	width := Load(Param("width"), GP64())
	SHLQ(U8(2), width)
	ld3 := GP64()
	LEAQ(Mem{Base: ld, Index: ld, Scale: 2}, ld3)

	Label("eight")
	Comment("r holds 4×8 elements, in two halves of 4×4, which are transposed side by side.")
	var r, t [4]reg.VecVirtual
	for i, row := range rowsOf4(src, ld, ld3) {
		r[i], t[i] = YMM(), YMM()
		VMOVUPS(row, r[i])
	}
	VUNPCKLPS(r[1], r[0], t[0]) // elements 0 and 1 of rows 0 and 1
	VUNPCKHPS(r[1], r[0], t[1]) // elements 2 and 3
	VUNPCKLPS(r[3], r[2], t[2]) // the same of rows 2 and 3
	VUNPCKHPS(r[3], r[2], t[3])
	VUNPCKLPD(t[2], t[0], r[0]) // element 0 of all rows
	VUNPCKHPD(t[2], t[0], r[1])
	VUNPCKLPD(t[3], t[1], r[2])
	VUNPCKHPD(t[3], t[1], r[3])
	for _, v := range r {
		VMOVUPS(v.AsX(), Mem{Base: dst})
		ADDQ(width, dst)
	}
	for _, v := range r {
		VEXTRACTF128(U8(1), v, Mem{Base: dst})
		ADDQ(width, dst)
	}
	ADDQ(U8(32), src)
	SUBQ(U8(8), depth)
	JNZ(LabelRef("eight"))
	VZEROUPPER()
	RET()
}
