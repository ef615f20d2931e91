package build

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// DefaultLimit is how many bytes of plugins are kept by default.
const DefaultLimit = 2 << 30

// inUse is how long after its last use a plugin is left alone: a session that
// has loaded it may still link against it.
const inUse = time.Hour

// Prune removes the plugins and workers from a cache directory that have not
// been used for longest, until the rest takes at most limit bytes. It returns
// how many bytes it has freed.
func Prune(cache string, limit int64) (freed int64, err error) {
	type file struct {
		path string
		size int64
		used time.Time
	}
	var files []file
	var total int64
	for _, dir := range []string{"plugins", "workers"} {
		err := filepath.WalkDir(filepath.Join(cache, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			total += info.Size()
			files = append(files, file{path, info.Size(), info.ModTime()})
			return nil
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return 0, fmt.Errorf("cannot read the cache: %w", err)
		}
	}
	slices.SortFunc(files, func(a, b file) int { return cmp.Compare(a.used.UnixNano(), b.used.UnixNano()) })
	for _, f := range files {
		if total-freed <= limit || time.Since(f.used) < inUse {
			break
		}
		if err := os.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return freed, fmt.Errorf("cannot clean the cache: %w", err)
		}
		freed += f.size
	}
	return freed, nil
}

// Clean removes a whole cache directory. Nothing in it is needed but for speed;
// sessions that are running lose what they have built, and must be restarted.
func Clean(cache string) error {
	entries, err := os.ReadDir(cache)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("cannot read the cache: %w", err)
	}
	for _, e := range entries {
		switch name := e.Name(); {
		case slices.Contains([]string{"plugins", "workers", "modules", "source"}, name), strings.HasPrefix(name, "build-"), strings.HasPrefix(name, "source-"):
			if err := os.RemoveAll(filepath.Join(cache, name)); err != nil {
				return fmt.Errorf("cannot clean the cache: %w", err)
			}
		}
	}
	return nil
}
