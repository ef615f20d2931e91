// Package parallel splits loops over the processors.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// For calls f on the pieces [0, grain), [grain, 2*grain), ... of [0, n), the
// last of which may be shorter, on up to GOMAXPROCS goroutines, and returns
// when all are done. The pieces depend on n and grain alone: a loop whose
// pieces write to separate places gives the same bits for any GOMAXPROCS.
//
// A panic in f, which may run foreign code such as a matrix's At, is raised
// again in the calling goroutine, where it can be recovered.
func For(n, grain int, f func(lo, hi int)) {
	if n <= 0 {
		return
	}
	pieces := (n + grain - 1) / grain
	workers := min(runtime.GOMAXPROCS(0), pieces)
	if workers == 1 {
		for lo := 0; lo < n; lo += grain {
			f(lo, min(n, lo+grain))
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	var once sync.Once
	var panicked any
	for range workers {
		wg.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					once.Do(func() { panicked = r })
				}
			}()
			for {
				lo := (int(next.Add(1)) - 1) * grain
				if lo >= n {
					return
				}
				f(lo, min(n, lo+grain))
			}
		})
	}
	wg.Wait()
	if panicked != nil {
		panic(panicked)
	}
}
