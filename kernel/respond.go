package kernel

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
	"github.com/gopherbook/gopherbook/kernel/output"
)

// handler does what a request asks for, and returns the content of the reply.
type handler func(*jupyter.Message) (any, error)

// respond handles one request: busy, what the handler publishes, the reply, idle.
// A message whose type does not end in _request gets no reply; any request does.
func (s *server) respond(socket *jupyter.Socket, m *jupyter.Message, handlers map[string]handler) {
	s.status("busy", m)
	defer s.status("idle", m)
	h := handlers[m.Type()]
	request, ok := strings.CutSuffix(m.Type(), "_request")
	switch {
	case h != nil:
	case ok:
		h = unknown
	default:
		s.log.Warn("a message of unknown type", "type", m.Type())
		return
	}
	content := s.handle(h, m)
	if ok {
		reply := message{kind: request + "_reply", content: content}
		if err := s.send(socket, m, reply); err != nil {
			reply.content = failureReply(&output.Failure{Name: "KernelError", Value: err.Error()})
			s.send(socket, m, reply)
		}
	}
}

// unknown answers the requests that the kernel does not know.
func unknown(m *jupyter.Message) (any, error) {
	return nil, fmt.Errorf("this kernel knows no %s", m.Type())
}

// handle calls the handler. An error, and a panic, becomes an error reply.
func (s *server) handle(h handler, m *jupyter.Message) (content any) {
	defer func() {
		if r := recover(); r != nil {
			s.log.Error("a panic while handling a message", "type", m.Type(), "panic", r, "stack", string(debug.Stack()))
			content = failureReply(&output.Failure{Name: "KernelError", Value: fmt.Sprint(r)})
		}
	}()
	content, err := h(m)
	if err != nil {
		s.log.Warn("a request that cannot be handled", "type", m.Type(), "error", err)
		return failureReply(&output.Failure{Name: "RequestError", Value: err.Error()})
	}
	return content
}

// failure is how a failure is told, in an error message and in a reply alike.
func failure(f *output.Failure) map[string]any {
	traceback := f.Traceback
	if len(traceback) == 0 { // front ends show nothing else
		traceback = []string{f.Error()}
	}
	return map[string]any{"ename": f.Name, "evalue": f.Value, "traceback": traceback}
}

func failureReply(f *output.Failure) map[string]any {
	reply := failure(f)
	reply["status"] = "error"
	return reply
}

func okReply() map[string]any { return map[string]any{"status": "ok"} }
