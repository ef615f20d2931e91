package session

import (
	"context"
	"sync"
	"time"

	"github.com/gopherbook/gopherbook/kernel/assist"
	"github.com/gopherbook/gopherbook/kernel/cell"
	"github.com/gopherbook/gopherbook/kernel/output"
)

// helper answers questions about code that is being typed. Unlike the session,
// it does not wait for a running cell.
type helper struct {
	*assist.Assistant
	cells *cell.Session // only its Scope

	first   sync.Once
	warm    chan struct{} // closed when the packages that can be imported are known
	warming sync.WaitGroup
}

// beginHelp makes the helper. It is called when the session has its builder.
func (s *Session) beginHelp() {
	s.helper.Store(&helper{
		Assistant: assist.New(s.builder, assist.Options{Dir: func() string { return s.options.Dir }, Value: s.value}),
		cells:     s.cells,
		warm:      make(chan struct{}),
	})
}

// firstHelp is how long the first questions wait: for the session to begin, and
// for the go command to list packages.
const firstHelp = 5 * time.Second

// help returns the helper, or nil when there is no Go toolchain to ask.
func (s *Session) help() *helper {
	ctx, cancel := context.WithTimeout(s.ctx, firstHelp)
	defer cancel()
	select {
	case <-s.ready:
	case <-ctx.Done():
	}
	h := s.helper.Load()
	if h == nil {
		return nil
	}
	h.first.Do(func() {
		h.warming.Go(func() {
			defer close(h.warm)
			h.Warm()
		})
	})
	select {
	case <-h.warm:
	case <-ctx.Done():
	}
	return h
}

// forgetHelp is called where cells are built anew, perhaps with other packages.
func (s *Session) forgetHelp() {
	if h := s.helper.Load(); h != nil {
		h.Forget()
	}
}

// endHelp waits for what the helper has begun.
func (s *Session) endHelp() {
	if h := s.helper.Load(); h != nil {
		h.warming.Wait()
	}
}

// Complete returns what may stand before a cursor, an offset in the text of a
// cell. It may be called at any time.
func (s *Session) Complete(code string, cursor int) assist.Completion {
	h := s.help()
	if h == nil {
		return assist.Completion{Start: cursor, End: cursor}
	}
	return h.Complete(h.cells.Scope(), code, cursor)
}

// Inspect tells what is known of the name at a cursor, an offset in the text of
// a cell, as MIME types. It may be called at any time.
func (s *Session) Inspect(code string, cursor, detail int) (data map[string]any, found bool) {
	h := s.help()
	if h == nil {
		return nil, false
	}
	return h.Inspect(h.cells.Scope(), code, cursor, detail)
}

// Lookup is Inspect for a name alone, as ?name asks for it.
func (s *Session) Lookup(name string, detail int) (data map[string]any, found bool) {
	h := s.help()
	if h == nil {
		return nil, false
	}
	return h.Lookup(h.cells.Scope(), name, detail)
}

// value returns the value of a variable in a few words, unless a cell runs.
func (s *Session) value(name string) (text string, ok bool) {
	if !s.running.TryLock() {
		return "", false
	}
	defer s.running.Unlock()
	s.mu.Lock()
	w := s.worker
	s.mu.Unlock()
	if w == nil || s.binder == nil {
		return "", false
	}
	d := s.cells.Glance(name)
	if d == nil {
		return "", false
	}
	files, ok := s.binder.find(d.Packages)
	if !ok {
		return "", false
	}
	_, err := w.Look(s.ctx, d.Program, files, func(e output.Event) { text, _ = e.Data["text/plain"].(string) })
	return text, err == nil && text != ""
}
