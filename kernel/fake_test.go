package kernel_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/gopherbook/gopherbook/kernel"
	"github.com/gopherbook/gopherbook/kernel/assist"
	"github.com/gopherbook/gopherbook/kernel/jupyter"
	"github.com/gopherbook/gopherbook/kernel/output"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// script is an Interpreter of a language with one command a line, such as
// "print hello". It is all that the tests of the kernel need of Go.
type script struct {
	mu      sync.Mutex
	running chan struct{} // closed to stop a waiting command
	release chan struct{} // closed to let late output come
	waiting chan struct{} // gets one when a cell waits
	closed  bool
	comms   map[string]string
}

func newScript() *script {
	return &script{release: make(chan struct{}), waiting: make(chan struct{}, 10), comms: make(map[string]string)}
}

func (s *script) Execute(ctx context.Context, code string, count int, emit func(output.Event)) *output.Failure {
	stop := make(chan struct{})
	s.mu.Lock()
	s.running = stop
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.running = nil
		s.mu.Unlock()
	}()
	for line := range strings.Lines(code) {
		command, arg, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		data := map[string]any{"text/plain": arg}
		switch command {
		case "print":
			emit(output.Event{Kind: output.Stream, Name: "stdout", Text: arg + "\n"})
		case "warn":
			emit(output.Event{Kind: output.Stream, Name: "stderr", Text: arg + "\n"})
		case "bytes": // one event a byte
			for i := range len(arg) {
				emit(output.Event{Kind: output.Stream, Name: "stdout", Text: arg[i : i+1]})
			}
		case "flood":
			kB := strings.Repeat("x", 1023) + "\n"
			n := 30_000
			fmt.Sscan(arg, &n)
			for range n {
				emit(output.Event{Kind: output.Stream, Name: "stdout", Text: kB})
			}
		case "show":
			emit(output.Event{Kind: output.DisplayData, Data: data, Transient: map[string]any{"display_id": "d"}})
		case "update":
			emit(output.Event{Kind: output.UpdateDisplayData, Data: data, Transient: map[string]any{"display_id": "d"}})
		case "clear":
			emit(output.Event{Kind: output.ClearOutput, Wait: true})
		case "result":
			if arg == "unencodable" {
				data = map[string]any{"text/plain": stop}
			}
			emit(output.Event{Kind: output.ExecuteResult, Data: data})
		case "page":
			emit(output.Event{Kind: output.Page, Data: data})
		case "next":
			emit(output.Event{Kind: output.SetNextInput, Text: arg})
		case "open":
			emit(output.Event{Kind: output.CommOpen, Comm: &output.Comm{ID: "from-cell", Target: arg}})
		case "unencodable":
			emit(output.Event{Kind: output.DisplayData, Data: map[string]any{"text/plain": stop}})
		case "late":
			go func() {
				<-s.release
				if arg == "page" {
					emit(output.Event{Kind: output.Page, Data: data})
					return
				}
				emit(output.Event{Kind: output.Stream, Name: "stdout", Text: arg})
			}()
		case "release":
			close(s.release)
		case "ask", "secret":
			ask := output.AskerFrom(ctx)
			if ask == nil {
				return &output.Failure{Name: "nobody"}
			}
			asking, cancel := context.WithCancel(ctx)
			go func() {
				select {
				case <-stop: // an interrupt
				case <-asking.Done():
				}
				cancel()
			}()
			s.waiting <- struct{}{}
			line, err := ask(asking, output.Question{Prompt: arg, Password: command == "secret"})
			cancel()
			if err != nil {
				return &output.Failure{Name: "ask", Value: err.Error()}
			}
			emit(output.Event{Kind: output.Stream, Name: "stdout", Text: "you said " + line + "\n"})
		case "count":
			emit(output.Event{Kind: output.Stream, Name: "stdout", Text: fmt.Sprint(count)})
		case "fail":
			return &output.Failure{Name: "Oops", Value: arg}
		case "panic":
			panic(arg)
		case "wait":
			s.waiting <- struct{}{}
			select {
			case <-stop:
				return &output.Failure{Name: "interrupted", Value: "the cell was interrupted", Traceback: []string{"cell 1, line 1"}}
			case <-ctx.Done():
				return &output.Failure{Name: "ended"}
			}
		}
	}
	return nil
}

// Evaluate runs a command and takes its result.
func (s *script) Evaluate(ctx context.Context, expression string, emit func(output.Event)) (value output.Event, failed *output.Failure) {
	failed = s.Execute(ctx, expression, 0, func(e output.Event) {
		if e.Kind == output.ExecuteResult {
			value = e
		} else {
			emit(e)
		}
	})
	return value, failed
}

// Comm lets comms be opened whose target is "echo", and returns what they say.
func (s *script) Comm(_ context.Context, m output.Event, emit func(output.Event)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch m.Kind {
	case output.CommOpen:
		if m.Comm.Target == "echo" {
			s.comms[m.Comm.ID] = m.Comm.Target
			return
		}
		emit(output.Event{Kind: output.CommClose, Comm: &output.Comm{ID: m.Comm.ID}})
	case output.CommMsg:
		if string(m.Comm.Data) == `"panic"` {
			panic("in Comm")
		}
		emit(output.Event{Kind: output.Stream, Name: "stdout", Text: "echo\n"})
		emit(m)
	case output.CommClose:
		delete(s.comms, m.Comm.ID)
	}
}

func (s *script) Comms() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.comms)
}

func (s *script) Interrupt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running != nil {
		close(s.running)
		s.running = nil
	}
}

func (s *script) IsComplete(code string) (status, indent string) {
	switch {
	case code == "panic":
		panic("in IsComplete")
	case strings.HasSuffix(code, "{"):
		return "incomplete", "\t"
	}
	return "complete", ""
}

// Complete makes the word before the cursor an upper-case one.
func (s *script) Complete(code string, cursor int) assist.Completion {
	start := strings.LastIndexByte(code[:cursor], ' ') + 1
	match := assist.Match{Text: strings.ToUpper(code[start:cursor]), Type: "function", Signature: "()"}
	return assist.Completion{Start: start, End: cursor, Matches: []assist.Match{match}}
}

// Inspect finds what stands before the cursor, unless that is a space.
func (s *script) Inspect(code string, cursor, detail int) (map[string]any, bool) {
	before := code[:cursor]
	if strings.HasSuffix(before, " ") {
		return nil, false
	}
	return map[string]any{"text/plain": fmt.Sprint(before, detail)}, true
}

func (s *script) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

// served is a kernel that serves a script.
type served struct {
	connection *jupyter.ConnectionFile
	interp     *script
	dropped    chan struct{} // gets one for each message that the kernel drops
	done       chan struct{} // closed when Serve has returned err
	err        error
}

// serve starts a kernel. The test ends it, if it did not end before.
func serve(t *testing.T, transport string) *served {
	t.Helper()
	return serveWith(t, transport, kernel.Options{})
}

func serveWith(t *testing.T, transport string, o kernel.Options) *served {
	t.Helper()
	c, err := jupyter.NewConnectionFile()
	if err != nil {
		t.Fatal(err)
	}
	if transport == "ipc" {
		dir, err := os.MkdirTemp("", "kernel") // short: socket names have little room
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		c.Transport, c.IP = "ipc", filepath.Join(dir, "k")
	}
	k := &served{connection: c, interp: newScript(), dropped: make(chan struct{}, 100), done: make(chan struct{})}
	ctx, cancel := context.WithCancel(context.Background())
	o.Version, o.Logger = "1.2.3", slog.New(k)
	go func() {
		defer close(k.done)
		k.err = kernel.Serve(ctx, c, k.interp, o)
	}()
	t.Cleanup(func() {
		cancel()
		k.ended(t)
	})
	return k
}

// served is the handler of its kernel's log: it counts the messages that were dropped.
func (k *served) Enabled(context.Context, slog.Level) bool { return true }
func (k *served) WithAttrs([]slog.Attr) slog.Handler       { return k }
func (k *served) WithGroup(string) slog.Handler            { return k }
func (k *served) Handle(_ context.Context, r slog.Record) error {
	if r.Message == "dropped a message" {
		k.dropped <- struct{}{}
	}
	return nil
}

// ended waits for the kernel's end.
func (k *served) ended(t *testing.T) {
	t.Helper()
	select {
	case <-k.done:
	case <-time.After(30 * time.Second):
		t.Fatal("the kernel did not end")
	}
	if k.err != nil {
		t.Errorf("Serve: %v", k.err)
	}
	if !k.interp.closed {
		t.Error("the interpreter was not closed")
	}
}

func (k *served) dial(t *testing.T) *jupyter.Client {
	t.Helper()
	c, err := jupyter.Dial(deadline(t), k.connection)
	if err != nil {
		select {
		case <-k.done:
			err = errors.Join(err, k.err)
		default:
		}
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// deadline is a context that ends a test that hangs.
func deadline(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// transcript runs code and returns what came on iopub, a line a message, and the
// content of the reply.
func transcript(t *testing.T, c *jupyter.Client, code string, o jupyter.ExecuteOptions) (string, map[string]any) {
	t.Helper()
	var lines []string
	reply, err := c.Execute(deadline(t), code, o, func(m *jupyter.Message) {
		lines = append(lines, m.Type()+" "+string(m.Content))
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n"), decode(t, reply)
}

func decode(t *testing.T, m *jupyter.Message) map[string]any {
	t.Helper()
	var content map[string]any
	if err := m.Decode(&content); err != nil {
		t.Fatal(err)
	}
	return content
}
