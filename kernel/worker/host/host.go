// Package host is the inside of a worker: the process that opens the plugins
// made from cells and runs them, one after another, and so keeps their state.
package host

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/gopherbook/gopherbook/kernel/internal/sink"
	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/worker/proto"
	"github.com/gopherbook/gopherbook/kernel/worker/rt"
	"github.com/gopherbook/gopherbook/kernel/worker/runs"
)

// Main serves the kernel at the other end of the pipes until it goes away.
func Main() {
	syscall.CloseOnExec(proto.CommandFD)
	syscall.CloseOnExec(proto.ReportFD)
	h := &host{
		reports: os.NewFile(proto.ReportFD, "reports"),
		shown:   make(chan struct{}),
	}
	sink.Emit, sink.Ask, sink.Live = h.emit, h.ask, true
	h.report(proto.Report{Hello: &proto.Hello{Version: proto.Version}})

	commands := bufio.NewReader(os.NewFile(proto.CommandFD, "commands"))
	for {
		line, err := commands.ReadBytes('\n')
		if err != nil {
			leave()
		}
		var c proto.Command
		if err := json.Unmarshal(line, &c); err != nil {
			fmt.Fprintln(os.Stderr, "gopherbook: the worker cannot read a command:", err)
			os.Exit(1)
		}
		switch {
		case c.Run != nil:
			h.begin(c.Run.ID, c.Run.Input, h.runnable(*c.Run))
		case c.Eval != nil:
			h.begin(c.Eval.ID, c.Eval.Input, h.evaluable(*c.Eval))
		case c.Comm != nil:
			h.comm(*c.Comm)
		case c.Interrupt:
			h.interrupt()
		case c.Abandon != 0:
			go h.where(c.Abandon)
		case c.Shown:
			h.shown <- struct{}{}
		case c.Answer != nil:
			h.answered(*c.Answer)
		}
	}
}

// leave ends the process when the kernel is gone, however that has ended, and
// with it those that cells have started.
func leave() {
	if syscall.Getpgrp() == os.Getpid() {
		_ = syscall.Kill(0, syscall.SIGKILL)
	}
	os.Exit(0)
}

type host struct {
	mu      sync.Mutex // of writes to reports
	reports *os.File

	emitting sync.Mutex    // one event at a time is on its way
	shown    chan struct{} // the kernel has passed it on

	plugins shelf

	questions questions
	comms     comms
	latest    *execution
	going     sync.Map // the executions that have not ended, by their ID
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
	rt.Check() // an abandoned cell shows nothing
	h.emitting.Lock()
	defer h.emitting.Unlock()
	h.report(proto.Report{Event: &e})
	<-h.shown
}

// job makes a cell ready to run, or says in done why it does not.
type job func(done *proto.Done) (code, bool)

// code is a cell that is ready to run.
type code struct {
	run  func()
	line func() []proto.Frame // the call of the cell itself, where no stack shows it
}

// execution is the run of a cell as the host sees it.
type execution struct {
	*runs.Run
	code  code
	stdin *stdin // nil when nobody can be asked
	turn  *turn  // of what handles a message of a comm
}

// begin runs a cell and reports how that ended.
func (h *host) begin(id int, input bool, job job) {
	x := &execution{}
	if input {
		x.stdin = h.openStdin()
	}
	h.start(x, id, job)
	h.latest = x
}

func (h *host) start(x *execution, id int, job job) {
	ready := make(chan struct{})
	x.Run = runs.Begin(id, func(run *runs.Run) {
		<-ready
		defer h.going.Delete(id)
		done := proto.Done{ID: id}
		if code, ok := job(&done); ok {
			x.code = code
			h.going.Store(id, x)
			x.call(&done)
			if x.turn == nil {
				h.showResults(&done)
			}
		}
		run.End()
		x.stdin.end()
		h.report(proto.Report{Done: &done})
		h.plugins.tidy()
	})
	close(ready)
}

// where reports what an abandoned run is doing.
func (h *host) where(id int) {
	x, ok := h.going.Load(id)
	if !ok {
		return // its end has been reported
	}
	w := x.(*execution).Where()
	w.ID = id
	if line := x.(*execution).code.line(); line != nil {
		evaluator := slices.IndexFunc(w.Frames, func(f proto.Frame) bool { return f.Function == "reflect.Value.call" })
		w.Frames = append(w.Frames[:max(evaluator, 0)], line...)
	}
	h.report(proto.Report{Where: w})
}

// runnable opens a plugin.
func (h *host) runnable(r proto.Run) job {
	return func(done *proto.Done) (code, bool) {
		if err := h.plugins.open(r.Plugin); err != nil {
			done.OpenError = err.Error()
			return code{}, false
		}
		run, ok := rt.Lookup(r.Path)
		if !ok {
			done.OpenError = r.Plugin + " does not hold " + r.Path
		}
		return code{run, func() []proto.Frame { return nil }}, ok
	}
}

// showResults shows the values of a cell's last expression.
func (h *host) showResults(done *proto.Done) {
	for _, e := range takeResults() {
		if done.Panic == nil && !done.Stopped {
			h.emit(e)
		}
	}
}

// call runs a cell and notes a panic of it. A cell may also end its goroutine.
func (x *execution) call(done *proto.Done) {
	finished := make(chan struct{})
	start := time.Now()
	go func() {
		defer close(finished)
		x.Enter()
		returned := false
		defer func() {
			if v := recover(); v != nil {
				done.Panic = runs.Describe(v)
				done.Panic.Frames = append(done.Panic.Frames, x.code.line()...)
				return
			}
			done.Stopped = !returned && x.Interrupted()
		}()
		x.code.run()
		returned = true
	}()
	<-finished
	done.Took = time.Since(start)
}
