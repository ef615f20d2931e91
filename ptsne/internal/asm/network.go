package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// activations writes the activations, which add the bias first, and their
// gradients.
func activations() {
	p := single
	forward := func(name, does string, body func(x, bias vec)) {
		elementwise(p, name, does, []string{"x", "bias"}, nil, 1, func(x, _ []vec) { body(x[0], x[1]) })
	}
	forward("biasLinear", "adds bias to x.", func(x, bias vec) {
		p.add(bias, x, x)
	})
	forward("biasReLU", "sets x to max(x+bias, 0).", func(x, bias vec) {
		p.add(bias, x, x)
		p.max(x, p.load(0), x) // NaN stays
	})
	forward("biasSigmoid", "sets x to 1/(1+exp(-(x+bias))).", func(x, bias vec) {
		p.add(bias, x, x)
		p.xor(p.signBit(), x, x)
		p.exp(x)
		p.add(p.value(1), x, x)
		p.div(x, p.load(1), x)
	})
	forward("biasTanh", "sets x to tanh(x+bias).", func(x, bias vec) {
		p.add(bias, x, x)
		p.tanh(x)
	})

	gradient := func(name, does string, body func(grad, y vec)) {
		elementwise(p, name, does, []string{"grad", "y"}, nil, 1, func(x, _ []vec) { body(x[0], x[1]) })
	}
	gradient("gradReLU", "sets grad to 0 where y is 0.", func(grad, y vec) {
		p.compare(notEqual, p.value(0), y, y)
		p.and(y, grad, grad)
	})
	gradient("gradSigmoid", "multiplies grad by y(1-y).", func(grad, y vec) {
		rest := YMM()
		p.sub(y, p.load(1), rest)
		p.mul(y, rest, rest)
		p.mul(rest, grad, grad)
	})
	gradient("gradTanh", "multiplies grad by 1-y².", func(grad, y vec) {
		p.fnma213(p.value(1), y, y)
		p.mul(y, grad, grad)
	})
}

// updates writes the steps of the optimizers.
func updates() {
	p := single
	elementwise(p, "sgd", "subtracts rate*g from w.",
		[]string{"w", "g"}, []string{"rate"}, 1, func(x, s []vec) {
			w, g, rate := x[0], x[1], s[0]
			p.fnma231(g, rate, w)
		})
	elementwise(p, "momentum", "sets v to momentum*v - rate*g, and adds it to w.",
		[]string{"w", "v", "g"}, []string{"rate", "momentum"}, 2, func(x, s []vec) {
			w, v, g, rate, momentum := x[0], x[1], x[2], s[0], s[1]
			p.mul(rate, g, g)
			p.fms213(g, momentum, v)
			p.add(v, w, w)
		})
	elementwise(p, "nesterov", "sets v to momentum*v - rate*g, and adds momentum*v - rate*g to w.",
		[]string{"w", "v", "g"}, []string{"rate", "momentum"}, 2, func(x, s []vec) {
			w, v, g, rate, momentum := x[0], x[1], x[2], s[0], s[1]
			p.mul(rate, g, g)
			p.fms213(g, momentum, v)
			p.sub(g, w, w)
			p.fma231(v, momentum, w)
		})
	elementwise(p, "adam", "updates the averages m of g and v of g², and takes a step.",
		[]string{"w", "m", "v", "g"}, []string{"rate", "beta1", "rest1", "beta2", "rest2", "epsilon"}, 3, func(x, s []vec) {
			w, m, v, g := x[0], x[1], x[2], x[3]
			rate, beta1, rest1, beta2, rest2, epsilon := s[0], s[1], s[2], s[3], s[4], s[5]
			p.mul(beta1, m, m)
			p.fma231(g, rest1, m)
			p.mul(beta2, v, v)
			p.mul(g, g, g)
			p.fma231(g, rest2, v)
			p.scaledStep(w, m, v, rate, epsilon)
		})
	elementwise(p, "rmsprop", "updates the average a of g², and takes a step.",
		[]string{"w", "a", "g"}, []string{"rate", "rho", "rest", "epsilon"}, 2, func(x, s []vec) {
			w, a, g, rate, rho, rest, epsilon := x[0], x[1], x[2], s[0], s[1], s[2], s[3]
			square := YMM()
			p.mul(g, g, square)
			p.mul(rho, a, a)
			p.fma231(square, rest, a)
			p.scaledStep(w, g, a, rate, epsilon)
		})
}

// scaledStep subtracts rate*direction/(sqrt(square)+epsilon) from w.
func (p *precision) scaledStep(w, direction, square, rate, epsilon vec) {
	size, step := YMM(), YMM()
	p.sqrt(square, size)
	p.add(epsilon, size, size)
	p.mul(rate, direction, step)
	p.div(size, step, step)
	p.sub(step, w, w)
}

// fromFloat64 writes the conversion of float64 to float32, eight at a time.
func fromFloat64() {
	TEXT("fromFloat64AVX", NOSPLIT, "func(dst []float32, src []float64)")
	Doc("fromFloat64AVX sets dst to src, rounded. Their length is a multiple of 8.")
	Pragma("noescape")
	dst := Load(Param("dst").Base(), GP64())
	src := Load(Param("src").Base(), GP64())
	n := Load(Param("dst").Len(), GP64())
	SHRQ(imm8(3), n)
	JZ(LabelRef("done"))
	lo, hi := XMM(), XMM()
	Label("eight")
	VCVTPD2PSY(at(src, 0), lo)
	VCVTPD2PSY(at(src, 32), hi)
	VMOVUPS(lo, at(dst, 0))
	VMOVUPS(hi, at(dst, 16))
	ADDQ(imm(64), src)
	ADDQ(imm(32), dst)
	DECQ(n)
	JNZ(LabelRef("eight"))
	Label("done")
	RET()
}
