package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"go/version"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
	imports []string
	plugins []*Plugin
}

// Plugin builds a package, or finds it in the cache.
func (b *Builder) Plugin(ctx context.Context, p Package) (*Plugin, error) {
	parts, err := b.parts(ctx, p)
	if err != nil {
		return nil, err
	}
	out := &Plugin{Path: p.Path, key: parts.key, imports: p.Imports, plugins: p.Plugins}
	entry := pluginEntry(parts.key)
	out.File, out.Archive = filepath.Join(b.cache, entry)+".so", filepath.Join(b.cache, entry)+".a"
	if there, err := b.lease.use(entry, ".so", ".a"); there || err != nil {
		return out, err
	}
	temp, err := b.lease.temp()
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	if err := b.restoreAll(ctx, parts); err != nil {
		return nil, err
	}
	if err := b.compile(ctx, temp, p, parts); err != nil {
		return nil, err
	}
	// Both files are the same, whichever of two kernels has built them.
	return out, errors.Join(install(filepath.Join(temp, archiveFile), out.Archive), install(filepath.Join(temp, pluginFile), out.File))
}

func pluginEntry(key string) string { return filepath.Join("plugins", key[:2], key) }

// parts are what a plugin is linked from.
type parts struct {
	key      string
	roots    []string
	packages []*pkg
	plugins  []*Plugin
}

// parts finds what goes into a plugin, and holds it: the worker is going to
// load it.
func (b *Builder) parts(ctx context.Context, p Package) (*parts, error) {
	all := &parts{plugins: closure(p.Plugins), roots: append(slices.Clone(p.Imports), "runtime/cgo")}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.load(ctx, all.roots...); err != nil {
		return nil, err
	}
	key := []string{b.tools.all, p.Path, p.Code}
	for _, path := range p.Imports {
		if path != "unsafe" {
			key = append(key, path, b.packages[path].Export)
		}
	}
	for _, q := range p.Plugins {
		key = append(key, q.key)
	}
	for _, q := range all.plugins {
		all.roots = append(all.roots, q.imports...)
	}
	all.key, all.packages = digest(key...), b.closure(all.roots)
	b.hold(all.roots...)
	return all, nil
}

// restoreAll has packages compiled again that are not in the go command's cache
// any more.
func (b *Builder) restoreAll(ctx context.Context, all *parts) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.restore(ctx, all.roots...)
}

// The files that compile makes.
const (
	archiveFile = "cell.a"
	pluginFile  = "cell.so"
)

// compile runs the compiler and the linker in a directory of their own.
func (b *Builder) compile(ctx context.Context, temp string, p Package, all *parts) error {
	source, config := filepath.Join(temp, "cell.go"), filepath.Join(temp, "importcfg")
	archive := filepath.Join(temp, archiveFile)
	linker := b.tools.CC
	var imports strings.Builder
	for _, q := range all.packages {
		if q.Export != "" {
			fmt.Fprintf(&imports, "packagefile %s=%s\n", q.ImportPath, q.Export)
		}
		if q.CXX && b.tools.CXX != "" {
			linker = b.tools.CXX
		}
	}
	for _, q := range all.plugins {
		fmt.Fprintf(&imports, "packagefile %s=%s\n", q.Path, q.Archive)
	}
	fmt.Fprintf(&imports, "packagefile %s=%s\n", p.Path, archive)
	if err := errors.Join(os.WriteFile(source, []byte(p.Code), 0o600), os.WriteFile(config, []byte(imports.String()), 0o600)); err != nil {
		return cannotWrite(err)
	}
	tool := func(name string, args ...string) error {
		_, _, err := b.run(ctx, temp, filepath.Join(b.tools.GOTOOLDIR, name), args...)
		return err
	}
	// -dynlink and the suffix are what go build -buildmode=plugin uses; the
	// prefix to trim keeps the temporary directory out of tracebacks.
	if err := tool("compile", "-o", archive, "-p", p.Path, "-lang="+b.language(), "-complete", "-dynlink",
		"-installsuffix", "dynlink", "-trimpath", temp+"=>", "-importcfg", config, "-pack", source); err != nil {
		return err
	}
	// The output has no directory in its name, which ld.gold would write into it.
	// Without -B none and -compressdwarf=false the linker would try whether the C
	// compiler knows flags of no use here, by having programs made.
	return tool("link", "-o", pluginFile, "-importcfg", config, "-installsuffix", "dynlink", "-buildmode=plugin", "-pluginpath", p.Path,
		"-s", "-w", "-B", "none", "-compressdwarf=false", "-extld="+linker, "-extldflags="+fastLinker(b.tools.GOOS, b.tools.GOARCH), archive)
}

// fastLinker returns the flag that has C compilers use a linker faster than the
// usual one, where there is one, or "".
func fastLinker(goos, goarch string) string {
	if goos == "linux" && goarch == "amd64" {
		for _, name := range []string{"gold", "lld"} {
			if onPath("ld." + name) {
				return "-fuse-ld=" + name
			}
		}
	}
	return ""
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
	if v := version.Lang(strings.Fields(b.tools.GOVERSION)[0]); v != "" {
		return v
	}
	return "go1.26"
}

// digest returns a name for what the parts hold.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d\n", len(p))
		io.WriteString(h, p)
	}
	return hex.EncodeToString(h.Sum(nil))[:32]
}
