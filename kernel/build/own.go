package build

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/mod/modfile"
)

// ownRoots are the parts of gopherbook's source that cells and the worker are
// built from.
var ownRoots = []string{"interrupt", "kernel/comm", "kernel/display", "kernel/internal", "kernel/output", "kernel/worker", "plotting", "ptsne"}

//go:embed reach.txt
var reachText string

// reach holds the modules that packages of ownRoots are built from, each with
// the packages of it that other modules import. Other requirements of
// gopherbook's do not concern cells: they would only raise versions in the
// user's module.
var reach = sync.OnceValue(func() map[string][]string {
	packages := make(map[string][]string)
	for line := range strings.Lines(reachText) {
		if mod, pkg, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			packages[mod] = append(packages[mod], pkg)
		}
	}
	return packages
})

// extract writes gopherbook's own source into the cache and returns where.
// Its go.mod there requires only what cells reach.
func (b *Builder) extract(source fs.FS) (dir string, err error) {
	if source == nil {
		return "", errors.New("build: Options.Source is missing")
	}
	files, err := ownFiles(source)
	if err != nil {
		return "", fmt.Errorf("cannot read gopherbook's own source: %w", err)
	}
	h := sha256.New()
	for name, content := range sorted(files) {
		fmt.Fprintf(h, "%s %d\n", name, len(content))
		h.Write(content)
	}
	entry := filepath.Join("source", hex.EncodeToString(h.Sum(nil))[:16])
	return filepath.Join(b.cache, entry), b.lease.make(entry, files)
}

// ownFiles returns the files of gopherbook's source that packages for cells are
// built from: tests and what they read stay out.
func ownFiles(source fs.FS) (map[string][]byte, error) {
	gomod, err := trimmedMod(source)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{"go.mod": gomod}
	for _, root := range ownRoots {
		err := fs.WalkDir(source, root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "testdata":
				return fs.SkipDir
			case d.IsDir() || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			files[path], err = fs.ReadFile(source, path)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// trimmedMod returns gopherbook's go.mod without the requirements that cells do
// not reach.
func trimmedMod(source fs.FS) ([]byte, error) {
	content, err := fs.ReadFile(source, "go.mod")
	if err != nil {
		return nil, err
	}
	file, err := modfile.Parse("go.mod", content, nil)
	if err != nil {
		return nil, err
	}
	var require []*modfile.Require
	for _, r := range file.Require {
		if reach()[r.Mod.Path] != nil {
			require = append(require, r)
		}
	}
	file.SetRequire(require)
	file.Cleanup()
	return file.Format()
}

// exists tells whether there is a file or directory.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
