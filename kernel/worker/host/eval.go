package host

import (
	"fmt"

	"github.com/gopherbook/gopherbook/kernel/worker/eval"
	"github.com/gopherbook/gopherbook/kernel/worker/proto"
)

// evaluable loads a cell that has not been compiled.
func (h *host) evaluable(e proto.Eval) job {
	return func(done *proto.Done) (code, bool) {
		program, err := h.load(e)
		if err != nil {
			done.Refused = err.Error()
			return code{}, false
		}
		return code{program.Run, func() []proto.Frame { // the call that compiled code would have
			return []proto.Frame{{Function: e.Program.Unit + ".run", File: fmt.Sprintf("Cell[%d]", e.Program.Cell), Line: program.Line()}}
		}}, true
	}
}

func (h *host) load(e proto.Eval) (*eval.Program, error) {
	for _, file := range e.Bindings {
		if err := h.plugins.open(file); err != nil {
			return nil, err
		}
	}
	return eval.Load(e.Program)
}
