package kernel

import "github.com/gopherbook/gopherbook/kernel/jupyter"

// serveControl handles the requests that do not wait behind a running cell.
func (s *server) serveControl() {
	handlers := map[string]handler{
		"kernel_info_request": s.kernelInfo,
		"comm_info_request":   s.commInfo,
		"interrupt_request":   s.interrupt,
		"shutdown_request":    s.shutdown,
	}
	for {
		m, err := s.sockets.Control.Recv()
		if err != nil {
			return
		}
		s.respond(s.sockets.Control, m, handlers)
		s.afterShutdown(m)
	}
}

func (s *server) interrupt(*jupyter.Message) (any, error) {
	s.interp.Interrupt()
	return okReply(), nil
}

type shutdownContent struct {
	Status  string `json:"status"`
	Restart bool   `json:"restart"`
}

// shutdown agrees to end. Restarting is the client's part: it starts another
// process when this one has ended.
func (s *server) shutdown(m *jupyter.Message) (any, error) {
	content := shutdownContent{Status: "ok"}
	if err := m.Decode(&content); err != nil {
		return nil, err
	}
	return content, nil
}

// afterShutdown ends the kernel when m asked for it: after the reply, and after
// all other clients were told.
func (s *server) afterShutdown(m *jupyter.Message) {
	if m.Type() != "shutdown_request" {
		return
	}
	if content, err := s.shutdown(m); err == nil {
		s.publish("shutdown_reply", m, content)
		s.end()
	}
}
