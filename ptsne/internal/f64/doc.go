// Package f64 holds float64 kernels for losses and probabilities: functions of
// many numbers at a time.
//
// Like those of package f32, they exist in assembly for AVX2, written by
// package ptsne/internal/asm, and in Go.
package f64

//go:generate go run -C ../asm . -pkg f64 -out ../f64/asm_amd64.s -stubs ../f64/asm_amd64.go
