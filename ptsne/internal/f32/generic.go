package f32

import "math"

// generic are kernels in Go, for any processor.
var generic = &kernels{
	name: "Go",
	mr:   4, nr: 4, tile: tile,
	packRows: packRows, packColumns: packColumns,
	dots: dots, axpys: axpys,
	forward:  [...]func(x, bias []float32){biasLinear, biasReLU, biasSigmoid, biasTanh},
	gradient: [...]func(grad, y []float32){nil, gradReLU, gradSigmoid, gradTanh},
	sgd:      stepSGD, momentum: stepMomentum, nesterov: stepNesterov, adam: stepAdam, rmsprop: stepRMSprop,
	fromFloat64: fromFloat64, firstBelow: firstBelow,
}

// tile computes a tile of 4×4, two rows at a time: the sums of more would not
// stay in amd64's registers.
func tile(depth int, alpha float32, a, b, c []float32, ldc int, accumulate bool) {
	for i := 0; i < 4; i += 2 {
		var c00, c01, c02, c03, c10, c11, c12, c13 float32
		for p := range depth {
			a := (*[2]float32)(a[4*p+i:])
			b := (*[4]float32)(b[4*p:])
			a0, a1 := a[0], a[1]
			b0, b1, b2, b3 := b[0], b[1], b[2], b[3]
			c00 += a0 * b0
			c01 += a0 * b1
			c02 += a0 * b2
			c03 += a0 * b3
			c10 += a1 * b0
			c11 += a1 * b1
			c12 += a1 * b2
			c13 += a1 * b3
		}
		for r, sums := range [2][4]float32{{c00, c01, c02, c03}, {c10, c11, c12, c13}} {
			row := c[(i+r)*ldc:][:4]
			for j, s := range sums {
				s *= alpha
				if accumulate {
					s += row[j]
				}
				row[j] = s
			}
		}
	}
}

func packRows(dst, src []float32, depth, ld, width, panels, size int) {
	for d := range depth {
		for p := range panels {
			copy(dst[p*size+d*width:][:width], src[d*ld+p*width:])
		}
	}
}

func packColumns(dst, src []float32, depth, ld, width int) {
	a, b, c, d := src, src[ld:], src[2*ld:], src[3*ld:]
	for p := range depth {
		to := dst[p*width:][:4]
		to[0], to[1], to[2], to[3] = a[p], b[p], c[p], d[p]
	}
}

func dots(sums, a, b []float32, depth, lda, ldb int) {
	for i := range 4 {
		a, b0, b1 := a[i*lda:][:depth], b[:depth], b[ldb:][:depth]
		var s0, s1 float32
		for p, v := range a {
			s0 += v * b0[p]
			s1 += v * b1[p]
		}
		sums[2*i], sums[2*i+1] = s0, s1
	}
}

func axpys(y, x, alpha []float32, n, ldx, ldy int) {
	y0, y1 := y[:n], y[ldy:][:n]
	for i := range 4 {
		a0, a1 := alpha[i], alpha[4+i]
		for j, v := range x[i*ldx:][:n] {
			y0[j] += a0 * v
			y1[j] += a1 * v
		}
	}
}

func biasLinear(x, bias []float32) {
	for i, b := range bias {
		x[i] += b
	}
}

func biasReLU(x, bias []float32) {
	for i, b := range bias {
		x[i] = max(x[i]+b, 0)
	}
}

func biasSigmoid(x, bias []float32) {
	for i, b := range bias {
		x[i] = float32(1 / (1 + math.Exp(-float64(x[i]+b))))
	}
}

func biasTanh(x, bias []float32) {
	for i, b := range bias {
		x[i] = float32(math.Tanh(float64(x[i] + b)))
	}
}

func gradReLU(grad, y []float32) {
	for i, v := range y {
		if v == 0 {
			grad[i] = 0
		}
	}
}

func gradSigmoid(grad, y []float32) {
	for i, v := range y {
		grad[i] *= v * (1 - v)
	}
}

func gradTanh(grad, y []float32) {
	for i, v := range y {
		grad[i] *= 1 - v*v
	}
}

func stepSGD(w, g []float32, rate float32) {
	for i, x := range g {
		w[i] -= rate * x
	}
}

func stepMomentum(w, v, g []float32, rate, momentum float32) {
	for i, x := range g {
		v[i] = momentum*v[i] - rate*x
		w[i] += v[i]
	}
}

func stepNesterov(w, v, g []float32, rate, momentum float32) {
	for i, x := range g {
		v[i] = momentum*v[i] - rate*x
		w[i] += momentum*v[i] - rate*x
	}
}

func stepAdam(w, m, v, g []float32, rate, beta1, rest1, beta2, rest2, epsilon float32) {
	for i, x := range g {
		m[i] = beta1*m[i] + rest1*x
		v[i] = beta2*v[i] + rest2*x*x
		w[i] -= rate * m[i] / (sqrt(v[i]) + epsilon)
	}
}

func stepRMSprop(w, a, g []float32, rate, rho, rest, epsilon float32) {
	for i, x := range g {
		a[i] = rho*a[i] + rest*x*x
		w[i] -= rate * x / (sqrt(a[i]) + epsilon)
	}
}

// sqrt compiles to one float32 instruction.
func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }

func fromFloat64(dst []float32, src []float64) {
	for i, v := range src {
		dst[i] = float32(v)
	}
}

func firstBelow(p, a []float32, b float32) int {
	for i, v := range p {
		if a[i]-2*v < b {
			return i
		}
	}
	return len(p)
}
