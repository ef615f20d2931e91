package host

import (
	"plugin"
	"sync"
)

// shelf holds the plugins that have been opened. They cannot be closed, and each
// brings copies of the packages that its cell reaches. A plugin's code and tables
// are touched when it is opened and when its cell runs, and most of them never
// again: so they are let go after that, once.
type shelf struct {
	mu    sync.Mutex
	known map[string]bool
	fresh []string // opened, and not let go
}

// open opens a plugin, if that has not been done.
func (s *shelf) open(file string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known[file] {
		return nil
	}
	makeRoom(file)
	if _, err := plugin.Open(file); err != nil {
		return err
	}
	if s.known == nil {
		s.known = make(map[string]bool)
	}
	s.known[file] = true
	s.fresh = append(s.fresh, file)
	return nil
}

// tidy lets go of what has been opened since the last time.
func (s *shelf) tidy() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, file := range s.fresh {
		letGo(file)
	}
	s.fresh = nil
}
