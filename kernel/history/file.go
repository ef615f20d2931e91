package history

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/google/renameio/v2"
	"golang.org/x/sys/unix"
)

// record is a line of the file: the input of a cell, or its result.
type record struct {
	Session int
	Line    int
	Input   *string `json:",omitempty"`
	Output  *string `json:",omitempty"`
}

// begin writes the first entry of a session, and returns the number that it has.
func (s *Store) begin(line int, input string) (session int, err error) {
	unlock, err := s.lock()
	if err != nil {
		return lastSession(s.read()) + 1, err
	}
	defer unlock()
	session = lastSession(s.read()) + 1
	return session, s.append(record{Session: session, Line: line, Input: &input})
}

func (s *Store) write(r record) error {
	unlock, err := s.lock()
	if err != nil {
		return err
	}
	defer unlock()
	return s.append(r)
}

// append writes a line. The file is locked.
func (s *Store) append(r record) error {
	if s.path == "" {
		return nil
	}
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(s.path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	end := make([]byte, 1)
	if _, err := f.ReadAt(end, info.Size()-1); err == nil && end[0] != '\n' {
		b = append([]byte{'\n'}, b...) // a disk was full when the line before was written
	}
	if _, err := f.Write(append(b, '\n')); err != nil {
		return fmt.Errorf("history: %w", err)
	}
	if info.Size() > Limit {
		return s.halve()
	}
	return nil
}

// halve leaves the younger half of the file.
func (s *Store) halve() error {
	b, err := readEnd(s.path, Limit/2)
	if err == nil {
		err = renameio.WriteFile(s.path, b, 0o600)
	}
	if err != nil {
		return fmt.Errorf("history: cannot drop what is old: %w", err)
	}
	return nil
}

// patience is how long others may hold the lock: they write a line.
const patience = time.Second

// lock keeps other kernels from writing. It locks a file beside the history,
// which is replaced when it has grown too long.
func (s *Store) lock() (unlock func(), err error) {
	if s.path == "" {
		return func() {}, nil
	}
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	f, err := os.OpenFile(s.path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		busy := errors.Is(err, unix.EWOULDBLOCK)
		if busy && time.Now().After(end) {
			f.Close()
			return nil, fmt.Errorf("history: another process has held %s.lock for long", s.path)
		}
		if !busy { // a file system without locks is written to without
			return func() { f.Close() }, nil
		}
	}
}

// read returns the entries in the file, without those that cannot be read.
func (s *Store) read() []Entry {
	if s.path == "" {
		return nil
	}
	b, err := readEnd(s.path, 2*Limit)
	if err != nil {
		return nil
	}
	var entries []Entry
	at := make(map[[2]int]int) // the place of a session's line
	for line := range bytes.Lines(b) {
		var r record
		if json.Unmarshal(line, &r) != nil || r.Session <= 0 {
			continue
		}
		key := [2]int{r.Session, r.Line}
		switch i, known := at[key]; {
		case r.Input != nil:
			at[key] = len(entries)
			entries = append(entries, Entry{Session: r.Session, Line: r.Line, Input: *r.Input})
		case r.Output != nil && known:
			entries[i].Output = *r.Output
		}
	}
	return entries
}

// readEnd returns the last whole lines of a file, up to n bytes.
func readEnd(path string, n int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: path, Err: errors.New("no regular file")}
	}
	skip := max(info.Size()-n, 0)
	b, err := io.ReadAll(io.NewSectionReader(f, skip, n))
	if err != nil {
		return nil, err
	}
	if skip > 0 {
		_, b, _ = bytes.Cut(b, []byte("\n"))
	}
	return b, nil
}

func lastSession(entries []Entry) int {
	last := 0
	for _, e := range entries {
		last = max(last, e.Session)
	}
	return last
}
