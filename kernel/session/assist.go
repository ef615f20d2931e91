package session

import (
	"time"

	"github.com/gopherbook/gopherbook/kernel/assist"
	"github.com/gopherbook/gopherbook/kernel/cell"
)

// helper answers questions about code that is being typed. Unlike the session,
// it does not wait for a running cell.
type helper struct {
	*assist.Assistant
	cells *cell.Session // only its Scope
}

// helped is how long a question waits for a session that has just been made.
const helped = 5 * time.Second

// help returns the helper, or nil when there is no Go toolchain to ask.
func (s *Session) help() *helper {
	timeout := time.NewTimer(helped)
	defer timeout.Stop()
	select {
	case <-s.built:
	case <-s.ready: // it may have failed
	case <-timeout.C:
	}
	return s.helper.Load()
}

// beginHelp makes the helper. It is called when the session has its builder.
func (s *Session) beginHelp() {
	a := assist.New(s.builder, assist.Options{})
	s.helper.Store(&helper{a, s.cells})
	close(s.built)
}

// warmHelp has the helper find out what can be imported, when the first cells
// have had a chance to come before.
func (s *Session) warmHelp() {
	defer close(s.warmed)
	<-s.ready
	select {
	case <-s.ctx.Done():
	case <-time.After(time.Second):
		if h := s.helper.Load(); h != nil {
			h.Warm()
		}
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
