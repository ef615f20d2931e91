package kernel

import (
	"strings"
	"time"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

// longCell is how long a cell runs before questions and what comms say overtake
// it. Behind a short cell they keep their turn, for it may declare what they
// are about.
const longCell = 500 * time.Millisecond

// readShell queues the requests as they come, so that it is known which of them
// wait when a cell fails.
func (s *server) readShell() {
	for {
		m, err := s.sockets.Shell.Recv()
		if err != nil || !s.queue.put(m) {
			return
		}
	}
}

// serveShell handles the queue, one request at a time.
func (s *server) serveShell() {
	handlers := s.queries()
	handlers["execute_request"] = s.execute
	handlers["shutdown_request"] = s.shutdown
	aborting := s.queries()
	aborting["execute_request"] = abort
	aborting["shutdown_request"] = s.shutdown
	for {
		m, ok := s.queue.next()
		switch {
		case !ok:
			return
		case m.aborted:
			s.respond(s.sockets.Shell, m.Message, aborting)
		default:
			s.respond(s.sockets.Shell, m.Message, handlers)
		}
		s.afterShutdown(m.Message)
	}
}

// serveOvertakers handles what overtakes a running cell. The kernel is idle with
// that request then, but still busy with the cell: front ends go by what they
// are told last.
func (s *server) serveOvertakers() {
	for {
		m, cell, ok := s.queue.overtaker()
		if !ok {
			return
		}
		s.respond(s.sockets.Shell, m, s.queries())
		s.queue.passed(cell, func() { s.status("busy", cell) })
	}
}

// runs notes that a cell is running, until the function that it returns is called.
func (s *server) runs(m *jupyter.Message) (end func()) {
	started := make(chan struct{})
	timer := time.AfterFunc(longCell, func() {
		s.queue.setCell(m)
		close(started)
	})
	return func() {
		if !timer.Stop() {
			<-started
		}
		s.queue.setCell(nil)
	}
}

// queries returns the handlers of what may be asked while a cell runs.
func (s *server) queries() map[string]handler {
	return map[string]handler{
		"kernel_info_request": s.kernelInfo,
		"is_complete_request": s.isComplete,
		"complete_request":    s.complete,
		"inspect_request":     s.inspect,
		"history_request":     s.history,
		"comm_info_request":   s.commInfo,
		"comm_open":           s.comm,
		"comm_msg":            s.comm,
		"comm_close":          s.comm,
	}
}

// isQuestion tells whether a request only asks for something.
func isQuestion(m *jupyter.Message) bool {
	switch m.Type() {
	case "kernel_info_request", "is_complete_request", "complete_request", "inspect_request", "history_request", "comm_info_request":
		return true
	}
	return false
}

// ofComm tells whether a message belongs to a comm.
func ofComm(m *jupyter.Message) bool {
	return strings.HasPrefix(m.Type(), "comm_") && !isQuestion(m)
}
