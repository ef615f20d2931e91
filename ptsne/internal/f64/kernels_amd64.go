//go:build !noasm

package f64

import "golang.org/x/sys/cpu"

// available returns the kernels that this processor can run, the best first.
func available() []*kernels {
	if !cpu.X86.HasAVX2 || !cpu.X86.HasFMA {
		return []*kernels{generic}
	}
	return []*kernels{{
		name: "AVX2",
		exp:  expAVX2, log: logAVX2, sqrt: sqrtAVX2,
		scale: scaleAVX2, weigh: weighAVX2,
		mul: mulAVX2, addSquares: addSquaresAVX2,
		sum: sumAVX2, sumDifferences: sumDifferencesAVX2, moments: momentsAVX2, repel: repelAVX2,
		butterfly2: butterfly2AVX2, butterfly3: butterfly3AVX2, butterfly4: butterfly4AVX2,
	}, generic}
}
