// Package interrupt tells long work when the user wants it to stop.
//
// Front ends have a button for it. The loops and functions that stand in cells
// notice by themselves, but a library that computes for minutes does not: it
// asks Context for the context of the cell that has called it, and looks at it
// now and then. ptsne's Fit does so between two batches, and keeps what was
// learnt. Cells can pass it on to whatever takes a context:
//
//	request, err := http.NewRequestWithContext(interrupt.Context(), "GET", url, nil)
//
// In an ordinary program nothing interrupts, and Context is the background's.
package interrupt

import (
	"context"
	"sync/atomic"
)

var current atomic.Pointer[func() context.Context]

// Context returns the context of the cell that the calling goroutine works
// for: it is done when that cell is interrupted. Its cause is then an error
// that says "interrupted". Goroutines that have outlived their cell, and those
// of ordinary programs, get context.Background().
func Context() context.Context {
	if f := current.Load(); f != nil {
		return (*f)()
	}
	return context.Background()
}

// Provide sets what Context returns. It is for the process that runs cells.
func Provide(context func() context.Context) { current.Store(&context) }
