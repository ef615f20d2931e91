package build

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// A stamp stands for the state of files: their names, sizes, inodes and times,
// the last of which the system sets with every change. A file that has changed
// a moment ago may change again without another time to show for it: then there
// is no stamp.

// moment is longer than the grain of file systems' clocks.
var moment = 2 * time.Second

// sources are the endings of the files that the go command reads in a package's
// directory.
var sources = []string{".go", ".c", ".cc", ".cpp", ".cxx", ".m", ".h", ".hh", ".hpp", ".hxx", ".f", ".F", ".for", ".f90", ".s", ".S", ".sx", ".swig", ".swigcxx", ".syso"}

// stampFile returns the stamp of a file.
func stampFile(path string) string {
	s := stamper{Hash: sha256.New()}
	s.add(path)
	return s.sum()
}

// stampPackage returns the stamp of a package in a module, as its files have
// been since a moment before a time.
func stampPackage(dir, root string, at time.Time) (stamp string, ok bool) {
	s := stamper{Hash: sha256.New(), before: at.Add(-moment)}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", false
	}
	for _, e := range entries {
		if isSource(e.Name()) {
			s.add(filepath.Join(dir, e.Name()))
		}
	}
	for ; len(dir) > len(root); dir = filepath.Dir(dir) { // a go.mod there would make it another module's
		s.add(filepath.Join(dir, "go.mod"))
	}
	return s.sum(), !s.fresh
}

func isSource(name string) bool { return slices.Contains(sources, filepath.Ext(name)) }

// stampModules returns the stamp of all Go files in modules.
func stampModules(modules []localModule) (stamp string, ok bool) {
	s := stamper{Hash: sha256.New(), before: time.Now().Add(-moment)}
	for _, m := range modules {
		err := filepath.WalkDir(m.dir, func(path string, d fs.DirEntry, err error) error {
			name := d.Name()
			switch {
			case err != nil:
				return err
			case d.IsDir() && path != m.dir && (name == "vendor" || name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")):
				return fs.SkipDir
			case !d.IsDir() && (isSource(name) || name == "go.mod"):
				s.add(path)
			}
			return nil
		})
		if err != nil {
			return "", false
		}
	}
	return s.sum(), !s.fresh
}

// stamper hashes the states of files.
type stamper struct {
	hash.Hash
	before time.Time
	fresh  bool // a file has changed after before
}

func (s *stamper) add(path string) {
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		fmt.Fprintf(s, "%s is not there\n", path)
		return
	}
	changed := time.Unix(st.Ctim.Unix())
	fmt.Fprintf(s, "%s %d %d %d %d\n", path, st.Size, st.Ino, st.Mtim.Nano(), st.Ctim.Nano())
	s.fresh = s.fresh || !s.before.IsZero() && changed.After(s.before)
}

func (s *stamper) sum() string { return hex.EncodeToString(s.Sum(nil))[:32] }
