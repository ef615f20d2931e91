package worker

import (
	"context"

	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
	"github.com/gopherbook/gopherbook/kernel/worker/proto"
)

// Look is Eval for a program that only looks at something: the result goes to
// result. What goroutines show meanwhile is shown as if nobody had looked.
func (w *Worker) Look(ctx context.Context, program *tree.Program, bindings []string, result func(output.Event)) (proto.Done, error) {
	w.mu.Lock()
	emit := w.emit
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		w.emit = emit
		w.mu.Unlock()
	}()
	return w.Eval(ctx, program, bindings, func(e output.Event) {
		if e.Kind == output.ExecuteResult {
			result(e)
		} else {
			emit(e)
		}
	})
}
