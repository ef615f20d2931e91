//go:build !noasm

package f32

import "golang.org/x/sys/cpu"

// available returns the kernels that this processor can run, the best first.
// Only the products gain by AVX-512: the others wait for memory.
func available() []*kernels {
	all := []*kernels{generic}
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		avx2 := &kernels{
			name: "AVX2",
			mr:   4, nr: 24, tile: tileAVX2,
			packRows: packRowsAVX, packColumns: packColumnsAVX,
			dots: dotsAVX2, axpys: axpysAVX2,
			forward:  [...]func(x, bias []float32){biasLinearAVX2, biasReLUAVX2, biasSigmoidAVX2, biasTanhAVX2},
			gradient: [...]func(grad, y []float32){nil, gradReLUAVX2, gradSigmoidAVX2, gradTanhAVX2},
			sgd:      sgdAVX2, momentum: momentumAVX2, nesterov: nesterovAVX2, adam: adamAVX2, rmsprop: rmspropAVX2,
			fromFloat64: fromFloat64AVX, firstBelow: firstBelowAVX2,
		}
		all = append([]*kernels{avx2}, all...)
		if cpu.X86.HasAVX512F {
			avx512 := *avx2
			avx512.name = "AVX-512"
			avx512.mr, avx512.nr, avx512.tile = 12, 32, tileAVX512
			all = append([]*kernels{&avx512}, all...)
		}
	}
	return all
}
