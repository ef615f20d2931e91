package build

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// index keeps on disk what go list has said, so that a session need not ask it
// again. There is one for all that decides the answer: the toolchain, its
// settings, and what go.mod, go.sum and the overlay say. Packages of the user's
// own modules stand in it with the state of their files.
//
// Compiled packages lie in the go command's cache, which removes what it has
// not been asked for in five days: so it is asked once a day.
type index struct {
	path  string // "" when nothing is kept
	lists lists
}

// lists is the content of an index.
type lists struct {
	Packages map[string]*pkg
	Names    map[string]nameList // by the patterns listed
}

// nameList holds import paths by name, as they were for a state of the modules.
type nameList struct {
	Stamp  string
	Listed time.Time
	Paths  map[string][]string
}

// lasting is how long an index is believed.
const lasting = 24 * time.Hour

// indexKey is a hash of all that decides what go list says, but for the files
// of the user's packages; "" for a toolchain that may be built anew.
func (b *Builder) indexKey() string {
	if !strings.HasPrefix(b.tools.GOVERSION, "go") {
		return ""
	}
	parts := []string{"1", b.tools.all, b.module.entry, b.module.overlay}
	cc, _ := exec.LookPath(strings.Fields(b.tools.CC)[0])
	for _, file := range []string{b.tools.program, filepath.Join(b.tools.GOTOOLDIR, "compile"), filepath.Join(b.tools.GOTOOLDIR, "asm"), cc} {
		parts = append(parts, stampFile(file))
	}
	for _, name := range []string{"PKG_CONFIG_PATH", "CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "LIBRARY_PATH", "SDKROOT", "MACOSX_DEPLOYMENT_TARGET"} {
		parts = append(parts, os.Getenv(name))
	}
	for _, m := range b.module.locals {
		gomod, _ := os.ReadFile(filepath.Join(m.dir, "go.mod"))
		parts = append(parts, m.path, m.dir, string(gomod))
	}
	return digest(parts...)
}

// openIndex reads the index with a key.
func openIndex(cache, key string) *index {
	x := &index{}
	if key != "" {
		x.path = filepath.Join(cache, "lists", key)
	}
	x.read()
	return x
}

func (x *index) read() {
	content, _ := os.ReadFile(x.path)
	x.lists = lists{}
	if json.Unmarshal(content, &x.lists) != nil || x.lists.Packages == nil || x.lists.Names == nil {
		x.lists = lists{Packages: make(map[string]*pkg), Names: make(map[string]nameList)}
	}
}

// update changes the index and writes it. What other kernels have added stays;
// where two write at once, one addition is lost and made again another time.
func (x *index) update(change func(*lists)) {
	if x.path == "" {
		return
	}
	x.read()
	change(&x.lists)
	content, err := json.Marshal(x.lists)
	if err != nil || os.MkdirAll(filepath.Dir(x.path), 0o700) != nil {
		return
	}
	f, err := os.CreateTemp(filepath.Dir(x.path), "")
	if err != nil {
		return // an index only saves time
	}
	_, err = f.Write(content)
	if f.Close() != nil || err != nil || os.Rename(f.Name(), x.path) != nil {
		_ = os.Remove(f.Name())
	}
}

// addPackages keeps packages that have been listed since a time.
func (x *index) addPackages(found []*pkg, since time.Time) {
	x.update(func(l *lists) {
		for _, p := range found {
			q := *p
			q.Listed = since
			if q.Dir != "" {
				stamp, ok := stampPackage(q.Dir, q.Module.Dir, since)
				if !ok || !q.whole {
					delete(l.Packages, q.ImportPath)
					continue
				}
				q.Stamp = stamp
			}
			l.Packages[q.ImportPath] = &q
		}
	})
}

// addNames keeps the names of packages.
func (x *index) addNames(patterns, stamp string, paths map[string][]string) {
	x.update(func(l *lists) { l.Names[patterns] = nameList{stamp, time.Now(), paths} })
}

// names returns the names of packages, if they are known for this state.
func (x *index) names(patterns, stamp string) (map[string][]string, bool) {
	n, ok := x.lists.Names[patterns]
	return n.Paths, ok && n.Stamp == stamp && time.Since(n.Listed) < lasting
}

// loadIndexed loads packages from the index and returns the paths of those that
// have to be listed.
func (b *Builder) loadIndexed(paths []string) (missing []string) {
	for _, path := range paths {
		found := make(map[string]*pkg)
		if !b.indexed(path, found) {
			missing = append(missing, path)
			continue
		}
		maps.Copy(b.packages, found)
	}
	if len(missing) < len(paths) {
		now := time.Now()
		_ = os.Chtimes(b.index.path, now, now)
	}
	return missing
}

// indexed finds a package in the index, with all that it imports, and tells
// whether all of it is as it was.
func (b *Builder) indexed(path string, found map[string]*pkg) bool {
	p := b.index.lists.Packages[path]
	if known := b.packages[path]; known != nil {
		return p != nil && p.Export == known.Export
	}
	if found[path] != nil {
		return true
	}
	if p == nil || time.Since(p.Listed) > lasting || p.Export != "" && !exists(p.Export) {
		return false
	}
	if p.Dir != "" {
		if stamp, ok := stampPackage(p.Dir, p.Module.Dir, time.Now()); !ok || stamp != p.Stamp {
			return false
		}
	}
	found[path] = p
	for _, q := range p.Imports {
		if !b.indexed(q, found) {
			return false
		}
	}
	return true
}
