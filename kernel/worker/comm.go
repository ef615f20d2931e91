package worker

import (
	"context"
	"maps"

	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/worker/proto"
)

// maxAside is how many messages of comms may wait in a worker while a cell runs.
const maxAside = 1000

// comms are those that are open.
type comms struct {
	targets map[string]string // by id
	aside   map[int]bool      // the runs that handle messages while a cell runs
	slots   chan struct{}     // one for each of them
}

func newComms() comms {
	return comms{make(map[string]string), make(map[int]bool), make(chan struct{}, maxAside)}
}

// follow notes what either side says.
func (c *comms) follow(e output.Event) {
	switch e.Kind {
	case output.CommOpen:
		c.targets[e.Comm.ID] = e.Comm.Target
	case output.CommClose:
		delete(c.targets, e.Comm.ID)
	}
}

// ended tells whether a run that has ended was one of those.
func (c *comms) ended(run int) bool {
	if !c.aside[run] {
		return false
	}
	delete(c.aside, run)
	<-c.slots
	return true
}

// Comm hands the message of a comm to the cells, and waits until it has been
// handled. It is a run: see Run.
func (w *Worker) Comm(ctx context.Context, message output.Event, emit func(output.Event)) error {
	id := w.begin(emit)
	w.follow(message)
	_, err := w.do(ctx, id, 0, proto.Command{Comm: &proto.Comm{ID: id, Message: message}})
	return err
}

// CommAside hands over a message while a cell runs, and does not wait until it
// has been handled. What is shown then is shown by the cell.
func (w *Worker) CommAside(ctx context.Context, message output.Event) {
	select {
	case w.comms.slots <- struct{}{}:
	case <-w.exited:
		return
	case <-ctx.Done():
		return
	}
	w.mu.Lock()
	w.runs++
	id := w.runs
	w.comms.aside[id] = true
	w.comms.follow(message)
	w.mu.Unlock()
	_ = w.send(proto.Command{Comm: &proto.Comm{ID: id, Aside: true, Message: message}})
}

// Comms returns the targets of the comms that are open, by their ids.
func (w *Worker) Comms() map[string]string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.comms.targets)
}

func (w *Worker) follow(e output.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.comms.follow(e)
}

// closeComms tells the front end that nobody is left to talk to.
func (w *Worker) closeComms() {
	for id := range w.Comms() {
		w.show(output.Event{Kind: output.CommClose, Comm: &output.Comm{ID: id}})
	}
}
