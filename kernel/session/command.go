package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gopherbook/gopherbook/kernel/build"
	"github.com/gopherbook/gopherbook/kernel/cell"
	"github.com/gopherbook/gopherbook/kernel/output"
)

// command does what a special asks of the session itself.
func (s *Session) command(ctx context.Context, c cell.Command, emit func(output.Event)) *output.Failure {
	switch c.Name {
	case "%reset":
		return s.reset()
	case "%restore":
		return s.restore(ctx, emit)
	case "%go":
		return s.get(ctx, c.Args[1:], emit)
	}
	return &output.Failure{Name: "UsageError", Value: c.Name + " is not known to the session"}
}

// closeWorker ends the worker, if there is one.
func (s *Session) closeWorker() {
	s.mu.Lock()
	w := s.worker
	s.worker = nil
	s.mu.Unlock()
	if w != nil {
		w.Close()
	}
	s.unload()
}

// reset forgets what all cells have declared, and starts a new worker.
func (s *Session) reset() *output.Failure {
	s.closeWorker()
	s.cells.Clear()
	s.forgetHelp()
	s.ran, s.lost = nil, loss{}
	if err := s.start(); err != nil {
		return s.buildFailure(err)
	}
	return nil
}

// get makes modules known to the session, as "go get" does.
func (s *Session) get(ctx context.Context, args []string, emit func(output.Event)) *output.Failure {
	text, err := s.builder.Get(ctx, args...)
	if errors.As(err, new(*build.LoadedError)) && len(s.ran) == 0 { // only the worker itself has loaded something
		s.closeWorker()
		text, err = s.builder.Get(ctx, args...)
		if err := s.start(); err != nil {
			return s.buildFailure(err)
		}
	}
	if ctx.Err() != nil {
		return interrupted("go get was interrupted")
	}
	if err != nil {
		return s.buildFailure(err)
	}
	s.forgetHelp()
	if text = strings.TrimSpace(text); text != "" {
		tell(emit, text)
	}
	return nil
}

// restore runs again the declarations of the cells that workers which have
// ended had run.
func (s *Session) restore(ctx context.Context, emit func(output.Event)) *output.Failure {
	cells := s.lost.cells
	if len(cells) == 0 {
		tell(emit, "nothing has been lost that could be restored")
		return nil
	}
	s.lost.cells = nil
	before := s.cells.Names()
	for i, src := range cells {
		text, err := cell.Declarations(src)
		if err != nil || strings.TrimSpace(text) == "" {
			continue
		}
		failure := s.execute(ctx, &cell.Source{Number: src.Number, Text: text}, emit)
		switch {
		case failure == nil:
		case failure.Name == "interrupted":
			s.lost.cells = append(s.lost.cells, cells[i:]...)
			return failure
		case failure.Name == "WorkerExited": // the rest can be restored without this cell
			s.lost.cells = append(s.lost.cells, cells[i+1:]...)
			return failure
		default:
			tell(emit, fmt.Sprintf("cell %d cannot be restored:\n%s", src.Number, strings.Join(failure.Traceback, "\n")))
		}
	}
	names := slices.DeleteFunc(s.cells.Names(), func(name string) bool { return slices.Contains(before, name) })
	if len(names) > 0 {
		tell(emit, "declared again: "+strings.Join(names, ", "))
	}
	return nil
}

// tell shows a line of the session's own.
func tell(emit func(output.Event), text string) {
	emit(output.Event{Kind: output.Stream, Name: "stderr", Text: text + "\n"})
}
