package session

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/worker"
)

// Comm hands the message of a comm to its counterpart in the cells. When no cell
// runs, it returns when that has been dealt with.
func (s *Session) Comm(ctx context.Context, message output.Event, emit func(output.Event)) {
	select {
	case <-s.ready:
	case <-ctx.Done():
		return
	}
	idle := s.awaitIdle()
	if idle {
		defer s.running.Unlock()
		ctx = s.begin(ctx)
		defer s.finish()
	}
	w := s.live()
	switch {
	case w == nil && message.Kind == output.CommOpen:
		emit(output.Event{Kind: output.CommClose, Comm: &output.Comm{ID: message.Comm.ID}})
	case w == nil:
	case !idle:
		w.CommAside(ctx, message)
	default:
		var abandoned *worker.AbandonedError
		if err := w.Comm(ctx, message, emit); errors.As(err, &abandoned) {
			text := strings.Join(s.abandonedFailure(abandoned.Where).Traceback, "\n")
			tell(emit, strings.Replace(text, "the cell", "a comm's function", 1))
		}
	}
}

// awaitIdle locks the session and returns true, or returns false because a cell runs.
func (s *Session) awaitIdle() bool {
	for !s.running.TryLock() {
		s.mu.Lock()
		runs := s.interrupt != nil
		s.mu.Unlock()
		if runs {
			return false
		}
		time.Sleep(time.Millisecond) // somebody looks at a value
	}
	return true
}

// Comms returns the targets of the comms that are open, by their ids.
func (s *Session) Comms() map[string]string {
	w := s.live()
	if w == nil {
		return nil
	}
	return w.Comms()
}

// live returns the worker, unless it has ended.
func (s *Session) live() *worker.Worker {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.worker == nil {
		return nil
	}
	select {
	case <-s.worker.Exited():
		return nil
	default:
		return s.worker
	}
}
