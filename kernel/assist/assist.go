package assist

import (
	"time"

	"github.com/gopherbook/gopherbook/kernel/cell"
)

// Packages are the packages that cells may import. A build.Builder is one.
type Packages interface {
	cell.Packages

	// Importable returns the packages that are offered, as names by import path.
	Importable() map[string]string

	// SourceDir returns the directory of a package's source.
	SourceDir(path string) (string, error)
}

// Options are what an Assistant can do without.
type Options struct {
	// Dir is the directory that the names of files in string literals are
	// relative to. By default, it is the process's.
	Dir func() string

	// Value returns a short rendering of the value that a session's variable
	// has, if it is to be had without waiting.
	Value func(name string) (text string, ok bool)
}

// Assistant answers what is asked while cells are being typed. It is safe for
// concurrent use.
type Assistant struct {
	options Options
	library *library
}

// New returns an assistant for the cells of a session.
func New(p Packages, o Options) *Assistant {
	if o.Dir == nil {
		o.Dir = func() string { return "" }
	}
	return &Assistant{options: o, library: newLibrary(p)}
}

// patience is how long an answer waits for packages to be compiled. JupyterLab
// waits a second for completions.
const patience = 700 * time.Millisecond

// Warm looks up what the first answers need. It takes about a second.
func (a *Assistant) Warm() { a.library.importable(time.Now().Add(time.Minute)) }

// Forget makes the assistant look packages up again, as when the module that
// cells are built in has changed.
func (a *Assistant) Forget() { a.library.forget() }
