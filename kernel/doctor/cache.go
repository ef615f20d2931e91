package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// minFree is the free space below which a warning is given: a session's plugins
// can take some hundred megabytes.
const minFree = 1 << 30

// checkCache looks at a folder for caches: whether it can be written to, how
// much is in it, and how much space is left.
func checkCache(name, dir string) Result {
	r := Result{Name: name}
	if dir == "" {
		r.Status = Warning
		r.Found = "its place is unknown"
		r.Help = []string{"set HOME, or GOPHERBOOK_CACHE to a folder"}
		return r
	}
	if err := tryWrite(dir); err != nil {
		r.Status = Failed
		r.Found = fmt.Sprintf("%s cannot be written to: %v", tidy(dir), err)
		r.Help = []string{"make the folder yours, or choose another: GOPHERBOOK_CACHE is the variable for gopherbook's, GOCACHE for Go's"}
		return r
	}
	free, err := freeSpace(dir)
	if err != nil {
		r.Status = Warning
		r.Found = fmt.Sprintf("%s, free space unknown: %v", tidy(dir), err)
		return r
	}
	r.Found = fmt.Sprintf("%s, %s used, %s free", tidy(dir), size(used(dir)), size(free))
	if free < minFree {
		r.Status = Warning
		r.Help = []string{"make room on that disk: " + size(minFree) + " should be free"}
	}
	return r
}

// tryWrite writes a file in a folder, or if that does not exist, in the nearest
// folder above that does: nothing is left behind.
func tryWrite(dir string) error {
	f, err := os.CreateTemp(existing(dir), ".gopherbook-doctor-")
	if err != nil {
		return cause(err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write([]byte("x"))
	return cause(errors.Join(err, f.Close()))
}

// cause is an error without the path, which the message has already.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// existing is the folder, or the nearest one above it that is there.
func existing(dir string) string {
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}

// freeSpace is how many bytes the user can still write.
func freeSpace(dir string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(existing(dir), &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), nil
}

// used is how many bytes the files below a folder have. Files that go away
// meanwhile are not counted.
func used(dir string) int64 {
	var n int64
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				n += info.Size()
			}
		}
		return nil
	})
	return n
}

// size writes a number of bytes for a person.
func size(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	f := float64(n)
	for _, unit := range []string{"kB", "MB", "GB"} {
		f /= 1000
		if f < 999.5 {
			return fmt.Sprintf("%.3g %s", f, unit)
		}
	}
	return fmt.Sprintf("%.3g TB", f/1000)
}
