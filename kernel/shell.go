package kernel

import "github.com/gopherbook/gopherbook/kernel/jupyter"

// readShell queues the requests as they come, so that it is known which of them
// wait when a cell fails.
func (s *server) readShell() {
	for {
		m, err := s.sockets.Shell.Recv()
		if err != nil {
			return
		}
		if s.overtakes(m) {
			continue
		}
		select {
		case s.queue <- m:
		case <-s.ctx.Done():
			return
		}
	}
}

// serveShell handles the queue, one request at a time, but for what has
// overtaken a cell.
func (s *server) serveShell() {
	handlers := s.queries()
	handlers["execute_request"] = s.execute
	handlers["shutdown_request"] = s.shutdown
	aborting := s.queries()
	aborting["execute_request"] = abort
	aborting["shutdown_request"] = s.shutdown
	for {
		select {
		case <-s.ctx.Done():
			return
		case m := <-s.queue:
			how := handlers
			if s.aborted > 0 {
				s.aborted--
				how = aborting
			}
			if s.overtook(m) {
				continue
			}
			s.respond(s.sockets.Shell, m, how)
			s.afterShutdown(m)
		}
	}
}

// queries returns the handlers of what may be asked on shell and on control.
func (s *server) queries() map[string]handler {
	return map[string]handler{
		"kernel_info_request": s.kernelInfo,
		"is_complete_request": s.isComplete,
		"complete_request":    s.complete,
		"inspect_request":     s.inspect,
		"history_request":     s.history,
		"comm_info_request":   s.commInfo,
		"comm_open":           s.commOpen,
		"comm_msg":            ignore,
		"comm_close":          ignore,
	}
}

// ignore takes what needs no answer: comms that the kernel does not hold.
func ignore(*jupyter.Message) (any, error) { return nil, nil }
