// Package rt is what the code made from cells calls at run time: to register
// itself, to show its result, to stop when interrupted. It is no interface for
// people; what they call is in kernel/display.
//
// The linker puts what a cell imports into its plugin, and every cell imports
// rt. So rt imports next to nothing: what takes more than a few lines is the
// worker's, which gives it by Provide. That makes cells start in half the time.
package rt

import (
	_ "plugin" // see below
	"sync/atomic"
	"unsafe"
)

// Every cell imports rt, and so the package plugin. That tells the linker to
// keep the initialisation of packages' large maps in plugins that do not use
// them: a later plugin may, and a package is initialised only once.

// Worker is what cells ask of the worker that runs them.
type Worker interface {
	CheckRun()           // see CheckRun
	Result(values []any) // see Result
	Glance(v any)        // see Glance
	Recovered(v any) any // see Recovered
	Tell(v any)          // tells on stderr that a goroutine has panicked; called by a deferred function
	Specials
}

var worker Worker

// Provide tells who the worker is.
func Provide(w Worker) { worker = w }

var runs = make(map[string]func())

// Register makes a package known by its path. Packages do it when they are
// initialised, and the worker runs them later.
func Register(path string, run func()) { runs[path] = run }

// Lookup returns what a package has registered.
func Lookup(path string) (run func(), ok bool) {
	run, ok = runs[path]
	return run, ok
}

var stops atomic.Int32

// Stops points to the number of runs that are to stop, which Check looks at.
// Loops keep it in a local variable, look for themselves, and call CheckRun:
// that costs a turn half as much.
var Stops = &stops

// Check ends the goroutine that calls it when its run has been interrupted.
// Loops and functions of cells begin with it.
//
// It does not panic: the program could recover, and where a library has started
// the goroutine, a panic would end the process.
func Check() {
	if stops.Load() != 0 {
		CheckRun()
	}
}

// CheckRun is Check where some run has been interrupted. That is seldom: inlined,
// it would make loops longer for nothing.
//
//go:noinline
func CheckRun() { worker.CheckRun() }

// Result keeps the value of a cell's last expression, to be shown at its end.
func Result(values ...any) { worker.Result(values) }

// Glance shows a value in a few words, as a result. It calls nothing that the
// value's type has: nobody has asked for it to run.
func Glance(v any) { worker.Glance(v) }

// Discard uses the value of a last expression that a semicolon hides.
func Discard(...any) {}

// Recover keeps a panic of a goroutine from ending the worker. Goroutines that
// cells start defer it first. It tells of the panic on stderr.
func Recover() {
	if v := recover(); v != nil {
		worker.Tell(v)
	}
}

// Recovered returns the value of a panic. Where that is the error of a type
// assertion, it says the missing method's name as the user wrote it: unexported
// methods of cells have an exported name, which begins with a mark.
func Recovered(v any) any { return worker.Recovered(v) }

// As returns a value taken for another type of the same layout.
func As[T, M any](m M) T { return *(*T)(unsafe.Pointer(&m)) }

// Ref returns the address of a copy of a value, taken for another type of the
// same layout.
func Ref[T, M any](m M) *T { return (*T)(unsafe.Pointer(&m)) }

// Zero returns the zero value of a type that only the compiler can tell.
func Zero[T any](*T) (zero T) { return zero }

// Keep uses a value, so that the compiler computes it.
//
//go:noinline
func Keep[T any](T) {}
