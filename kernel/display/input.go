package display

import (
	"github.com/gopherbook/gopherbook/kernel/internal/sink"
	"github.com/gopherbook/gopherbook/kernel/output"
)

// ErrNoInput is the error of [Input] and [Password] where nobody can be asked,
// as when a notebook is run from start to end by a program.
var ErrNoInput = output.ErrNoInput

// Input shows a prompt and a field, and returns the line that the user types
// there. The error is io.EOF when the user types Ctrl-D, and [ErrNoInput] where
// nobody can be asked. Cells may read os.Stdin as well, with fmt.Scan for
// example; the field then has no prompt.
//
// Outside a notebook, in an ordinary program, Input reads a line of os.Stdin.
func Input(prompt string) (string, error) { return sink.Ask(output.Question{Prompt: prompt}) }

// Password is Input for what nobody should see as it is typed. Outside a
// notebook it only returns an error.
func Password(prompt string) (string, error) {
	return sink.Ask(output.Question{Prompt: prompt, Password: true})
}
