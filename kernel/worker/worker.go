// Package worker starts and speaks to the process that runs the cells.
//
// Cells may end the process, overflow its stack or corrupt its memory. So it
// is a process of its own: the kernel outlives it and starts another.
package worker

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
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

	runs   int             // started so far
	done   chan proto.Done // the ends of runs
	exited chan struct{}   // closed when the process is gone and its output read
	err    error           // how it ended; set before exited is closed

	mu   sync.Mutex
	emit func(output.Event)
}

// Start starts the worker program at path in the directory dir.
func Start(path, dir string, env []string) (*Worker, error) {
	w := &Worker{done: make(chan proto.Done, 100), exited: make(chan struct{}), emit: func(output.Event) {}}
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
	w.cmd.Stdout, w.cmd.Stderr = stdout, stderr
	w.cmd.ExtraFiles = []*os.File{commandsIn, reportsOut}   // descriptors 3 and 4
	w.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a terminal's Ctrl-C is the kernel's to handle
	if err := w.cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start the worker %s: %w", path, err)
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

// ErrAbandoned is the error of a run that did not stop when it was told to.
var ErrAbandoned = errors.New("the cell did not stop")

// Run runs a package, passing what it shows to emit, in order. It returns an
// error that wraps ErrExited when the worker ends first, and ErrAbandoned when
// abandon is closed first: then what runs is left behind. One at a time.
func (w *Worker) Run(plugin, path string, emit func(output.Event), abandon <-chan struct{}) (proto.Done, error) {
	w.runs++
	return w.do(w.runs, proto.Command{Run: &proto.Run{ID: w.runs, Plugin: plugin, Path: path}}, emit, abandon)
}

// Eval runs a cell that has not been compiled, after opening the plugins that
// it needs, or refuses it. It is like Run otherwise.
func (w *Worker) Eval(program *tree.Program, bindings []string, emit func(output.Event), abandon <-chan struct{}) (proto.Done, error) {
	w.runs++
	return w.do(w.runs, proto.Command{Eval: &proto.Eval{ID: w.runs, Bindings: bindings, Program: program}}, emit, abandon)
}

// do sends a command and waits until what it runs has ended.
func (w *Worker) do(id int, c proto.Command, emit func(output.Event), abandon <-chan struct{}) (proto.Done, error) {
	w.mu.Lock()
	w.emit = emit
	w.mu.Unlock()
	if err := w.send(c); err != nil {
		<-w.exited
		return proto.Done{}, fmt.Errorf("%w: %w", ErrExited, w.err)
	}
	for {
		select {
		case d := <-w.done:
			if d.ID == id { // not the late end of an abandoned run
				return d, nil
			}
		case <-abandon:
			return proto.Done{}, ErrAbandoned
		case <-w.exited:
			return proto.Done{}, fmt.Errorf("%w: %w", ErrExited, w.err)
		}
	}
}

// Interrupt asks what is running to stop.
func (w *Worker) Interrupt() { _ = w.send(proto.Command{Interrupt: true}) }

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
		if _, err := unix.Poll(fds, -1); err != nil && err != unix.EINTR {
			break
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
	w.Kill() // if it has closed its pipe and stayed
	w.err = w.cmd.Wait()
	if w.err == nil {
		w.err = errors.New("exit status 0")
	}
	w.drain()
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
	case r.Done != nil:
		w.done <- *r.Done
	}
}

func (w *Worker) show(e output.Event) {
	w.mu.Lock()
	emit := w.emit
	w.mu.Unlock()
	emit(e)
}

// drain passes on what stands in the stream pipes now.
func (w *Worker) drain() {
	w.stdout.read(w.show)
	w.stderr.read(w.show)
}

// Err returns how the worker ended, once Exited is closed.
func (w *Worker) Err() error { return w.err }
