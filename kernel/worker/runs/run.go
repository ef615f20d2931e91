// Package runs tells apart what cells have started and left running: it stops
// them, says what they are doing and what they died of.
package runs

import (
	"context"
	"errors"
	"runtime"
	"runtime/pprof"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/gopherbook/gopherbook/interrupt"
	"github.com/gopherbook/gopherbook/kernel/worker/rt"
)

// Run is one run of a cell: the goroutine that executes its statements and all
// that it starts, directly or not. They carry the run's profiler labels, which
// a goroutine hands down to those it starts: by them CheckRun knows on
// whose account it is called.
type Run struct {
	context   context.Context
	stop      context.CancelCauseFunc
	labels    unsafe.Pointer
	goroutine atomic.Int64 // that of the statements
	stopped   atomic.Bool
	ended     atomic.Bool
}

// errInterrupted is the cause of an interrupted context's end.
var errInterrupted = errors.New("interrupted")

var (
	beginning sync.Mutex
	live      atomic.Pointer[[]*Run] // those whose goroutines can be told apart; rt.Stops counts those stopped
)

// Begin starts a run, on a goroutine of its own.
func Begin(id int, do func(*Run)) *Run {
	beginning.Lock()
	defer beginning.Unlock()
	r := &Run{}
	r.context, r.stop = context.WithCancelCause(context.Background())

	own := pprof.WithLabels(context.Background(), pprof.Labels("cell", strconv.Itoa(id)))
	pprof.SetGoroutineLabels(own)
	r.labels = profLabels()
	runs := []*Run{r}
	if old := live.Load(); old != nil {
		for _, o := range *old {
			switch {
			case !o.ended.Load():
				runs = append(runs, o)
			case o.stopped.Load(): // what it has started and not stopped yet lives on
				rt.Stops.Add(-1)
			}
		}
	}
	live.Store(&runs)
	go do(r)
	pprof.SetGoroutineLabels(context.Background())
	return r
}

// Enter tells that the calling goroutine executes the run's statements.
func (r *Run) Enter() { r.goroutine.Store(goroutineID()) }

// End tells that the statements have been executed, or given up.
func (r *Run) End() { r.ended.Store(true) }

// Interrupt makes rt.Check stop the run's goroutines, and ends its context.
func (r *Run) Interrupt() {
	if r.ended.Load() {
		return
	}
	if !r.stopped.Swap(true) {
		rt.Stops.Add(1)
	}
	r.stop(errInterrupted)
}

// Interrupted tells whether the run has been interrupted.
func (r *Run) Interrupted() bool { return r.stopped.Load() }

// CheckRun ends the goroutine that calls it when its run has been interrupted.
func CheckRun() {
	if r := current(); r != nil && r.stopped.Load() {
		pprof.SetGoroutineLabels(context.Background()) // what is deferred runs to its end
		runtime.Goexit()
	}
}

// current returns the run that the calling goroutine belongs to, or nil.
func current() *Run {
	runs, labels := live.Load(), profLabels()
	if runs == nil || labels == nil {
		return nil
	}
	i := slices.IndexFunc(*runs, func(r *Run) bool { return r.labels == labels })
	if i < 0 {
		return nil
	}
	return (*runs)[i]
}

func init() {
	interrupt.Provide(func() context.Context {
		if r := current(); r != nil {
			return r.context
		}
		return context.Background()
	})
}

// profLabels returns what identifies the labels of the calling goroutine. The
// runtime keeps this name for those that need it (go.dev/issue/67401).
//
//go:linkname profLabels runtime/pprof.runtime_getProfLabel
func profLabels() unsafe.Pointer
