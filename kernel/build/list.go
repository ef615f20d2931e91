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
				if !slices.Contains(strings.Split(path, "/"), "internal") || len(scan) > 0 && strings.HasPrefix(path, strings.TrimSuffix(scan[0], "...")) {
					names[path] = name // the first pattern is the module's own
				}
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
	first, _, _ := strings.Cut(path, "/")
	if dir := filepath.Join(b.goenv.GOROOT, "src", filepath.FromSlash(path)); !strings.Contains(first, ".") && isDir(dir) {
		return dir, nil
	}
	args := append([]string{"list", "-find", "-f", "{{.Dir}}"}, b.flags...)
	out, err := b.goCommand(context.Background(), append(args, "--", path)...)
	return strings.TrimSpace(string(out)), err
}
