// Package f32 holds the float32 kernels that ptsne trains with: matrix
// products, activations and their gradients, optimizer steps.
//
// # Results
//
// Every kernel is parallel and gives the same bits for any GOMAXPROCS: work is
// split into pieces, and no sum crosses a piece. With AVX2 and with AVX-512
// the bits are the same, too. Shapes are the caller's duty; a mismatch panics.
//
// # Assembly
//
// The inner loops exist three times: for processors with AVX-512, for those
// with AVX2 and FMA, and in Go, for all others and for programs built with the
// tag noasm. Package ptsne/internal/asm writes the assembly; its comments
// explain the loops. GODEBUG=cpu.avx512f=off makes a program do without
// AVX-512, GODEBUG=cpu.avx2=off without both.
package f32

//go:generate go run -C ../asm . -pkg f32 -out ../f32/asm_amd64.s -stubs ../f32/asm_amd64.go
