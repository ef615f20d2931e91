package f32

import "github.com/gopherbook/gopherbook/ptsne/internal/parallel"

// Each step of an optimizer goes once through the weights w, their gradient g
// and what the optimizer keeps for each of them.

// SGD takes a plain step: w -= rate*g.
func SGD(w, g []float32, rate float32) {
	sgdLoop.Run(len(w), grain, sgd{w, g, rate})
}

type sgd struct {
	w, g []float32
	rate float32
}

var sgdLoop = parallel.NewLoop(func(s *sgd, lo, hi int) {
	active.sgd(s.w[lo:hi], s.g[lo:hi], s.rate)
})

// Momentum takes a step with velocity v: v = momentum*v - rate*g, w += v, or
// with Nesterov's look-ahead w += momentum*v - rate*g.
func Momentum(w, g, v []float32, rate, momentum float32, nesterov bool) {
	momentumLoop.Run(len(w), grain, momentumSGD{w, g, v, rate, momentum, nesterov})
}

type momentumSGD struct {
	w, g, v        []float32
	rate, momentum float32
	nesterov       bool
}

var momentumLoop = parallel.NewLoop(func(s *momentumSGD, lo, hi int) {
	step := active.momentum
	if s.nesterov {
		step = active.nesterov
	}
	step(s.w[lo:hi], s.v[lo:hi], s.g[lo:hi], s.rate, s.momentum)
})

// Adam takes a step of Kingma and Ba's method, with m and v the moving
// averages of the gradient and its square. rate holds the bias correction.
func Adam(w, g, m, v []float32, rate, beta1, beta2, epsilon float32) {
	adamLoop.Run(len(w), grain, adam{w, g, m, v, rate, beta1, beta2, epsilon})
}

type adam struct {
	w, g, m, v                  []float32
	rate, beta1, beta2, epsilon float32
}

var adamLoop = parallel.NewLoop(func(s *adam, lo, hi int) {
	active.adam(s.w[lo:hi], s.m[lo:hi], s.v[lo:hi], s.g[lo:hi], s.rate, s.beta1, 1-s.beta1, s.beta2, 1-s.beta2, s.epsilon)
})

// RMSprop takes a step with a the moving average of the squared gradient.
func RMSprop(w, g, a []float32, rate, rho, epsilon float32) {
	rmspropLoop.Run(len(w), grain, rmsprop{w, g, a, rate, rho, epsilon})
}

type rmsprop struct {
	w, g, a            []float32
	rate, rho, epsilon float32
}

var rmspropLoop = parallel.NewLoop(func(s *rmsprop, lo, hi int) {
	active.rmsprop(s.w[lo:hi], s.a[lo:hi], s.g[lo:hi], s.rate, s.rho, 1-s.rho, s.epsilon)
})
