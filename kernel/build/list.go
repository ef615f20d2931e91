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
	m := b.module
	b.mu.Unlock()
	paths := make(map[string]string)
	for _, patterns := range slices.Concat([][]string{{"std"}}, m.scan) {
		b.mu.Lock()
		names, known := b.knownNames(m, patterns)
		b.mu.Unlock()
		if !known {
			stamp, settled := stampOf(m, patterns)
			var whole bool
			names, whole = b.listNames(m, patterns)
			b.mu.Lock()
			b.keepNames(m, patterns, names, stamp, whole && settled)
			b.mu.Unlock()
		}
		for name, list := range names {
			for _, path := range list {
				paths[path] = name
			}
		}
	}
	for name, path := range own {
		paths[path] = name
	}
	return paths
}

// SourceDir returns the directory of a package's source.
func (b *Builder) SourceDir(path string) (string, error) {
	first, _, _ := strings.Cut(path, "/")
	if dir := filepath.Join(b.tools.GOROOT, "src", filepath.FromSlash(path)); !strings.Contains(first, ".") && exists(dir) {
		return dir, nil
	}
	b.mu.Lock()
	m, err := b.module, b.checkPath(path)
	b.mu.Unlock()
	if err != nil {
		return "", err
	}
	out, err := b.goCommand(context.Background(), m.dir(), slices.Concat([]string{"list", "-find", "-f", "{{.Dir}}"}, m.flags(readonly), []string{"--", path})...)
	return strings.TrimSpace(string(out)), err
}
