package kernel

import (
	"sync"
	"time"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

// longCell is how long a cell runs before questions about code that is being
// typed overtake it. Behind a short cell they keep their turn, for it may
// declare what they are about.
const longCell = 500 * time.Millisecond

// overtaking lets such questions be answered while a cell runs.
type overtaking struct {
	mu      sync.Mutex
	cell    *jupyter.Message          // the execute_request that has been running for long, or nil
	waiting map[*jupyter.Message]bool // the questions in the queue that nobody has answered
	answers sync.WaitGroup
}

// questions returns the handlers of what may overtake a cell.
func (s *server) questions() map[string]handler {
	return map[string]handler{"complete_request": s.complete, "inspect_request": s.inspect}
}

// overtakes answers a question that comes while a cell has been running for long,
// and tells whether it has. Otherwise the question belongs into the queue.
func (s *server) overtakes(m *jupyter.Message) bool {
	if s.questions()[m.Type()] == nil {
		return false
	}
	s.overtaking.mu.Lock()
	defer s.overtaking.mu.Unlock()
	if s.overtaking.cell == nil {
		s.overtaking.waiting[m] = true
		return false
	}
	s.answer(m)
	return true
}

// overtook tells whether a message from the queue has been answered already. If
// not, it is answered now, in its turn.
func (s *server) overtook(m *jupyter.Message) bool {
	if s.questions()[m.Type()] == nil {
		return false
	}
	s.overtaking.mu.Lock()
	defer s.overtaking.mu.Unlock()
	waiting := s.overtaking.waiting[m]
	delete(s.overtaking.waiting, m)
	return !waiting
}

// runs notes that a cell is running, until the function that it returns is called.
func (s *server) runs(m *jupyter.Message) (end func()) {
	o := &s.overtaking
	ended := false
	timer := time.AfterFunc(longCell, func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		if ended {
			return
		}
		o.cell = m
		for question := range o.waiting {
			s.answer(question)
		}
		clear(o.waiting)
	})
	return func() {
		timer.Stop()
		o.mu.Lock()
		defer o.mu.Unlock()
		ended, o.cell = true, nil
	}
}

// answer answers a question out of turn. The kernel is idle with that question,
// and still busy with the cell: front ends go by what they are told last.
func (s *server) answer(m *jupyter.Message) {
	o := &s.overtaking
	o.answers.Go(func() {
		s.respond(s.sockets.Shell, m, s.questions())
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.cell != nil {
			s.status("busy", o.cell)
		}
	})
}
