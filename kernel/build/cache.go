package build

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/renameio/v2"
	"golang.org/x/sys/unix"
)

// The cache holds entries, which are named by what they are made from and never
// change: plugins/aa/KEY (two files, .so and .a), workers/KEY, and the
// directories source/KEY, modules/KEY and overlays/KEY. Files of lists/ are
// results of go list, which are replaced whole.
//
// Kernels share it. Each has a lease: a file of sessions/ that it keeps locked
// as long as it lives, in which stand the entries that it uses. Nobody removes
// those.

// CacheDir is where builds are kept: $GOPHERBOOK_CACHE, or gopherbook in the
// user's cache directory.
func CacheDir() (string, error) {
	if dir := os.Getenv("GOPHERBOOK_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("there is no place for a cache (%w): set GOPHERBOOK_CACHE to a directory", err)
	}
	return filepath.Join(dir, "gopherbook"), nil
}

// makeCache makes the cache directory, for its owner alone.
func makeCache(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("cannot make the cache directory (%w): set GOPHERBOOK_CACHE to a directory that can be written to", err)
	}
	return nil
}

// cannotWrite says that the cache cannot be written to.
func cannotWrite(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("cannot write to the cache: %w", err)
}

// lease says which entries of a cache a builder uses.
type lease struct {
	cache string

	mu   sync.Mutex
	file *os.File
	lock *os.File // cache/lock
	used map[string]bool
}

// openLease begins to use a cache.
func openLease(cache string) (*lease, error) {
	l := &lease{cache: cache, used: make(map[string]bool)}
	dir := filepath.Join(cache, "sessions")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, cannotWrite(err)
	}
	var err error
	if l.lock, err = openLock(cache); err != nil {
		return nil, err
	}
	// Under the lock: a file of sessions/ without a lock is taken for one whose
	// kernel has ended.
	defer locked(l.lock, unix.LOCK_SH)()
	if l.file, err = os.CreateTemp(dir, ""); err != nil {
		return nil, errors.Join(cannotWrite(err), l.lock.Close())
	}
	_ = unix.Flock(int(l.file.Fd()), unix.LOCK_EX)
	return l, nil
}

func openLock(cache string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(cache, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	return f, cannotWrite(err)
}

// locked locks a file, until the function that it returns is called. A file
// system without locks does without.
func locked(f *os.File, how int) (unlock func()) {
	for unix.Flock(int(f.Fd()), how) == unix.EINTR {
	}
	return func() { _ = unix.Flock(int(f.Fd()), unix.LOCK_UN) }
}

// close ends the use of all entries.
func (l *lease) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = os.Remove(l.file.Name())
	l.file.Close()
	l.lock.Close()
}

// use notes that an entry is used, and tells whether it is there: the entry
// itself, or the files whose names begin so and end in these ways.
func (l *lease) use(entry string, suffixes ...string) (there bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer locked(l.lock, unix.LOCK_SH)()
	if !l.used[entry] {
		if _, err := l.file.WriteString(entry + "\n"); err != nil {
			return false, cannotWrite(err)
		}
		l.used[entry] = true
	}
	if len(suffixes) == 0 {
		suffixes = []string{""}
	}
	now := time.Now()
	for _, suffix := range suffixes {
		if os.Chtimes(filepath.Join(l.cache, entry)+suffix, now, now) != nil {
			return false, nil
		}
	}
	return true, nil
}

// make makes an entry that is a directory of files, unless it is there, and
// uses it.
func (l *lease) make(entry string, files map[string][]byte) error {
	if there, err := l.use(entry); there || err != nil {
		return err
	}
	temp, err := l.temp()
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	for name, content := range files {
		path := filepath.Join(temp, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return cannotWrite(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return cannotWrite(err)
		}
	}
	err = install(temp, filepath.Join(l.cache, entry))
	if there, _ := l.use(entry); there { // another kernel has been as quick
		return nil
	}
	return err
}

// temp makes a directory for something that is to become an entry.
func (l *lease) temp() (string, error) {
	dir := filepath.Join(l.cache, "temp")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", cannotWrite(err)
	}
	temp, err := os.MkdirTemp(dir, "")
	return temp, cannotWrite(err)
}

// install moves what is finished to its place.
func install(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return cannotWrite(err)
	}
	return cannotWrite(os.Rename(from, to))
}

// writeFile writes a file whole or not at all.
func writeFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return cannotWrite(err)
	}
	return cannotWrite(renameio.WriteFile(path, content, 0o600))
}

// leased returns the entries that living kernels use, and how many kernels
// there are. It removes the leases of those that have ended. The cache must be
// locked.
func leased(cache string) (entries map[string]bool, kernels int) {
	entries = make(map[string]bool)
	names, _ := os.ReadDir(filepath.Join(cache, "sessions"))
	for _, name := range names {
		path := filepath.Join(cache, "sessions", name.Name())
		f, err := os.Open(path)
		if err != nil {
			continue
		}
		info, _ := f.Stat()
		err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err == nil || err != unix.EWOULDBLOCK && time.Since(info.ModTime()) > leftover { // or there are no locks here
			_ = os.Remove(path)
		} else {
			kernels++
			for line := range lines(f) {
				entries[line] = true
			}
		}
		f.Close()
	}
	return entries, kernels
}

// lines yields the lines of a text, without their ends.
func lines(r io.Reader) iter.Seq[string] {
	return func(yield func(string) bool) {
		for s := bufio.NewScanner(r); s.Scan() && yield(s.Text()); {
		}
	}
}

// entry is something in the cache that is removed as a whole.
type entry struct {
	name  string // such as plugins/aa/KEY
	files []string
	size  int64
	used  time.Time
}

// entriesOf lists what is in a cache, what was used longest ago first.
func entriesOf(cache string) ([]*entry, error) {
	entries := make(map[string]*entry)
	for _, dir := range []string{"plugins", "workers", "source", "modules", "overlays", "lists"} {
		err := filepath.WalkDir(filepath.Join(cache, dir), func(path string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // there is none, or it has been removed meanwhile
			}
			if err != nil {
				return err
			}
			rel, _ := filepath.Rel(cache, path)
			parts := strings.Split(filepath.ToSlash(rel), "/")
			depth := 2
			if dir == "plugins" {
				depth = 3
			}
			info, err := d.Info()
			if len(parts) < depth || err != nil {
				return nil
			}
			name := strings.Join(parts[:depth], "/")
			if dir == "plugins" {
				name = strings.TrimSuffix(name, filepath.Ext(name))
			}
			e := entries[name]
			if e == nil {
				e = &entry{name: name}
				entries[name] = e
			}
			if len(parts) == depth {
				e.files = append(e.files, path)
				if t := info.ModTime(); t.After(e.used) {
					e.used = t
				}
			}
			if !d.IsDir() {
				e.size += info.Size()
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("cannot read the cache: %w", err)
		}
	}
	return slices.SortedFunc(maps.Values(entries), func(a, b *entry) int { return a.used.Compare(b.used) }), nil
}
