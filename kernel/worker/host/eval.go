package host

import (
	"fmt"
	"plugin"

	"github.com/gopherbook/gopherbook/kernel/worker/eval"
	"github.com/gopherbook/gopherbook/kernel/worker/proto"
)

// eval runs a cell that has not been compiled and reports how that ended.
func (h *host) eval(e proto.Eval) {
	done := proto.Done{ID: e.ID}
	program, err := load(e)
	if err != nil {
		done.Refused = err.Error()
		h.report(proto.Report{Done: &done})
		return
	}
	call(program.Run, &done)
	if done.Panic != nil { // the call that compiled code would have
		done.Panic.Frames = append(done.Panic.Frames, proto.Frame{
			Function: e.Program.Unit + ".run", File: fmt.Sprintf("Cell[%d]", e.Program.Cell), Line: program.Line(),
		})
	}
	h.showResults(&done)
	h.report(proto.Report{Done: &done})
}

func load(e proto.Eval) (*eval.Program, error) {
	for _, file := range e.Bindings {
		if _, err := plugin.Open(file); err != nil {
			return nil, err
		}
	}
	return eval.Load(e.Program)
}
