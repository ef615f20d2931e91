package kernel

import (
	"context"

	"github.com/gopherbook/gopherbook/kernel/assist"
	"github.com/gopherbook/gopherbook/kernel/output"
)

// Interpreter runs the cells of a kernel.
type Interpreter interface {
	// Execute runs one cell, and tells what it shows through emit, in order. It
	// returns nil when the cell succeeded. The count is the execution count that
	// front ends show beside the cell. Cells are run one at a time. The
	// context ends when the kernel does; an interrupt leaves it alone. By
	// output.AskerFrom it tells what the cell may ask the user.
	//
	// What has been written when Execute returns has been emitted. Emit may be
	// called later too, for goroutines that the cell left running, and
	// concurrently; it waits while front ends are slow to take the outputs.
	Execute(ctx context.Context, code string, count int, emit func(output.Event)) *output.Failure

	// Evaluate returns the value of an expression, in the state that the cells
	// have left, as the event that shows the result of a cell; one without data
	// when there is no value. It is like Execute otherwise.
	Evaluate(ctx context.Context, expression string, emit func(output.Event)) (output.Event, *output.Failure)

	// Comm hands the message of a comm (see output.CommOpen) to its counterpart,
	// also while a cell runs. It returns when that has been dealt with; while
	// a cell runs, it may be dealt with later. What is shown meanwhile goes to
	// emit, or to the cell that runs. An interrupt concerns it too.
	Comm(ctx context.Context, message output.Event, emit func(output.Event))

	// Comms returns the targets of the comms that are open, by their ids. It may
	// be called at any time.
	Comms() map[string]string

	// Interrupt makes the running cell stop soon; Execute then returns a
	// failure. It returns without waiting for that, may be called at any
	// time, and does nothing when no cell runs.
	Interrupt()

	// IsComplete says whether code can be run as it is. The status is
	// "complete", "incomplete", "invalid" or "unknown"; the indent is what the next
	// line of incomplete code should begin with.
	IsComplete(code string) (status, indent string)

	// Complete returns what may stand before the cursor in code that is being
	// typed. The cursor, and what the completion says of it, are offsets in bytes.
	// Like Inspect, it may be called at any time, concurrently, and does not
	// wait for a running cell.
	Complete(code string, cursor int) assist.Completion

	// Inspect returns what is known of the name at the cursor, as MIME types. A
	// detail of 1 asks for more than 0.
	Inspect(code string, cursor, detail int) (data map[string]any, found bool)

	// Close ends what runs the cells. An Execute under way returns.
	Close() error
}
