package history

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode/utf8"
)

const (
	// Limit is how many bytes of history are kept.
	Limit = 8 << 20

	// longestInput bounds, in bytes, the cells that are kept. Longer ones are left out.
	longestInput = 256 << 10

	// longestOutput bounds, in bytes, what is kept of a result.
	longestOutput = 10 << 10
)

// Path returns where the user's history is kept: in gopherbook's directory
// below $XDG_STATE_HOME, by default ~/.local/state. GOPHERBOOK_HISTORY names
// another file; "off" there gives "", for no file.
func Path() string {
	if path := os.Getenv("GOPHERBOOK_HISTORY"); path == "off" {
		return ""
	} else if path != "" {
		return path
	}
	dir := os.Getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(dir) { // the specification has such ones ignored
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		dir = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(dir, "gopherbook", "history")
}

// Entry is a cell that was run.
type Entry struct {
	Session int
	Line    int
	Input   string
	Output  string // its result as text; "" when there is none
}

// Store is the history as one session sees it. Its methods may be called concurrently.
type Store struct {
	path string

	mu      sync.Mutex
	session int     // 0 until the first cell
	own     []Entry // those of this session
	size    int     // of their texts
}

// New returns the history in a file, which need not exist. Without a path, the
// history is that of the session alone.
func New(path string) *Store { return &Store{path: path} }

// Add keeps the input of a cell. The error says why it is not in the file.
func (s *Store) Add(line int, input string) error {
	if len(input) > longestInput {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	if s.session == 0 {
		s.session, err = s.begin(line, input)
	} else {
		err = s.write(record{Session: s.session, Line: line, Input: &input})
	}
	s.own = append(s.own, Entry{Session: s.session, Line: line, Input: input})
	if s.size += len(input); s.size > Limit {
		half := len(s.own) / 2
		s.own = append([]Entry(nil), s.own[half:]...)
		s.size = 0
		for _, e := range s.own {
			s.size += len(e.Input) + len(e.Output)
		}
	}
	return err
}

// SetOutput keeps the result of the cell that was added last.
func (s *Store) SetOutput(text string) error {
	if len(text) > longestOutput {
		cut := longestOutput
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut] + "…"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.own) == 0 || text == "" {
		return nil
	}
	last := &s.own[len(s.own)-1]
	last.Output = text
	s.size += len(text)
	return s.write(record{Session: s.session, Line: last.Line, Output: &text})
}

// Session returns the number of this session.
func (s *Store) Session() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.session == 0 {
		return lastSession(s.read()) + 1
	}
	return s.session
}

// all returns the entries of the other sessions, as they came to be, and then
// those of this one.
func (s *Store) all() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Entry
	for _, e := range s.read() {
		if e.Session != s.session {
			all = append(all, e)
		}
	}
	return append(all, s.own...)
}

// Tail returns the last n entries.
func (s *Store) Tail(n int) []Entry { return last(s.all(), n) }

// Range returns the lines of a session from start up to stop, which is left
// out; a stop of 0 is none. Session 0 is this one, -1 the one before, and so on.
func (s *Store) Range(session, start, stop int) []Entry {
	if session <= 0 {
		session += s.Session()
	}
	var found []Entry
	for _, e := range s.all() {
		if e.Session == session && e.Line >= start && (stop <= 0 || e.Line < stop) {
			found = append(found, e)
		}
	}
	return found
}

// Search returns the last n entries whose whole input matches a pattern, in
// which * stands for any text, ? for a character and [a-z] for one of several.
// An n of 0 or less is no bound. With unique, of equal inputs only the last counts.
func (s *Store) Search(pattern string, n int, unique bool) []Entry {
	g := parseGlob(pattern)
	all := s.all()
	latest := make(map[string]int)
	if unique {
		for i, e := range all {
			latest[strings.TrimSpace(e.Input)] = i
		}
	}
	var found []Entry
	for i, e := range all {
		if g.matches(e.Input) && (!unique || latest[strings.TrimSpace(e.Input)] == i) {
			found = append(found, e)
		}
	}
	if n <= 0 {
		return found
	}
	return last(found, n)
}

func last(entries []Entry, n int) []Entry { return entries[max(len(entries)-max(n, 0), 0):] }
