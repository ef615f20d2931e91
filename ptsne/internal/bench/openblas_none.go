//go:build !openblas

package main

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// openblas is nil where the program is built without the tag openblas.
var openblas func(threads int, tA, tB blas.Transpose, a, b, c blas32.General)
