package build

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/renameio/v2"
)

// Package is a package to be made into a plugin.
type Package struct {
	Path    string   // its import path
	Code    string   // its only file
	Imports []string // the packages that it imports, other plugins' apart
	Plugins []*Plugin
}

// Plugin is a package that has been built.
type Plugin struct {
	Path    string // the package's import path
	File    string // the plugin, to be opened
	Archive string // the compiled package, for those that import it

	key     string
	plugins []*Plugin
}

// Plugin builds a package, or finds it in the cache.
func (b *Builder) Plugin(ctx context.Context, p Package) (*Plugin, error) {
	if err := b.Load(ctx, append(p.Imports, "runtime/cgo")...); err != nil {
		return nil, err
	}
	key := b.key(p)
	dir := filepath.Join(b.cache, "plugins", key[:2])
	out := &Plugin{
		Path: p.Path, File: filepath.Join(dir, key+".so"), Archive: filepath.Join(dir, key+".a"),
		key: key, plugins: p.Plugins,
	}
	if exists(out.File) && exists(out.Archive) {
		now := time.Now()
		_ = os.Chtimes(out.File, now, now) // used again: the last to be cleaned away
		return out, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("cannot write to the cache: %w", err)
	}
	temp, err := os.MkdirTemp(b.cache, "build-")
	if err != nil {
		return nil, fmt.Errorf("cannot write to the cache: %w", err)
	}
	defer os.RemoveAll(temp)
	if err := b.compile(ctx, temp, p, out); err != nil {
		return nil, err
	}
	return out, nil
}

// compile runs the compiler and the linker in a directory of their own.
func (b *Builder) compile(ctx context.Context, temp string, p Package, out *Plugin) error {
	source, config := filepath.Join(temp, "cell.go"), filepath.Join(temp, "importcfg")
	archive, file := filepath.Join(temp, "cell.a"), filepath.Join(temp, "cell.so")
	var imports strings.Builder
	b.mu.Lock()
	for path, pkg := range b.packages {
		if pkg.Export != "" {
			fmt.Fprintf(&imports, "packagefile %s=%s\n", path, pkg.Export)
		}
	}
	b.mu.Unlock()
	for _, q := range closure(p.Plugins) {
		fmt.Fprintf(&imports, "packagefile %s=%s\n", q.Path, q.Archive)
	}
	fmt.Fprintf(&imports, "packagefile %s=%s\n", p.Path, archive)
	if err := errors.Join(os.WriteFile(source, []byte(p.Code), 0o600), os.WriteFile(config, []byte(imports.String()), 0o600)); err != nil {
		return fmt.Errorf("cannot write to the cache: %w", err)
	}
	tool := func(name string, args ...string) error {
		_, err := b.run(ctx, temp, filepath.Join(b.goenv.GOTOOLDIR, name), args...)
		return err
	}
	// -dynlink and the suffix are what go build -buildmode=plugin uses; the
	// prefix to trim keeps the temporary directory out of tracebacks.
	if err := tool("compile", "-o", archive, "-p", p.Path, "-lang="+b.language(), "-complete", "-dynlink",
		"-installsuffix", "dynlink", "-trimpath", temp+"=>", "-importcfg", config, "-pack", source); err != nil {
		return err
	}
	if err := tool("link", "-o", file, "-importcfg", config, "-installsuffix", "dynlink", "-buildmode=plugin",
		"-pluginpath", p.Path, "-extld="+b.goenv.CC, "-s", "-w", archive); err != nil {
		return err
	}
	return errors.Join(install(archive, out.Archive), install(file, out.File))
}

// install moves a finished file into the cache.
func install(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return fmt.Errorf("cannot write to the cache: %w", err)
	}
	return nil
}

// key is a hash of all that goes into a plugin.
func (b *Builder) key(p Package) string {
	parts := []string{b.goenv.GOVERSION, b.goenv.GOOS, b.goenv.GOARCH, p.Path, p.Code}
	b.mu.Lock()
	for _, path := range p.Imports {
		parts = append(parts, path, b.packages[path].Export) // the go command names these files by their content
	}
	b.mu.Unlock()
	for _, q := range p.Plugins {
		parts = append(parts, q.key)
	}
	return digest(parts...)
}

// closure returns plugins with all that they import.
func closure(plugins []*Plugin) []*Plugin {
	seen := make(map[string]bool)
	var all []*Plugin
	var visit func(p *Plugin)
	visit = func(p *Plugin) {
		if seen[p.Path] {
			return
		}
		seen[p.Path] = true
		for _, q := range p.plugins {
			visit(q)
		}
		all = append(all, p)
	}
	for _, p := range plugins {
		visit(p)
	}
	return all
}

// language returns the toolchain's language version, such as go1.26.
func (b *Builder) language() string {
	parts := strings.SplitN(strings.TrimPrefix(b.goenv.GOVERSION, "go"), ".", 3)
	if len(parts) < 2 {
		return "go1.26"
	}
	digits := strings.FieldsFunc(parts[1], func(r rune) bool { return r < '0' || r > '9' })[0]
	return "go" + parts[0] + "." + digits
}

// Worker builds the worker's program, or finds it in the cache, and returns its path.
func (b *Builder) Worker(ctx context.Context) (string, error) {
	const main = Module + "/kernel/worker/main"
	if err := b.Load(ctx, main); err != nil {
		return "", err
	}
	b.mu.Lock()
	export := b.packages[main].Export
	b.mu.Unlock()
	path := filepath.Join(b.cache, "workers", digest(b.goenv.GOVERSION, export))
	if exists(path) {
		return path, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("cannot write to the cache: %w", err)
	}
	temp, err := os.MkdirTemp(b.cache, "build-")
	if err != nil {
		return "", fmt.Errorf("cannot write to the cache: %w", err)
	}
	defer os.RemoveAll(temp)
	file := filepath.Join(temp, "worker")
	args := append([]string{"build", "-o", file}, b.flags...)
	if _, err := b.goCommand(ctx, append(args, "--", main)...); err != nil {
		return "", err
	}
	return path, install(file, path)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// writeFile writes a file whole or not at all.
func writeFile(path string, content []byte) error {
	if err := renameio.WriteFile(path, content, 0o600); err != nil {
		return fmt.Errorf("cannot write to the cache: %w", err)
	}
	return nil
}
