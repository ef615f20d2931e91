package main

import (
	"fmt"
	"runtime"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
)

// benchGemm measures the products of the paper's network with batches of 5000:
// a layer's output, and the gradients of its weights and of its input.
func benchGemm() error {
	const batch = 5000
	table("Products, batch 5000, GFLOP/s", "threads", "layer", "product", "ptsne", "gonum", "OpenBLAS", "ptsne/gonum", "ptsne/OpenBLAS")
	for _, threads := range []int{1, 2} {
		procs := runtime.GOMAXPROCS(threads)
		for _, s := range [][2]int{{784, 500}, {500, 500}, {500, 2000}, {2000, 2}} {
			in, out := s[0], s[1]
			x, w, y := filled(batch, in), filled(in, out), filled(batch, out)
			for _, p := range []struct {
				name    string
				tA, tB  blas.Transpose
				a, b, c f32.Matrix
			}{
				{"output", blas.NoTrans, blas.NoTrans, x, w, y},
				{"weights' gradient", blas.Trans, blas.NoTrans, x, y, w},
				{"input's gradient", blas.NoTrans, blas.Trans, y, w, x},
			} {
				var own, gonum, open []float64
				speed := func(product func()) float64 {
					return 2e-9 * batch * float64(in*out) / measure(product).wall
				}
				for round := range 3 * *rounds {
					own = append(own, speed(func() { f32.Gemm(p.tA, p.tB, 1, p.a, p.b, 0, p.c) }))
					if openblas != nil {
						open = append(open, speed(func() { openblas(threads, p.tA, p.tB, general(p.a), general(p.b), general(p.c)) }))
					}
					if round%3 == 0 { // it takes long
						gonum = append(gonum, speed(func() { blas32.Gemm(p.tA, p.tB, 1, general(p.a), general(p.b), 0, general(p.c)) }))
					}
				}
				openSpeed, openRatio := "not built in", ""
				if open != nil {
					openSpeed, openRatio = fmt.Sprintf("%.1f", mid(open)), fmt.Sprintf("%.2f", midRatio(own, open))
				}
				row(fmt.Sprint(threads), fmt.Sprintf("%d → %d", in, out), p.name,
					fmt.Sprintf("%.1f", mid(own)), fmt.Sprintf("%.1f", mid(gonum)), openSpeed,
					fmt.Sprintf("%.1f", mid(own)/mid(gonum)), openRatio)
			}
		}
		runtime.GOMAXPROCS(procs)
	}
	return nil
}

func mid(x []float64) float64 { return median(x, func(v float64) float64 { return v }) }

// midRatio returns the median of the ratios round by round.
func midRatio(a, b []float64) float64 {
	var r []float64
	for i := range a {
		r = append(r, a[i]/b[i])
	}
	return mid(r)
}

func filled(rows, cols int) f32.Matrix {
	m := f32.New(rows, cols)
	for i := range m.Data {
		m.Data[i] = float32(i%17-8) / 8
	}
	return m
}

func general(m f32.Matrix) blas32.General {
	return blas32.General{Rows: m.Rows, Cols: m.Cols, Stride: m.Stride, Data: m.Data}
}
