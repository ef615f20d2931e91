package f32

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// The products below cut the result into tiles and give each to gonum's
// Sgemm, which computes anything of at most 64×192 in one goroutine by vector
// operations on whole tile rows. Against one Sgemm call for the whole product,
// whose own tiles are 64×64, this was measured to be about twice as fast: the
// vectors are three times as long and the tile stays in the first-level cache.
// A zero element of the left factor costs nothing (Sgemm skips its vector),
// which MNIST's empty pixels and ReLU's zeros repay.
const (
	tileRows  = 16
	tileCols  = 192 // the widest that Sgemm computes serially
	tileDepth = 128
	// dotRows and dotCols are the tile of MulTransB, whose inner loop is a dot
	// product over the full depth.
	dotRows = 16
	dotCols = 64
	// narrow is the width below which tile rows are too short for vector
	// operations, and the small factor is transposed instead.
	narrow = 16
)

var sgemm = gonum.Implementation{}.Sgemm

// Mul sets dst to a·b.
func Mul(dst, a, b Matrix) {
	checkShape("Mul", dst, a.Rows, b.Cols)
	checkShape("Mul: depth", b, a.Cols, b.Cols)
	if b.Cols < narrow {
		bT := New(b.Cols, b.Rows)
		Transpose(bT, b)
		mulDot(dst, a, bT)
		return
	}
	parallel.For(dst.Rows, tileRows, func(lo, hi int) {
		MulSerial(dst.Slice(lo, hi), a.Slice(lo, hi), b)
	})
}

// MulSerial sets dst to a·b in the calling goroutine. It is for a few rows of
// a larger product that is already split over goroutines.
func MulSerial(dst, a, b Matrix) {
	clear(dst.Data)
	// The tile of b, the largest of the three, stays in the second-level cache
	// while the tiles of a pass by.
	for j := 0; j < dst.Cols; j += tileCols {
		n := min(tileCols, dst.Cols-j)
		for k := 0; k < a.Cols; k += tileDepth {
			depth := min(tileDepth, a.Cols-k)
			for i := 0; i < dst.Rows; i += tileRows {
				sgemm(blas.NoTrans, blas.NoTrans, min(tileRows, dst.Rows-i), n, depth,
					1, a.Data[i*a.Cols+k:], a.Cols, b.Data[k*b.Cols+j:], b.Cols,
					1, dst.Data[i*dst.Cols+j:], dst.Cols)
			}
		}
	}
}

// MulTransA sets dst to aᵀ·b.
func MulTransA(dst, a, b Matrix) {
	checkShape("MulTransA", dst, a.Cols, b.Cols)
	checkShape("MulTransA: depth", b, a.Rows, b.Cols)
	if b.Cols < narrow && a.Cols >= narrow {
		dstT := New(dst.Cols, dst.Rows)
		MulTransA(dstT, b, a)
		Transpose(dst, dstT)
		return
	}
	// Pieces are tiles of dst, not its rows: dst may have only a few rows. The
	// depth, which here is that of a whole batch, is cut first: so what all
	// tiles read of a and b stays in cache.
	across := (dst.Cols + tileCols - 1) / tileCols
	down := (dst.Rows + tileRows - 1) / tileRows
	clear(dst.Data)
	for k := 0; k < a.Rows; k += tileDepth {
		depth := min(tileDepth, a.Rows-k)
		parallel.For(across*down, 1, func(tile, _ int) {
			i, j := tile/across*tileRows, tile%across*tileCols
			sgemm(blas.Trans, blas.NoTrans, min(tileRows, dst.Rows-i), min(tileCols, dst.Cols-j), depth,
				1, a.Data[k*a.Cols+i:], a.Cols, b.Data[k*b.Cols+j:], b.Cols,
				1, dst.Data[i*dst.Cols+j:], dst.Cols)
		})
	}
}

// MulTransB sets dst to a·bᵀ.
func MulTransB(dst, a, b Matrix) {
	checkShape("MulTransB", dst, a.Rows, b.Rows)
	checkShape("MulTransB: depth", b, b.Rows, a.Cols)
	if a.Cols < narrow {
		bT := New(b.Cols, b.Rows)
		Transpose(bT, b)
		parallel.For(dst.Rows, tileRows, func(lo, hi int) {
			MulSerial(dst.Slice(lo, hi), a.Slice(lo, hi), bT)
		})
		return
	}
	mulDot(dst, a, b)
}

// mulDot sets dst to a·bᵀ by dot products of rows.
func mulDot(dst, a, b Matrix) {
	parallel.For(dst.Rows, dotRows, func(lo, hi int) {
		for j := 0; j < dst.Cols; j += dotCols {
			sgemm(blas.NoTrans, blas.Trans, hi-lo, min(dotCols, dst.Cols-j), a.Cols,
				1, a.Data[lo*a.Cols:], a.Cols, b.Data[j*b.Cols:], b.Cols,
				0, dst.Data[lo*dst.Cols+j:], dst.Cols)
		}
	})
}
