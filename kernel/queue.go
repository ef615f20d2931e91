package kernel

import (
	"sync"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

// queueLength is how many requests wait on shell before the clients do.
const queueLength = 1000

// queue holds the messages on shell that wait for their turn. While a cell has
// been running for long, some of them may overtake it.
type queue struct {
	mu      sync.Mutex
	changed *sync.Cond
	waiting []waiting
	cell    *jupyter.Message // the execute_request that has been running for long, or nil
	passing bool             // a comm's message that has overtaken the cell is being handed over
	closed  bool
}

// waiting is a message in the queue.
type waiting struct {
	*jupyter.Message
	aborted bool // a cell before it has failed
}

func newQueue() *queue {
	q := &queue{}
	q.changed = sync.NewCond(&q.mu)
	return q
}

// put adds a message, when there is room, and tells whether it has.
func (q *queue) put(m *jupyter.Message) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) >= queueLength && !q.closed {
		q.changed.Wait()
	}
	q.waiting = append(q.waiting, waiting{Message: m})
	q.changed.Broadcast()
	return !q.closed
}

// next waits for the first message and takes it; ok is false when the queue is closed.
func (q *queue) next() (m waiting, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for (len(q.waiting) == 0 || q.passing) && !q.closed {
		q.changed.Wait()
	}
	if q.closed {
		return waiting{}, false
	}
	return q.take(0), true
}

// overtaker waits for a message that may overtake a cell, and takes it. Call
// passed when it has been handled.
func (q *queue) overtaker() (m, cell *jupyter.Message, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for !q.closed {
		if q.cell != nil {
			if i := q.findOvertaker(); i >= 0 {
				m := q.take(i).Message
				q.passing = ofComm(m)
				return m, q.cell, true
			}
		}
		q.changed.Wait()
	}
	return nil, nil, false
}

// findOvertaker returns the place of the first message that may overtake the
// cell, or -1. What comms say does not overtake other cells: one of them may
// open the comm.
func (q *queue) findOvertaker() int {
	cells := false
	for i, m := range q.waiting {
		switch {
		case isQuestion(m.Message), ofComm(m.Message) && !cells:
			return i
		case m.Type() == "execute_request":
			cells = true
		}
	}
	return -1
}

// passed ends the handling of an overtaker. While the cell still runs, tell is called.
func (q *queue) passed(cell *jupyter.Message, tell func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.passing = false
	q.changed.Broadcast()
	if q.cell == cell {
		tell()
	}
}

// setCell says which cell may be overtaken; nil is none.
func (q *queue) setCell(m *jupyter.Message) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.cell = m
	q.changed.Broadcast()
}

// abort marks all that waits: a cell has failed.
func (q *queue) abort() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := range q.waiting {
		q.waiting[i].aborted = true
	}
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.changed.Broadcast()
}

func (q *queue) take(i int) waiting {
	m := q.waiting[i]
	q.waiting = append(q.waiting[:i:i], q.waiting[i+1:]...)
	q.changed.Broadcast()
	return m
}
