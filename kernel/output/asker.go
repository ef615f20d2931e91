package output

import (
	"context"
	"errors"
)

// Question is what a cell asks the user.
type Question struct {
	Prompt   string
	Password bool // what is typed is not to be seen
}

// Asker puts a question to the user and returns the line that is typed. The
// error is io.EOF when the user has no more to say, and ErrNoInput when nobody
// can be asked. It returns when ctx ends.
type Asker func(ctx context.Context, q Question) (line string, err error)

// ErrNoInput is the error of asking where nobody can answer.
var ErrNoInput = errors.New("this front end gives no input")

type askerKey struct{}

// WithAsker returns a context for running a cell that may ask the user.
func WithAsker(ctx context.Context, ask Asker) context.Context {
	return context.WithValue(ctx, askerKey{}, ask)
}

// AskerFrom returns by what the cell of a context may ask the user; nil when it may not.
func AskerFrom(ctx context.Context) Asker {
	ask, _ := ctx.Value(askerKey{}).(Asker)
	return ask
}
