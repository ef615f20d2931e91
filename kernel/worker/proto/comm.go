package proto

import "github.com/gopherbook/gopherbook/kernel/output"

// Comm hands the message of a comm to the cells.
type Comm struct {
	ID      int  // as in Run
	Aside   bool // a cell runs, which is to be interrupted rather than this
	Message output.Event
}
