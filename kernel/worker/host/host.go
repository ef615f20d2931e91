// Package host is the inside of a worker: the process that opens the plugins
// made from cells and runs them, one after another, and so keeps their state.
package host

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"plugin"
	"sync"
	"syscall"

	"github.com/gopherbook/gopherbook/kernel/internal/sink"
	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/worker/proto"
	"github.com/gopherbook/gopherbook/kernel/worker/rt"
)

// Main serves the kernel at the other end of the pipes until it goes away.
func Main() {
	syscall.CloseOnExec(proto.CommandFD)
	syscall.CloseOnExec(proto.ReportFD)
	h := &host{
		reports: os.NewFile(proto.ReportFD, "reports"),
		shown:   make(chan struct{}),
	}
	sink.Emit = h.emit
	h.report(proto.Report{Hello: &proto.Hello{Version: proto.Version}})

	commands := bufio.NewReader(os.NewFile(proto.CommandFD, "commands"))
	for {
		line, err := commands.ReadBytes('\n')
		if err != nil {
			os.Exit(0) // the kernel is gone
		}
		var c proto.Command
		if err := json.Unmarshal(line, &c); err != nil {
			fmt.Fprintln(os.Stderr, "gopherbook: the worker cannot read a command:", err)
			os.Exit(1)
		}
		switch {
		case c.Run != nil:
			rt.SetStop(false)
			go h.run(*c.Run)
		case c.Eval != nil:
			rt.SetStop(false)
			go h.eval(*c.Eval)
		case c.Interrupt:
			rt.SetStop(true)
		case c.Shown:
			h.shown <- struct{}{}
		}
	}
}

type host struct {
	mu      sync.Mutex // of writes to reports
	reports *os.File

	emitting sync.Mutex    // one event at a time is on its way
	shown    chan struct{} // the kernel has passed it on
}

// report sends a report. A kernel that is gone ends the worker elsewhere.
func (h *host) report(r proto.Report) {
	b, err := json.Marshal(r)
	if err != nil { // a value of a display that JSON cannot hold, such as NaN
		b, _ = json.Marshal(proto.Report{Event: &output.Event{Kind: output.Stream, Name: "stderr",
			Text: fmt.Sprintf("a display cannot be sent: %v\n", err)}})
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	_, _ = h.reports.Write(append(b, '\n'))
}

// emit shows an event and waits until the kernel has passed it on, so that
// what is printed afterwards comes after it.
func (h *host) emit(e output.Event) {
	h.emitting.Lock()
	defer h.emitting.Unlock()
	h.report(proto.Report{Event: &e})
	<-h.shown
}

// run opens and runs a package and reports how that ended.
func (h *host) run(r proto.Run) {
	done := proto.Done{ID: r.ID}
	if _, err := plugin.Open(r.Plugin); err != nil {
		done.OpenError = err.Error()
	} else if run, ok := rt.Lookup(r.Path); !ok {
		done.OpenError = r.Plugin + " does not hold " + r.Path
	} else {
		call(run, &done)
		h.showResults(&done)
	}
	h.report(proto.Report{Done: &done})
}

// showResults shows the values of a cell's last expression.
func (h *host) showResults(done *proto.Done) {
	for _, e := range rt.TakeResults() {
		if done.Panic == nil && !done.Stopped {
			h.emit(e)
		}
	}
}

// call runs a cell and notes a panic of it. A cell may also end its goroutine.
func call(run func(), done *proto.Done) {
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if err, ok := v.(error); ok && errors.As(err, new(rt.Stopped)) {
				done.Stopped = true
				return
			}
			done.Panic = rt.Describe(v)
		}()
		run()
	}()
	<-finished
}
