package session

import (
	"context"

	"github.com/gopherbook/gopherbook/kernel/cell"
	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
	"github.com/gopherbook/gopherbook/kernel/worker/proto"
)

// runDirect runs a unit without building it, if it can be run so: the evaluator
// takes it, and the names that it uses are bound in the worker. It tells whether
// it has.
func (s *Session) runDirect(ctx context.Context, u *cell.Unit, emit func(output.Event)) (done proto.Done, ran bool, err error) {
	if u.Direct == nil || s.binder == nil || s.plugins[u.Path] != nil {
		return done, false, nil
	}
	files, ok := s.binder.find(u.Direct.Packages)
	if !ok {
		return done, false, nil
	}
	done, err = s.worker.Eval(ctx, u.Direct.Program, files, emit)
	if err == nil && done.Refused != "" {
		s.log.Debug("the cell has to be compiled", "why", done.Refused)
		return done, false, nil
	}
	u.Interpreted = true
	return done, true, err
}

// openBindings opens what most cells need in a new worker, if it has been built.
func (s *Session) openBindings() {
	if s.binder == nil {
		return
	}
	if files, ok := s.binder.find(bound); ok {
		_, _ = s.worker.Look(s.ctx, &tree.Program{}, files, func(output.Event) {})
	}
}
