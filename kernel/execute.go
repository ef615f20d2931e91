package kernel

import (
	"fmt"
	"runtime/debug"
	"time"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
	"github.com/gopherbook/gopherbook/kernel/output"
)

// executeRequest is the content of an execute_request. A client may leave out what
// has a default.
type executeRequest struct {
	Code         string `json:"code"`
	Silent       bool   `json:"silent"`
	StoreHistory bool   `json:"store_history"` // default true
	StopOnError  bool   `json:"stop_on_error"` // default true
}

// execute runs a cell.
func (s *server) execute(m *jupyter.Message) (any, error) {
	defer s.runs(m)()
	request := executeRequest{StoreHistory: true, StopOnError: true}
	if err := m.Decode(&request); err != nil {
		return nil, err
	}
	stored := request.StoreHistory && !request.Silent
	if stored {
		s.count++
	}
	count := s.count
	if !request.Silent {
		s.publish("execute_input", m, map[string]any{"code": request.Code, "execution_count": count})
	}

	out := newOutbox(request.Silent, func(msgType string, content map[string]any) error {
		if msgType == output.ExecuteResult {
			content["execution_count"] = count
		}
		return s.publish(msgType, m, content)
	})
	emit := out.emit
	if stored {
		result := s.remember(count, request.Code)
		emit = func(e output.Event) {
			result(e)
			out.emit(e)
		}
	}
	failed := s.run(request.Code, count, emit)
	payload := out.end()

	if failed == nil {
		reply := okReply()
		reply["execution_count"] = count
		reply["user_expressions"] = map[string]any{}
		reply["payload"] = payload
		return reply, nil
	}
	if !request.Silent {
		s.publish("error", m, failure(failed))
	}
	if request.StopOnError && !request.Silent {
		s.await(grace)
		s.aborted = len(s.queue)
	}
	reply := failureReply(failed)
	reply["execution_count"] = count
	if len(payload) > 0 {
		reply["payload"] = payload
	}
	return reply, nil
}

// run has the interpreter run a cell. A panic in the interpreter fails the cell.
func (s *server) run(code string, count int, emit func(output.Event)) (failed *output.Failure) {
	defer func() {
		if r := recover(); r != nil {
			s.log.Error("a panic while running a cell", "panic", r, "stack", string(debug.Stack()))
			failed = &output.Failure{Name: "KernelError", Value: fmt.Sprint(r)}
		}
	}()
	return s.interp.Execute(s.ctx, code, count, emit)
}

// abort answers an execute_request that was queued behind a cell that failed.
func abort(*jupyter.Message) (any, error) {
	return map[string]any{"status": "aborted"}, nil
}

// grace is how long a failed cell waits for requests that were sent along with
// its own, such as those of "run all", before it counts what to abort. A client
// that waits for the reply first is not concerned: it comes after that.
const grace = 50 * time.Millisecond

// await lets time pass, but not the kernel's end.
func (s *server) await(d time.Duration) {
	select {
	case <-time.After(d):
	case <-s.ctx.Done():
	}
}
