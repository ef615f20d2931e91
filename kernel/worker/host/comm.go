package host

import (
	"sync"
	"sync/atomic"

	"github.com/gopherbook/gopherbook/interrupt"
	_ "github.com/gopherbook/gopherbook/kernel/comm" // takes what is delivered
	"github.com/gopherbook/gopherbook/kernel/internal/sink"
	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/worker/proto"
	"github.com/gopherbook/gopherbook/kernel/worker/runs"
)

// comms has the messages of comms handled one at a time, in the order in which
// they came.
type comms struct {
	last    *turn                     // the latest that was given
	current atomic.Pointer[execution] // what handles a message now
}

// turn is a place in that order.
type turn struct {
	before *turn
	over   chan struct{}
	once   sync.Once
}

func (t *turn) end() { t.once.Do(func() { close(t.over) }) }

// await waits until the turn has come, and tells whether it has.
func (t *turn) await() bool {
	if t.before != nil {
		select {
		case <-t.before.over:
		case <-interrupt.Context().Done():
			return false
		}
	}
	t.before = nil // or all that there ever were would be kept
	return true
}

// comm begins to handle a message. Like a cell it is a run of its own.
func (h *host) comm(c proto.Comm) {
	t := &turn{before: h.comms.last, over: make(chan struct{})}
	h.comms.last = t
	x := &execution{turn: t}
	h.start(x, c.ID, func(*proto.Done) (code, bool) {
		return code{
			run: func() {
				defer t.end()
				if t.await() {
					h.comms.current.Store(x)
					defer h.comms.current.CompareAndSwap(x, nil)
					deliver(c.Message)
				}
			},
			line: func() []proto.Frame { return nil },
		}, true
	})
	if !c.Aside {
		h.latest = x
	}
}

func deliver(m output.Event) {
	defer func() {
		if v := recover(); v != nil {
			runs.Tell("a comm's function", v)
		}
	}()
	sink.Deliver(m)
}

// interrupt stops the cell that runs, and what handles the message of a comm.
func (h *host) interrupt() {
	for _, x := range []*execution{h.latest, h.comms.current.Load()} {
		if x == nil {
			continue
		}
		x.Interrupt()
		x.stdin.end()
		if x.turn != nil {
			x.turn.end() // it may be stuck
		}
	}
}
