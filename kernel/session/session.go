package session

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"

	"github.com/gopherbook/gopherbook/kernel/build"
	"github.com/gopherbook/gopherbook/kernel/cell"
	"github.com/gopherbook/gopherbook/kernel/worker"
)

// Options says where the cells run.
type Options struct {
	Dir    string // their working directory, and what decides the Go module; by default the current one
	Cache  string // see build.Options
	Source fs.FS  // see build.Options
	Logger *slog.Logger

	// NoEvaluator has every cell compiled, also those that need no compiler. So
	// does GOPHERBOOK_EVALUATOR=off in the environment.
	NoEvaluator bool
}

// common are the packages of the worker and those that most cells need, compiled
// while the front end connects.
var common = []string{build.WorkerMain, cell.RuntimePath, build.Module + "/kernel/display", "runtime/cgo",
	"errors", "fmt", "math", "math/rand", "os", "slices", "sort", "strconv", "strings", "sync", "time"}

// Session is the state of a kernel's cells. Its methods are those of the
// kernel's Interpreter.
type Session struct {
	options Options
	log     *slog.Logger
	ctx     context.Context
	cancel  context.CancelFunc
	ready   chan struct{}          // closed when the first builder and worker are there, or have failed
	helper  atomic.Pointer[helper] // nil until there is a builder

	background sync.WaitGroup // what New has begun

	running sync.Mutex // held while a cell runs
	builder *build.Builder
	cells   *cell.Session
	plugins map[string]*build.Plugin // by path
	sources map[int]*cell.Source     // by execution count
	made    map[string]int           // the count of the cell that a unit was made of, by its path
	again   map[string]int           // and that of its latest run
	ran     []*cell.Source           // what the worker has run, in order
	lost    loss
	memory  int64   // that the worker may use, in bytes; 0 for all there is
	binder  *binder // nil without the evaluator

	mu     sync.Mutex
	worker *worker.Worker

	interrupt context.CancelFunc // stops the cell that is being executed; nil when there is none
}

// loss is what there is to say of the last worker that has ended.
type loss struct {
	why   string
	crash worker.Crash
	cells []*cell.Source // what it and those before it had run, as far as it has not been restored
}

// New returns a session. It begins to build the worker at once, in the background.
func New(o Options) *Session {
	s := &Session{
		options: o, log: o.Logger, ready: make(chan struct{}),
		plugins: make(map[string]*build.Plugin),
		sources: make(map[int]*cell.Source),
		made:    make(map[string]int),
		again:   make(map[string]int),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.background.Go(func() {
		s.running.Lock()
		err := s.start()
		s.running.Unlock()
		close(s.ready)
		if err != nil {
			if s.ctx.Err() == nil {
				s.log.Warn("cells cannot run yet", "error", err)
			}
			return
		}
		if _, err := build.Prune(s.builder.Cache(), build.DefaultLimit); err != nil {
			s.log.Warn("the cache grows", "error", err)
		}
	})
	return s
}

// start makes the builder and the worker, as far as they are not there.
func (s *Session) start() error {
	if s.builder == nil {
		b, err := build.New(s.ctx, build.Options{Dir: s.options.Dir, Cache: s.options.Cache, Source: s.options.Source})
		if err != nil {
			return err
		}
		s.builder = b
		s.cells = cell.NewSession(b)
		s.beginHelp()
		if !s.options.NoEvaluator && os.Getenv("GOPHERBOOK_EVALUATOR") != "off" {
			s.mu.Lock()
			s.binder = newBinder(s.ctx, b, s.log)
			s.mu.Unlock()
		}
	}
	s.mu.Lock()
	w := s.worker
	s.mu.Unlock()
	if w != nil {
		return nil
	}
	var err error
	if s.memory, err = parseMemory(os.Getenv(memoryVariable)); err != nil {
		return err
	}
	if err := s.builder.Load(s.ctx, common...); err != nil {
		return err
	}
	program, err := s.builder.Worker(s.ctx)
	if err != nil {
		return err
	}
	if w, err = worker.Start(program, s.options.Dir, os.Environ(), s.memory); err != nil {
		return err
	}
	s.mu.Lock()
	s.worker = w
	s.mu.Unlock()
	s.openBindings()
	return nil
}

// begin notes that a cell is being executed, so that an interrupt finds it. The
// context ends with the interrupt.
func (s *Session) begin(ctx context.Context) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx, s.interrupt = context.WithCancel(ctx)
	return ctx
}

func (s *Session) finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.interrupt()
	s.interrupt = nil
}

// Interrupt makes the running cell stop: its compiler at once, its own code at
// the next loop or call. What does not stop, because it waits for something, is
// left behind after a second.
func (s *Session) Interrupt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.interrupt != nil {
		s.interrupt()
	}
}

// checkWorker forgets a worker that has ended, and with it what the cells
// declared, and tells whether it did.
func (s *Session) checkWorker() bool {
	if !s.takeExited() {
		return false
	}
	s.unload()
	s.cells.Reset()
	s.forgetHelp()
	return true
}

// unload notes that what a worker had loaded is gone with it.
func (s *Session) unload() {
	s.builder.Unload()
	if s.binder != nil {
		s.binder.forget()
	}
}

// takeExited lets go of a worker that has ended, and tells whether it did.
func (s *Session) takeExited() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.worker == nil {
		return false
	}
	select {
	case <-s.worker.Exited():
		s.lost = loss{s.worker.Err().Error(), s.worker.Crash(), append(s.lost.cells, s.ran...)}
		s.ran = nil
		s.worker = nil
		return true
	default:
		return false
	}
}

// IsComplete says whether code can be run as it is.
func (s *Session) IsComplete(code string) (status, indent string) { return cell.IsComplete(code) }

// Close ends the worker.
func (s *Session) Close() error {
	s.cancel()
	s.mu.Lock()
	w := s.worker
	s.mu.Unlock()
	if w != nil {
		w.Close()
	}
	s.background.Wait()
	s.endHelp()
	s.mu.Lock()
	binder := s.binder
	s.mu.Unlock()
	if binder != nil {
		<-binder.done
	}
	s.running.Lock()
	defer s.running.Unlock()
	if s.builder != nil {
		s.builder.Close()
	}
	return nil
}

func heading(name, value string) string {
	return fmt.Sprintf("\x1b[31;1m%s\x1b[0m: %s", name, value)
}
