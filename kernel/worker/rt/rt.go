// Package rt is what the code made from cells calls at run time: to register
// itself, to show its result, to stop when interrupted. It is no interface for
// people; what they call is in kernel/display.
package rt

import (
	"fmt"
	_ "plugin" // see below
	"time"
	"unsafe"

	"github.com/gopherbook/gopherbook/kernel/display"
	"github.com/gopherbook/gopherbook/kernel/output"
)

// Every cell imports rt, and so the package plugin. That tells the linker to
// keep the initialisation of packages' large maps in plugins that do not use
// them: a later plugin may, and a package is initialised only once.

var runs = make(map[string]func())

// Register makes a package known by its path. Packages do it when they are
// initialised, and the worker runs them later.
func Register(path string, run func()) { runs[path] = run }

// Lookup returns what a package has registered.
func Lookup(path string) (run func(), ok bool) {
	run, ok = runs[path]
	return run, ok
}

var results []output.Event

// Result keeps the value of a cell's last expression, to be shown at its end.
func Result(values ...any) {
	Check() // an abandoned cell has no result
	results = display.Results(values...)
}

// TakeResults returns what Result has kept, and forgets it.
func TakeResults() []output.Event {
	events := results
	results = nil
	return events
}

// Discard uses the value of a last expression that a semicolon hides.
func Discard(...any) {}

// As returns a value taken for another type of the same layout.
func As[T, M any](m M) T { return *(*T)(unsafe.Pointer(&m)) }

// Ref returns the address of a copy of a value, taken for another type of the
// same layout.
func Ref[T, M any](m M) *T { return (*T)(unsafe.Pointer(&m)) }

// Zero returns the zero value of a type that only the compiler can tell.
func Zero[T any](*T) (zero T) { return zero }

// Timer measures what %time is put before.
type Timer struct {
	start     time.Time
	user, sys time.Duration
}

// StartTimer starts a timer.
func StartTimer() *Timer {
	t := &Timer{}
	t.user, t.sys = cpuTime()
	t.start = time.Now()
	return t
}

// Stop prints the processor's time and the clock's since the start.
func (t *Timer) Stop() {
	wall := time.Since(t.start)
	user, sys := cpuTime()
	user, sys = user-t.user, sys-t.sys
	fmt.Printf("CPU times: user %s, sys: %s, total: %s\nWall time: %s\n", short(user), short(sys), short(user+sys), short(wall))
}

// short writes a duration with three digits or so.
func short(d time.Duration) string {
	switch {
	case d >= time.Minute:
		return fmt.Sprintf("%dmin %ds", int(d.Minutes()), int(d.Seconds())%60)
	case d >= time.Second:
		return fmt.Sprintf("%.3g s", d.Seconds())
	case d >= time.Millisecond:
		return fmt.Sprintf("%.3g ms", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%.3g µs", float64(d)/float64(time.Microsecond))
}
