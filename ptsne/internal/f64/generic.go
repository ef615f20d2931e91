package f64

import "math"

// generic are kernels in Go, for any processor.
var generic = &kernels{
	name: "Go",
	exp:  exp, log: log, sqrt: sqrt,
	scale: scale, weigh: weigh,
	mul: mul, addSquares: addSquares,
	sum: sum, sumDifferences: sumDifferences, moments: moments, repel: repel,
	butterfly2: butterfly2, butterfly3: butterfly3, butterfly4: butterfly4,
}

func exp(x []float64) {
	for i, v := range x {
		x[i] = math.Exp(v)
	}
}

func log(x []float64) {
	for i, v := range x {
		x[i] = math.Log(v)
	}
}

func sqrt(x []float64) {
	for i, v := range x {
		x[i] = math.Sqrt(v)
	}
}

func scale(x []float64, a float64) {
	for i := range x {
		x[i] *= a
	}
}

func weigh(x []float64, a float64) {
	for i, v := range x {
		x[i] = 1 / (1 + a*v)
	}
}

func mul(x, y []float64) {
	for i, v := range y {
		x[i] *= v
	}
}

func addSquares(x, y []float64, a float64) {
	for i, v := range y {
		x[i] += (a - v) * (a - v)
	}
}

func sum(x []float64) (s float64) {
	for _, v := range x {
		s += v
	}
	return s
}

func sumDifferences(w, y []float64, a float64) (s float64) {
	for i, v := range y {
		s += w[i] * (a - v)
	}
	return s
}

func moments(w, x []float64) (sum, sumX, sumXX float64) {
	for i, v := range x {
		sum += w[i]
		sumX += w[i] * v
		sumXX += w[i] * v * v
	}
	return sum, sumX, sumXX
}

func repel(x, y []float64, a, b float64) (sum, forceX, forceY float64) {
	for i := range x {
		dx, dy := a-x[i], b-y[i]
		k := 1 / (1 + dx*dx + dy*dy)
		sum += k
		k *= k
		forceX += k * dx
		forceY += k * dy
	}
	return sum, forceX, forceY
}
