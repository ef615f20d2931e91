//go:build openblas

package main

// #cgo LDFLAGS: -lopenblas
// #include <cblas.h>
// void openblas_set_num_threads(int);
import "C"

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// openblas computes a product by OpenBLAS.
var openblas = func(threads int, tA, tB blas.Transpose, a, b, c blas32.General) {
	C.openblas_set_num_threads(C.int(threads))
	op := map[blas.Transpose]uint32{blas.NoTrans: C.CblasNoTrans, blas.Trans: C.CblasTrans}
	depth := a.Cols
	if tA != blas.NoTrans {
		depth = a.Rows
	}
	C.cblas_sgemm(C.CblasRowMajor, op[tA], op[tB], C.int(c.Rows), C.int(c.Cols), C.int(depth),
		1, (*C.float)(&a.Data[0]), C.int(a.Stride), (*C.float)(&b.Data[0]), C.int(b.Stride),
		0, (*C.float)(&c.Data[0]), C.int(c.Stride))
}
