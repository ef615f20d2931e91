package session

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/gopherbook/gopherbook/kernel/build"
)

// bound are the packages that most cells without a build use. They share one binding.
var bound = []string{"errors", "fmt", build.Module + "/kernel/display", "io", "math", "os", "sort", "strconv", "strings", "time"}

// binder has the bindings of packages built in the background, one at a time
// and only while no cell is being built: cells come first.
type binder struct {
	builder *build.Builder
	log     *slog.Logger
	done    chan struct{} // closed when the binder has ended

	mu     sync.Mutex
	files  map[string]string // the bindings that are there, by package
	failed map[string]bool
	queue  [][]string         // what is to be built: packages that share a binding
	busy   int                // cells being built
	quiet  time.Time          // when the last of them was
	stop   context.CancelFunc // of the build under way
	wake   chan struct{}
}

// pause is how long no cell must have been built before a binding is.
const pause = 300 * time.Millisecond

func newBinder(ctx context.Context, b *build.Builder, log *slog.Logger) *binder {
	n := &binder{
		builder: b, log: log, done: make(chan struct{}), wake: make(chan struct{}, 1),
		files: make(map[string]string), failed: make(map[string]bool),
	}
	go func() {
		defer close(n.done)
		for n.work(ctx) {
		}
	}()
	return n
}

// find returns the files of the bindings of packages. What is missing is built
// in the background, for the next time.
func (n *binder) find(paths []string) (files []string, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	ok = true
	for _, path := range paths {
		if n.files[path] == "" && !n.failed[path] {
			n.look(path)
		}
		file := n.files[path]
		ok = ok && file != ""
		if !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	return files, ok
}

// look finds a binding in the cache, or has it built.
func (n *binder) look(path string) {
	group := []string{path}
	if slices.Contains(bound, path) {
		group = bound
	}
	if slices.ContainsFunc(n.queue, func(g []string) bool { return slices.Equal(g, group) }) {
		return
	}
	if file, ok := n.builder.FindBinding(group...); ok {
		n.has(group, file)
		return
	}
	n.queue = append(n.queue, group)
	n.signal()
}

func (n *binder) has(group []string, file string) {
	for _, path := range group {
		n.files[path] = file
	}
}

// forget forgets the bindings that have been opened: they are looked for again.
func (n *binder) forget() {
	n.mu.Lock()
	defer n.mu.Unlock()
	clear(n.files)
}

func (n *binder) signal() {
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

// building notes that a cell is being built, until the function that it returns
// is called. A binding that is being built waits.
func (n *binder) building() (end func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.busy++
	if n.stop != nil {
		n.stop()
	}
	return func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.busy--
		n.quiet = time.Now()
		n.signal()
	}
}

// work builds the next binding when there is time, and tells whether there is
// more to come.
func (n *binder) work(ctx context.Context) bool {
	n.mu.Lock()
	wait := pause - time.Since(n.quiet)
	if n.busy > 0 || len(n.queue) == 0 {
		wait = time.Hour // until there is a signal
	}
	if wait > 0 {
		n.mu.Unlock()
		select {
		case <-ctx.Done():
			return false
		case <-n.wake:
		case <-time.After(wait):
		}
		return true
	}
	group := n.queue[0]
	building, stop := context.WithCancel(ctx)
	n.stop = stop
	n.mu.Unlock()

	p, err := n.builder.Binding(building, group...)

	n.mu.Lock()
	defer n.mu.Unlock()
	stopped := building.Err() != nil
	stop()
	n.stop = nil
	switch {
	case err == nil:
		n.has(group, p.File)
		n.log.Debug("bound", "packages", group)
	case stopped:
		return ctx.Err() == nil
	default:
		n.log.Warn("a package cannot be used without compiling", "packages", group, "error", err)
		for _, path := range group {
			n.failed[path] = true
		}
	}
	n.queue = n.queue[1:]
	return true
}
