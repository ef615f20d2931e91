package build

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/types"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// pkg is a package that has been compiled.
type pkg struct {
	ImportPath string
	Name       string
	Export     string   // the file with its export data and code; the go command names it by its content
	Imports    []string `json:",omitempty"`
	Module     *listed  `json:",omitempty"` // nil for the standard library
	CXX        bool     `json:",omitempty"` // it holds C++

	// Of a package of a module in a directory of the user's.
	Dir   string `json:",omitempty"` // where its files are
	Stamp string `json:",omitempty"` // see stampPackage; "" when there are files elsewhere that it may depend on
	whole bool   // Dir tells all that it depends on

	Listed time.Time // when the go command last saw it
}

// listed is a module as go list describes it.
type listed struct {
	Path, Version, Dir string
	Replace            *struct{ Path, Version string }
}

// String names the module's version.
func (m *listed) String() string {
	switch {
	case m == nil:
		return ""
	case m.Replace == nil:
		return m.Version
	case m.Replace.Version == "":
		return m.Replace.Path
	}
	return m.Replace.Path + " " + m.Replace.Version
}

// isLocal tells whether a module's files may change.
func (m *listed) isLocal() bool { return m != nil && m.Replace != nil && m.Replace.Version == "" }

// Import returns the types of a package, compiling it if that has not been
// done. It is one of the two methods of cell.Packages.
func (b *Builder) Import(path string) (*types.Package, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.load(context.Background(), path); err != nil {
		return nil, err
	}
	if !b.held[path] {
		if err := b.restore(context.Background(), path); err != nil {
			return nil, err
		}
		b.hold(path)
	}
	return b.types.Import(path)
}

// Load compiles packages, with what they import, before they are needed.
func (b *Builder) Load(ctx context.Context, paths ...string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.load(ctx, paths...)
}

// hold notes that packages must not change any more.
func (b *Builder) hold(paths ...string) {
	for _, p := range b.closure(paths) {
		b.held[p.ImportPath] = true
	}
}

// closure returns packages with all that they import.
func (b *Builder) closure(paths []string) []*pkg {
	seen := make(map[string]bool)
	var all []*pkg
	var visit func(path string)
	visit = func(path string) {
		p := b.packages[path]
		if p == nil || seen[path] {
			return
		}
		seen[path] = true
		for _, q := range p.Imports {
			visit(q)
		}
		all = append(all, p)
	}
	for _, path := range paths {
		visit(path)
	}
	return all
}

func (b *Builder) load(ctx context.Context, paths ...string) error {
	var missing []string
	for _, path := range paths {
		if err := cmp.Or(b.absent[path], b.checkPath(path)); err != nil {
			return err
		}
		if _, ok := b.packages[path]; !ok && path != "unsafe" && !slices.Contains(missing, path) {
			missing = append(missing, path)
		}
	}
	if missing = b.loadIndexed(missing); len(missing) == 0 {
		return nil
	}
	return b.list(ctx, missing)
}

// restore has packages compiled again whose files the go command has removed
// from its cache, as it does with what it has not used for days.
func (b *Builder) restore(ctx context.Context, paths ...string) error {
	if !slices.ContainsFunc(b.closure(paths), func(p *pkg) bool { return p.Export != "" && !exists(p.Export) }) {
		return nil
	}
	return b.list(ctx, paths)
}

// list has the go command compile packages.
func (b *Builder) list(ctx context.Context, paths []string) error {
	since := time.Now()
	found, err := b.goList(ctx, b.module, paths, "-export")
	if needsEdit(err) {
		if err = b.edits(ctx, paths); err == nil {
			found, err = b.goList(ctx, b.module, paths, "-export")
		}
	}
	if err != nil {
		err = b.explain(err, paths)
		if absent := (*absentError)(nil); errors.As(err, &absent) && !b.module.isUsers(absent.path) {
			b.absent[absent.path] = err
		}
		return err
	}
	if err := b.merge(found); err != nil {
		return err
	}
	b.index.addPackages(found, since)
	return nil
}

// goList lists packages with all that they import.
func (b *Builder) goList(ctx context.Context, m *mainModule, paths []string, more ...string) ([]*pkg, error) {
	args := slices.Concat([]string{"list", "-deps", "-json=ImportPath,Name,Export,Imports,Module,CgoFiles,CXXFiles,SwigCXXFiles,EmbedPatterns,Dir"},
		m.flags(readonly), []string{"-buildmode=plugin"}, more, []string{"--"}, paths)
	out, err := b.goCommand(ctx, m.dir(), args...)
	if err != nil {
		return nil, err
	}
	var found []*pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			pkg
			CgoFiles, CXXFiles, SwigCXXFiles, EmbedPatterns []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return found, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		dir := p.Dir
		p.CXX = len(p.CXXFiles)+len(p.SwigCXXFiles) > 0
		if len(p.CgoFiles) > 0 { // what cgo adds
			p.Imports = append(p.Imports, "runtime/cgo", "syscall")
		}
		p.Imports = slices.DeleteFunc(p.Imports, func(path string) bool { return path == "C" || path == "unsafe" })
		p.Dir = ""
		if p.Module.isLocal() && !strings.HasPrefix(dir, filepath.Join(b.cache, "source")) {
			p.Dir, p.whole = dir, len(p.CgoFiles)+len(p.EmbedPatterns) == 0
		}
		found = append(found, &p.pkg)
	}
}

// merge adds packages to those that are known.
func (b *Builder) merge(found []*pkg) error {
	changed := false
	for _, p := range found {
		if old := b.packages[p.ImportPath]; old == nil || old.Export == p.Export {
			continue
		}
		if b.held[p.ImportPath] {
			return fmt.Errorf("package %s has changed since cells first used it: restart the kernel", p.ImportPath)
		}
		changed = true
	}
	if changed { // and so may have been what imports it
		b.forget()
	}
	for _, p := range found {
		if !b.held[p.ImportPath] {
			b.packages[p.ImportPath] = p
		}
	}
	return nil
}

// forget forgets the packages that may change.
func (b *Builder) forget() {
	maps.DeleteFunc(b.packages, func(path string, _ *pkg) bool { return !b.held[path] })
}
