package build

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
)

// Importable returns the packages that cells may import without another word:
// those that Named knows, as names by import path. The go command is asked once,
// and cells do not wait for that.
func (b *Builder) Importable() map[string]string {
	b.mu.Lock()
	std, modules, scan := b.named, b.scanned, slices.Clone(b.scan)
	b.mu.Unlock()
	if std == nil {
		std = b.names("std")
	}
	if modules == nil {
		modules = b.names(scan...)
	}
	b.mu.Lock()
	b.named, b.scanned = std, modules
	b.mu.Unlock()

	names := make(map[string]string)
	for _, tier := range []map[string][]string{std, modules} {
		for name, paths := range tier {
			for _, path := range paths {
				names[path] = name
			}
		}
	}
	for name, path := range own {
		names[path] = name
	}
	return names
}

// SourceDir returns the directory of a package's source.
func (b *Builder) SourceDir(path string) (string, error) {
	if dir := filepath.Join(b.goenv.GOROOT, "src", filepath.FromSlash(path)); path != "" && isStd(path) && isDir(dir) {
		return dir, nil
	}
	args := append([]string{"list", "-find", "-f", "{{.Dir}}"}, b.flags...)
	out, err := b.goCommand(context.Background(), append(args, "--", path)...)
	return strings.TrimSpace(string(out)), err
}

// isStd tells whether a path may be one of the standard library's: those of
// modules begin with a host.
func isStd(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}
