package kernel

import (
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
	"github.com/gopherbook/gopherbook/kernel/output"
)

// executeRequest is the content of an execute_request. A client may leave out what
// has a default.
type executeRequest struct {
	Code         string            `json:"code"`
	Silent       bool              `json:"silent"`
	StoreHistory bool              `json:"store_history"` // default true
	StopOnError  bool              `json:"stop_on_error"` // default true
	AllowStdin   bool              `json:"allow_stdin"`   // default true
	Expressions  map[string]string `json:"user_expressions"`
}

// execute runs a cell.
func (s *server) execute(m *jupyter.Message) (any, error) {
	defer s.runs(m)()
	request := executeRequest{StoreHistory: true, StopOnError: true, AllowStdin: true}
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

	out := s.newOutbox(m)
	out.silent, out.count = request.Silent, count
	emit := out.emit
	if stored {
		result := s.remember(count, request.Code)
		emit = func(e output.Event) {
			result(e)
			out.emit(e)
		}
	}
	ctx := s.ctx
	if request.AllowStdin {
		ctx = output.WithAsker(ctx, s.asker(m, out))
	}
	failed := s.guard(func() *output.Failure { return s.interp.Execute(ctx, request.Code, count, emit) })
	var values map[string]any
	if failed == nil {
		values = s.evaluate(request.Expressions, out.emit)
	}
	payload := out.end()

	if failed == nil {
		reply := okReply()
		reply["execution_count"] = count
		reply["user_expressions"] = values
		reply["payload"] = payload
		return reply, nil
	}
	if !request.Silent {
		s.publish("error", m, failure(failed))
	}
	if request.StopOnError && !request.Silent {
		s.await(grace)
		s.queue.abort()
	}
	reply := failureReply(failed)
	reply["execution_count"] = count
	if len(payload) > 0 {
		reply["payload"] = payload
	}
	return reply, nil
}

// guard has the interpreter do something. A panic in it is a failure.
func (s *server) guard(do func() *output.Failure) (failed *output.Failure) {
	defer func() {
		if r := recover(); r != nil {
			s.log.Error("a panic while running a cell", "panic", r, "stack", string(debug.Stack()))
			failed = &output.Failure{Name: "KernelError", Value: fmt.Sprint(r)}
		}
	}()
	return do()
}

// evaluate returns the values of expressions, or what is wrong with them, for
// the reply.
func (s *server) evaluate(expressions map[string]string, emit func(output.Event)) map[string]any {
	values := make(map[string]any, len(expressions))
	for _, name := range slices.Sorted(maps.Keys(expressions)) {
		var value output.Event
		failed := s.guard(func() (failed *output.Failure) {
			value, failed = s.interp.Evaluate(s.ctx, expressions[name], emit)
			return failed
		})
		if failed != nil {
			values[name] = failureReply(failed)
			continue
		}
		if len(value.Data) == 0 {
			value.Data = map[string]any{"text/plain": ""}
		}
		reply := okReply()
		reply["data"], reply["metadata"] = value.Data, object(value.Metadata)
		values[name] = reply
	}
	return values
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
