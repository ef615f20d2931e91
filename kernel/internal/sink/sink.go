// Package sink is the one place that what a cell shows goes through. In a
// worker it leads to the kernel; in an ordinary program to standard output.
package sink

import (
	"fmt"

	"github.com/gopherbook/gopherbook/kernel/output"
)

// Emit shows an event. A worker replaces it before any cell runs.
var Emit = func(e output.Event) {
	if text, ok := e.Data["text/plain"].(string); ok {
		fmt.Println(text)
	}
}

// Live tells that what Emit has shown can be shown anew in its place. A worker
// sets it.
var Live = false
