// Package parallel splits loops over the processors.
//
// A loop is cut into pieces that depend on its length alone, never on the
// number of processors. If the pieces write to separate places, the loop gives
// the same bits for any GOMAXPROCS.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// For calls f on the pieces [0, grain), [grain, 2*grain), ... of [0, n), the
// last of which may be shorter, on up to GOMAXPROCS goroutines, and returns
// when all are done.
//
// A panic in f, which may run foreign code such as a matrix's At, is raised
// again in the calling goroutine, where it can be recovered.
func For(n, grain int, f func(lo, hi int)) {
	closures.Run(n, grain, f)
}

var closures = NewLoop(func(f *func(lo, hi int), lo, hi int) { (*f)(lo, hi) })

// Workers returns how many goroutines a loop runs on, if it has that many
// pieces.
func Workers() int { return runtime.GOMAXPROCS(0) }

// A Loop is a For whose body takes its operands as an A, in place of the
// variables that a closure would capture: running it allocates nothing, except
// now and then the memory that later runs share.
type Loop[A any] struct {
	body func(operands *A, lo, hi int)
	runs sync.Pool // of *run[A]
}

// NewLoop returns a loop of the given body, which must capture nothing.
func NewLoop[A any](body func(operands *A, lo, hi int)) *Loop[A] {
	return &Loop[A]{body: body}
}

// Run runs the body over the pieces of [0, n), as For does. A Loop may run
// many times at once.
func (l *Loop[A]) Run(n, grain int, operands A) {
	if n <= 0 {
		return
	}
	r, _ := l.runs.Get().(*run[A])
	if r == nil {
		r = &run[A]{body: l.body}
		r.work = r.takePieces // once, since a method value is allocated
	}
	r.operands, r.n, r.grain = operands, n, grain
	r.next.Store(0)

	workers := min(Workers(), (n+grain-1)/grain)
	r.workers.Add(workers)
	for range workers - 1 {
		go r.work()
	}
	r.work()
	r.workers.Wait()

	panicked := r.panicked.Swap(nil)
	var none A
	r.operands = none // keep nothing of the caller's alive
	l.runs.Put(r)
	if panicked != nil {
		panic(*panicked)
	}
}

// A run is a Loop on its way.
type run[A any] struct {
	body     func(operands *A, lo, hi int)
	work     func() // takePieces
	operands A
	n, grain int
	next     atomic.Int64 // the piece to be taken next
	workers  sync.WaitGroup
	panicked atomic.Pointer[any] // the first panic
}

// takePieces runs pieces until none is left.
func (r *run[A]) takePieces() {
	defer func() {
		if p := recover(); p != nil {
			first := p // allocated here, not in runs without a panic
			r.panicked.CompareAndSwap(nil, &first)
		}
		r.workers.Done()
	}()
	for {
		lo := (int(r.next.Add(1)) - 1) * r.grain
		if lo >= r.n {
			return
		}
		r.body(&r.operands, lo, min(r.n, lo+r.grain))
	}
}
