// Package proto is what a kernel and its worker say to each other: one JSON
// object a line, commands down one pipe and reports up another. What cells
// write to standard output and standard error goes through pipes of its own.
package proto

import (
	"time"

	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
)

// Version changes with every change of the messages. A worker built from
// another version of the source is refused instead of being misunderstood.
const Version = 4

// The file descriptors of the worker's ends of the pipes.
const (
	CommandFD = 3
	ReportFD  = 4
)

// Command tells the worker what to do.
type Command struct {
	Run       *Run  `json:",omitempty"`
	Eval      *Eval `json:",omitempty"`
	Interrupt bool  `json:",omitempty"` // stop the latest run
	Abandon   int   `json:",omitempty"` // the kernel waits no longer for this run, and wants to know where it is
	Shown     bool  `json:",omitempty"` // the event reported last has been passed on

	Answer *Answer `json:",omitempty"` // to an Ask
	Comm   *Comm   `json:",omitempty"`
}

// Run opens a plugin, if that has not been done, and runs the package in it.
type Run struct {
	ID     int    // of this run, for its Done
	Plugin string // file
	Path   string // the package's import path
	Input  bool   // the user can be asked for input
}

// Eval runs a cell that has not been compiled.
type Eval struct {
	ID       int      // as in Run
	Bindings []string // plugins to be opened before, for the names of the packages in them
	Program  *tree.Program
	Input    bool // as in Run
}

// Report tells the kernel what happened.
type Report struct {
	Hello *Hello        `json:",omitempty"` // the worker is ready
	Event *output.Event `json:",omitempty"` // a cell shows something, and waits for Shown
	Done  *Done         `json:",omitempty"` // a run ended
	Where *Where        `json:",omitempty"` // an abandoned run has not ended
	Ask   *Ask          `json:",omitempty"` // a cell waits for input
}

// Hello is a worker's first report.
type Hello struct {
	Version int
}

// Done says how a run ended.
type Done struct {
	ID        int
	OpenError string // the plugin could not be opened; nothing ran
	Refused   string // why the cell has to be compiled; nothing ran
	Panic     *Panic // the cell panicked
	Stopped   bool   // the cell was interrupted

	Took time.Duration // of the cell's own code, with the rendering of its result
}

// Panic is a panic of a cell: its value as text, and the
// calls that led to it, the innermost first.
type Panic struct {
	Value  string
	Frames []Frame
}

// Where is what an abandoned run is doing: the state of its goroutine in the
// words of Go's runtime ("sleep", "chan receive"), and the calls that it is in,
// the innermost first.
type Where struct {
	ID     int
	State  string
	Frames []Frame
}

// Frame is a call. File is Cell[n] for code of a cell.
type Frame struct {
	Function, File string
	Line           int
}
