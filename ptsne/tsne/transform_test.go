package tsne

import (
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"
)

func TestTransformAgreesWithGonum(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{1, 2, 3, 4, 6, 8, 12, 18, 36, 64, 144, 768} {
		b := newBlock(n)
		for i := range b.re {
			b.re[i], b.im[i] = rng.NormFloat64(), rng.NormFloat64()
		}
		re, im := slices.Clone(b.re), slices.Clone(b.im)
		tr := newTransform(n)
		tr.forward(b)
		reference := fourier.NewCmplxFFT(n)
		for lane := range lanes {
			x := make([]complex128, n)
			for i := range x {
				x[i] = complex(re[i*lanes+lane], im[i*lanes+lane])
			}
			for i, want := range reference.Coefficients(nil, x) {
				if got := complex(b.re[i*lanes+lane], b.im[i*lanes+lane]); cmplx.Abs(got-want) > 1e-12*float64(n) {
					t.Fatalf("n=%d, transform %d: element %d is %v, want %v", n, lane, i, got, want)
				}
			}
		}
		tr.backward(b)
		for i := range re {
			if got, want := complex(b.re[i], b.im[i])/complex(float64(n), 0), complex(re[i], im[i]); cmplx.Abs(got-want) > 1e-13 {
				t.Fatalf("n=%d: there and back, %v becomes %v", n, want, got)
			}
		}
	}
}

func BenchmarkTransform(b *testing.B) {
	tr, block := newTransform(1152), newBlock(1152)
	for b.Loop() {
		tr.forward(block)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/lanes, "ns/transform")
}
