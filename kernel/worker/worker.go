// Package worker starts and speaks to the process that runs the cells.
//
// Cells may end the process, overflow its stack or corrupt its memory. So it
// is a process of its own: the kernel outlives it and starts another.
package worker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
	"github.com/gopherbook/gopherbook/kernel/worker/proto"
)

// Worker is a running worker process.
type Worker struct {
	cmd      *exec.Cmd
	commands *os.File
	reports  *os.File
	stdout   *stream
	stderr   *stream

	done   chan proto.Done  // the end of the current run
	where  chan proto.Where // and what it does, once it has been abandoned
	exited chan struct{}    // closed when the process is gone and its output read
	err    error            // how it ended; set before exited is closed
	crash  crash

	mu      sync.Mutex
	runs    int // started so far
	current int // the run that is waited for
	emit    func(output.Event)
	user    user
	left    map[int]int // the cells of runs that have been abandoned and not ended
	comms   comms
}

// Start starts the worker program at path in the directory dir. Memory bounds
// what it may use, in bytes; 0 does not.
func Start(path, dir string, env []string, memory int64) (*Worker, error) {
	w := &Worker{
		done: make(chan proto.Done, 1), where: make(chan proto.Where, 1), exited: make(chan struct{}),
		emit: func(output.Event) {}, left: make(map[int]int), comms: newComms(),
	}
	var ends []*os.File // the child's
	defer func() {
		for _, f := range ends {
			f.Close()
		}
	}()
	pipe := func() (r, w *os.File, err error) {
		r, w, err = os.Pipe()
		if err != nil {
			err = fmt.Errorf("cannot start a worker: %w", err)
		}
		return r, w, err
	}
	var commandsIn, reportsOut, stdout, stderr *os.File
	w.stdout, w.stderr = &stream{name: "stdout"}, &stream{name: "stderr"}
	var err error
	if commandsIn, w.commands, err = pipe(); err != nil {
		return nil, err
	}
	if w.reports, reportsOut, err = pipe(); err != nil {
		return nil, err
	}
	if w.stdout.file, stdout, err = pipe(); err != nil {
		return nil, err
	}
	if w.stderr.file, stderr, err = pipe(); err != nil {
		return nil, err
	}
	ends = append(ends, commandsIn, reportsOut, stdout, stderr)

	w.cmd = exec.Command(path)
	w.cmd.Dir, w.cmd.Env = dir, env
	if memory > 0 { // the collector works harder before the bound is reached
		w.cmd.Env = append(slices.Clone(env), fmt.Sprintf("GOMEMLIMIT=%d", memory/10*9))
	}
	w.cmd.Stdout, w.cmd.Stderr = stdout, stderr
	w.cmd.ExtraFiles = []*os.File{commandsIn, reportsOut}   // descriptors 3 and 4
	w.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a terminal's Ctrl-C is the kernel's to handle
	if err := w.cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start the worker %s: %w", path, err)
	}
	if err := limit(w.cmd.Process.Pid, memory); err != nil {
		_ = w.cmd.Process.Kill()
		_ = w.cmd.Wait()
		return nil, fmt.Errorf("cannot bound the worker's memory: %w", err)
	}
	for _, f := range ends { // as long as one is open here, the worker's end goes unseen
		f.Close()
	}
	hello := make(chan error, 1)
	go w.read(hello)
	select {
	case err := <-hello:
		if err != nil {
			w.Close()
			return nil, err
		}
	case <-w.exited:
		return nil, fmt.Errorf("the worker ended as it started: %w", w.err)
	}
	return w, nil
}

// ErrExited is the error of a run that the worker did not survive.
var ErrExited = errors.New("the worker ended")

// Patience is how long a cell may take to stop after an interrupt.
const Patience = time.Second

// AbandonedError is the error of a run that did not stop in time. It goes on in
// the worker until it comes to a place where it can be stopped.
type AbandonedError struct {
	Where proto.Where // what it was doing, if the worker has said so
}

func (e *AbandonedError) Error() string { return "the cell did not stop" }

// Run runs the package of a cell, passing what it shows to emit, in order, and
// to whoever runs a cell next when it is shown later. When ctx ends, the cell is
// interrupted. Run returns an error that wraps ErrExited when the worker ends
// first, and an *AbandonedError when the cell does not stop within Patience of
// an interrupt. The cell may ask for input what output.AskerFrom finds in ctx.
// One run at a time.
func (w *Worker) Run(ctx context.Context, cell int, plugin, path string, emit func(output.Event)) (proto.Done, error) {
	id, ask := w.begin(emit), output.AskerFrom(ctx)
	return w.do(ctx, id, cell, proto.Command{Run: &proto.Run{ID: id, Plugin: plugin, Path: path, Input: ask != nil}})
}

// Eval runs a cell that has not been compiled, after opening the plugins that
// it needs, or refuses it. It is like Run otherwise.
func (w *Worker) Eval(ctx context.Context, program *tree.Program, bindings []string, emit func(output.Event)) (proto.Done, error) {
	id, ask := w.begin(emit), output.AskerFrom(ctx)
	return w.do(ctx, id, program.Cell, proto.Command{Eval: &proto.Eval{ID: id, Bindings: bindings, Program: program, Input: ask != nil}})
}

func (w *Worker) begin(emit func(output.Event)) (id int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.runs++
	w.current = w.runs
	w.emit = emit
	select {
	case <-w.where: // of a run that has ended after all
	default:
	}
	return w.current
}

// do sends a command and waits until what it runs has ended.
func (w *Worker) do(ctx context.Context, id, cell int, c proto.Command) (proto.Done, error) {
	asking, endAsking := context.WithCancel(context.WithoutCancel(ctx))
	defer endAsking()
	w.mu.Lock()
	w.user = user{asking, output.AskerFrom(ctx)}
	w.mu.Unlock()
	if err := w.send(c); err != nil {
		<-w.exited
		return proto.Done{}, fmt.Errorf("%w: %w", ErrExited, w.err)
	}
	interrupted := ctx.Done()
	var late, silent <-chan time.Time
	for {
		select {
		case d := <-w.done:
			return d, nil
		case <-w.exited:
			return proto.Done{}, fmt.Errorf("%w: %w", ErrExited, w.err)
		case <-interrupted:
			interrupted = nil
			_ = w.send(proto.Command{Interrupt: true})
			endAsking() // not before: a cell that is told that its question is over must know why
			late = time.After(Patience)
		case <-late:
			_ = w.send(proto.Command{Abandon: id})
			silent = time.After(Patience)
		case where := <-w.where:
			return w.abandon(id, cell, where)
		case <-silent:
			return w.abandon(id, cell, proto.Where{})
		}
	}
}

// abandon leaves a run to itself, unless it has just ended.
func (w *Worker) abandon(id, cell int, where proto.Where) (proto.Done, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case d := <-w.done:
		return d, nil
	default:
	}
	w.left[id] = cell
	w.current = 0
	return proto.Done{}, &AbandonedError{where}
}

// Kill ends the worker at once.
func (w *Worker) Kill() { _ = w.cmd.Process.Kill() }

// Exited is closed when the worker is gone.
func (w *Worker) Exited() <-chan struct{} { return w.exited }

// Close ends the worker and waits until it is gone.
func (w *Worker) Close() {
	w.commands.Close() // the worker ends when it sees this
	select {
	case <-w.exited:
	case <-time.After(time.Second):
		w.Kill()
		<-w.exited
	}
}

func (w *Worker) send(c proto.Command) error {
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = w.commands.Write(append(b, '\n'))
	return err
}

// read passes on what the worker prints and reports, in the order in which it
// happened: before a report is handled, everything that was printed before it
// has been read, for a worker waits after each event until it has been shown.
func (w *Worker) read(hello chan<- error) {
	fds := make([]unix.PollFd, 3)
	for i, f := range []*os.File{w.stdout.file, w.stderr.file, w.reports} {
		fds[i] = unix.PollFd{Fd: int32(f.Fd()), Events: unix.POLLIN}
	}
	w.stdout.open()
	w.stderr.open()
	var pending []byte
	buf := make([]byte, pipeCapacity)
	for {
		timeout := -1
		if w.crash.holding {
			timeout = int(suspense.Milliseconds())
		}
		ready, err := unix.Poll(fds, timeout)
		if err != nil && err != unix.EINTR {
			break
		}
		if ready == 0 {
			w.crash.release(w.show)
		}
		for i := range 2 {
			if fds[i].Revents&unix.POLLIN == 0 && fds[i].Revents != 0 {
				fds[i].Fd = -1 // the cell has closed it
			}
		}
		w.drain()
		if fds[2].Revents == 0 {
			continue
		}
		n, err := unix.Read(int(fds[2].Fd), buf)
		if err == unix.EINTR {
			continue
		}
		if n <= 0 {
			break // the worker is gone
		}
		w.drain() // what was printed before the report just read
		w.crash.release(w.show)
		pending = append(pending, buf[:n]...)
		for {
			line, rest, ok := bytes.Cut(pending, []byte("\n"))
			if !ok {
				break
			}
			w.handle(line, hello)
			pending = rest
		}
	}
	// With it go the processes that cells have started, unless they have left its
	// group, and the worker itself, if it has closed its pipe and stayed.
	_ = syscall.Kill(-w.cmd.Process.Pid, syscall.SIGKILL)
	w.err = w.cmd.Wait()
	if w.err == nil {
		w.err = errors.New("exit status 0")
	}
	w.drain()
	w.closeComms()
	for _, f := range []*os.File{w.commands, w.reports, w.stdout.file, w.stderr.file} {
		f.Close()
	}
	close(w.exited)
}

func (w *Worker) handle(line []byte, hello chan<- error) {
	var r proto.Report
	if err := json.Unmarshal(line, &r); err != nil {
		return
	}
	switch {
	case r.Hello != nil:
		var err error
		if r.Hello.Version != proto.Version {
			err = fmt.Errorf("the worker is built from another version of gopherbook (protocol %d, not %d): use the gopherbook of this module", r.Hello.Version, proto.Version)
		}
		hello <- err
	case r.Event != nil:
		w.show(*r.Event)
		_ = w.send(proto.Command{Shown: true})
	case r.Where != nil:
		w.mu.Lock()
		if r.Where.ID == w.current && len(w.where) == 0 {
			w.where <- *r.Where
		}
		w.mu.Unlock()
	case r.Ask != nil:
		go w.answer(*r.Ask)
	case r.Done != nil:
		w.end(*r.Done)
	}
}

// end passes on that a run has ended, or tells of the end of one that has been
// left behind.
func (w *Worker) end(d proto.Done) {
	w.mu.Lock()
	if d.ID == w.current {
		w.done <- d
		w.mu.Unlock()
		return
	}
	if w.comms.ended(d.ID) {
		w.mu.Unlock()
		return
	}
	cell := w.left[d.ID]
	delete(w.left, d.ID)
	w.mu.Unlock()
	what := "a comm's function"
	if cell > 0 {
		what = fmt.Sprintf("cell %d", cell)
	}
	text := what + ", left behind by an interrupt, has ended"
	if d.Panic != nil {
		text += ": panic: " + d.Panic.Value
	}
	w.show(output.Event{Kind: output.Stream, Name: "stderr", Text: text + "\n"})
}

func (w *Worker) show(e output.Event) {
	w.mu.Lock()
	emit := w.emit
	w.comms.follow(e)
	w.mu.Unlock()
	emit(e)
}

// drain passes on what stands in the stream pipes now.
func (w *Worker) drain() {
	w.stdout.read(func(e output.Event) {
		w.crash.release(w.show)
		w.show(e)
	})
	w.stderr.read(w.crash.filter(w.show))
}

// Err returns how the worker ended, once Exited is closed.
func (w *Worker) Err() error { return w.err }

// Crash returns what the runtime has said of the end, once Exited is closed.
func (w *Worker) Crash() Crash { return w.crash.parse() }
