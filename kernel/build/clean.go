package build

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

// DefaultLimit is how many bytes the cache takes by default.
const DefaultLimit = 2 << 30

// leftover is the age at which a temporary directory is one that a kernel has
// left behind when it was killed.
const leftover = 24 * time.Hour

// Prune removes from a cache directory what has not been used for longest,
// until the rest takes at most limit bytes. What living kernels use stays. It
// returns how many bytes it has freed.
func Prune(cache string, limit int64) (freed int64, err error) {
	if !exists(cache) {
		return 0, nil
	}
	entries, err := entriesOf(cache)
	if err != nil {
		return 0, err
	}
	var total int64
	for _, e := range entries {
		total += e.size
	}
	lock, err := openLock(cache)
	if err != nil {
		return 0, err
	}
	defer lock.Close()
	// Kernels wait while the cache is locked: a few entries at a time.
	for batch := range slices.Chunk(entries, 32) {
		if total-freed <= limit {
			break
		}
		n, err := removeUnused(cache, lock, batch, total-freed-limit)
		freed += n
		if err != nil {
			return freed, err
		}
	}
	return freed, removeLeftovers(cache, time.Now().Add(-leftover))
}

// removeUnused removes entries that no kernel uses and that nobody has used
// since they were listed, until enough is freed.
func removeUnused(cache string, lock *os.File, entries []*entry, enough int64) (freed int64, err error) {
	defer locked(lock, unix.LOCK_EX)()
	live, _ := leased(cache)
	for _, e := range entries {
		if freed >= enough {
			break
		}
		if live[e.name] || e.touched() {
			continue
		}
		if err := e.remove(); err != nil {
			return freed, err
		}
		freed += e.size
	}
	return freed, nil
}

// touched tells whether an entry has been used since it was listed.
func (e *entry) touched() bool {
	return slices.ContainsFunc(e.files, func(path string) bool {
		info, err := os.Stat(path)
		return err == nil && info.ModTime().After(e.used)
	})
}

func (e *entry) remove() error {
	for _, path := range e.files {
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("cannot clean the cache: %w", err)
		}
	}
	return nil
}

// removeLeftovers removes temporary directories from before a time.
func removeLeftovers(cache string, before time.Time) error {
	dirs, err := os.ReadDir(filepath.Join(cache, "temp"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot read the cache: %w", err)
	}
	for _, d := range dirs {
		if info, err := d.Info(); err == nil && info.ModTime().Before(before) {
			if err := os.RemoveAll(filepath.Join(cache, "temp", d.Name())); err != nil {
				return fmt.Errorf("cannot clean the cache: %w", err)
			}
		}
	}
	return nil
}

// Clean empties a cache directory, but for what living kernels use; it returns
// how many these are. Nothing in a cache is needed but for speed.
func Clean(cache string) (kernels int, err error) {
	if !exists(cache) {
		return 0, nil
	}
	lock, err := openLock(cache)
	if err != nil {
		return 0, err
	}
	defer lock.Close()
	defer locked(lock, unix.LOCK_EX)()
	entries, err := entriesOf(cache)
	if err != nil {
		return 0, err
	}
	live, kernels := leased(cache)
	for _, e := range entries {
		if !live[e.name] {
			if err := e.remove(); err != nil {
				return kernels, err
			}
		}
	}
	if kernels > 0 {
		return kernels, removeLeftovers(cache, time.Now().Add(-leftover))
	}
	return 0, removeLeftovers(cache, time.Now())
}
