package worker

import (
	"context"
	"errors"
	"io"

	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/worker/proto"
)

// user is whom the current run may ask for input.
type user struct {
	ctx context.Context // ends with the run, or once the worker has been told of an interrupt
	ask output.Asker    // nil when nobody can be asked
}

// answer puts a question of a cell to the user, and sends the answer.
func (w *Worker) answer(q proto.Ask) {
	w.mu.Lock()
	user := w.user
	w.mu.Unlock()
	a := proto.Answer{ID: q.ID}
	err := output.ErrNoInput
	if user.ask != nil {
		a.Text, err = user.ask(user.ctx, q.Question)
	}
	switch {
	case errors.Is(err, io.EOF):
		a.End = true
	case err != nil:
		a.Error = err.Error()
	}
	_ = w.send(proto.Command{Answer: &a})
}
