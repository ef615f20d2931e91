package build

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/version"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// requirements are what the go.mod of a main module comes to say: those of
// several modules, as a workspace joins them.
type requirements struct {
	language string // the highest of the go lines
	require  map[string]string
	replace  map[module.Version]module.Version
	exclude  map[module.Version]bool
	godebug  map[string]string
	sums     map[string]bool   // lines of go.sum
	overlay  map[string]string // files that the go command sees in the place of others
	locals   []localModule
}

func newRequirements() *requirements {
	return &requirements{
		language: "1.26",
		require:  make(map[string]string),
		replace:  make(map[module.Version]module.Version),
		exclude:  make(map[module.Version]bool),
		godebug:  make(map[string]string),
		sums:     make(map[string]bool),
		overlay:  make(map[string]string),
	}
}

// addLocal adds a module of the user's.
func (r *requirements) addLocal(m localModule) {
	r.locals = append(r.locals, m)
	r.addDir(m)
}

// addDir requires a module and replaces it by its directory.
func (r *requirements) addDir(m localModule) {
	_, major, _ := module.SplitPathVersion(m.path)
	v := "v0.0.0"
	if prefix := module.PathMajorPrefix(major); prefix != "" {
		v = prefix + ".0.0"
	}
	r.addRequire(m.path, v)
	maps.DeleteFunc(r.replace, func(old, _ module.Version) bool { return old.Path == m.path })
	r.replace[module.Version{Path: m.path}] = module.Version{Path: m.dir}
}

// addOwn adds gopherbook's own module, which lies in a directory.
func (r *requirements) addOwn(dir string) (localModule, error) {
	m, err := readModule(filepath.Join(dir, "go.mod"), dir)
	if err == nil {
		r.addDir(m)
		r.addFile(m, true)
	}
	return m, err
}

// addRequire requires a module; of two versions the higher counts.
func (r *requirements) addRequire(path, v string) {
	if old, ok := r.require[path]; !ok || semver.Compare(v, old) > 0 {
		r.require[path] = v
	}
}

// addFile adds what a module's go.mod and go.sum say; for a module whose
// dependencies are vendored, vendor/modules.txt names the requirements.
func (r *requirements) addFile(m localModule, requires bool) {
	if m.file.Go != nil && version.Compare("go"+m.file.Go.Version, "go"+r.language) > 0 {
		r.language = m.file.Go.Version
	}
	if requires {
		for _, q := range m.file.Require {
			r.addRequire(q.Mod.Path, q.Mod.Version)
		}
	}
	if m.gomod != filepath.Join(m.dir, "go.mod") {
		r.overlay[filepath.Join(m.dir, "go.mod")] = string(modfile.Format(m.file.Syntax))
	}
	r.addReplaces(m.file.Replace, m.dir)
	for _, e := range m.file.Exclude {
		r.exclude[e.Mod] = true
	}
	r.addGodebug(m.file.Godebug)
	sums, _ := os.ReadFile(strings.TrimSuffix(m.gomod, ".mod") + ".sum")
	r.addSums(sums)
}

// addReplaces adds replacements. Those that are there already count.
func (r *requirements) addReplaces(replaces []*modfile.Replace, dir string) {
	for _, p := range replaces {
		if r.isLocal(p.Old.Path) {
			continue // a module of the workspace
		}
		if _, ok := r.replace[p.Old]; ok {
			continue
		}
		to := p.New
		if to.Version == "" {
			to.Path = absolute(dir, to.Path)
			r.locals = append(r.locals, localModule{path: p.Old.Path, dir: to.Path})
		}
		r.replace[p.Old] = to
	}
}

// isLocal tells whether a path is that of one of the user's own modules.
func (r *requirements) isLocal(path string) bool {
	return slices.ContainsFunc(r.locals, func(m localModule) bool { return m.path == path && m.file != nil })
}

func (r *requirements) addGodebug(settings []*modfile.Godebug) {
	for _, s := range settings {
		if _, ok := r.godebug[s.Key]; !ok {
			r.godebug[s.Key] = s.Value
		}
	}
}

func (r *requirements) addSums(text []byte) {
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" {
			r.sums[line] = true
		}
	}
}

// format writes the go.mod.
func (r *requirements) format() ([]byte, error) {
	var f modfile.File
	err := f.AddModuleStmt(mainName)
	if err == nil {
		err = f.AddGoStmt(r.language)
	}
	for path, v := range sorted(r.require) {
		f.AddNewRequire(path, v, false)
	}
	byName := func(a, b module.Version) int {
		return strings.Compare(a.Path+" "+a.Version, b.Path+" "+b.Version)
	}
	for _, old := range slices.SortedFunc(maps.Keys(r.replace), byName) {
		if to := r.replace[old]; err == nil {
			err = f.AddReplace(old.Path, old.Version, to.Path, to.Version)
		}
	}
	for _, e := range slices.SortedFunc(maps.Keys(r.exclude), byName) {
		if err == nil {
			err = f.AddExclude(e.Path, e.Version)
		}
	}
	for key, value := range sorted(r.godebug) {
		if key != "default" && err == nil {
			err = f.AddGodebug(key, value)
		}
	}
	if err != nil {
		return nil, err
	}
	f.Cleanup()
	return f.Format()
}

// settings tells what the go.mod says of programs.
func (r *requirements) settings() string { return fmt.Sprint(r.language, r.godebug) }

// formatSums writes the go.sum.
func (r *requirements) formatSums() []byte {
	var b bytes.Buffer
	for line := range sorted(r.sums) {
		b.WriteString(line + "\n")
	}
	return b.Bytes()
}

const overlayFile = "overlay.json"

// overlayFiles returns the files of an overlay's entry, and its key.
func (r *requirements) overlayFiles(cache string) (files map[string][]byte, key string) {
	var parts []string
	for name, content := range sorted(r.overlay) {
		parts = append(parts, name, content)
	}
	key = digest(parts...)
	files = make(map[string][]byte)
	replace := make(map[string]string)
	for name, content := range sorted(r.overlay) {
		file := fmt.Sprintf("%d.mod", len(files))
		files[file] = []byte(content)
		replace[name] = filepath.Join(cache, "overlays", key, file)
	}
	files[overlayFile], _ = json.Marshal(map[string]any{"Replace": replace}) // strings can be marshalled
	return files, key
}

// sorted yields a map's entries by their keys.
func sorted[V any](m map[string]V) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}
