package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
)

// chooseModule decides in which module cells are built.
func (b *Builder) chooseModule(ctx context.Context, source fs.FS) error {
	if source == nil {
		return errors.New("build: Options.Source is missing")
	}
	b.flags = []string{"-buildvcs=false"}
	gomod := b.goenv.GOMOD
	if gomod == "" || gomod == os.DevNull {
		return b.scratchModule(source)
	}
	content, err := os.ReadFile(gomod)
	if err != nil {
		return fmt.Errorf("cannot read the module that the notebook lies in: %w", err)
	}
	file, err := modfile.Parse(gomod, content, nil)
	if err != nil {
		return fmt.Errorf("the module that the notebook lies in has a broken go.mod: %w", err)
	}
	for _, r := range file.Require {
		if !r.Indirect {
			b.scan = append(b.scan, r.Mod.Path+"/...")
		}
	}
	if file.Module != nil {
		b.scan = append([]string{file.Module.Mod.Path + "/..."}, b.scan...)
	}
	if file.Module != nil && file.Module.Mod.Path == Module {
		return nil // gopherbook's own checkout has everything
	}
	return b.copyModule(gomod, file, source)
}

// copyModule makes a copy of a module's go.mod that requires gopherbook too.
func (b *Builder) copyModule(gomod string, file *modfile.File, source fs.FS) error {
	own, err := b.extract(source)
	if err != nil {
		return err
	}
	if err := requireOwn(file, own); err != nil {
		return err
	}
	for _, r := range file.Replace { // paths are relative to the go.mod they stand in
		if r.New.Version == "" && !filepath.IsAbs(r.New.Path) {
			if err := file.AddReplace(r.Old.Path, r.Old.Version, filepath.Join(filepath.Dir(gomod), r.New.Path), ""); err != nil {
				return err
			}
		}
	}
	content, err := file.Format()
	if err != nil {
		return err
	}
	sums, _ := os.ReadFile(strings.TrimSuffix(gomod, ".mod") + ".sum")
	ownSums, _ := fs.ReadFile(source, "go.sum")
	sums = append(append(sums, '\n'), ownSums...)
	dir := filepath.Join(b.cache, "modules", digest(gomod, string(content), string(sums)))
	return b.useModfile(dir, content, sums)
}

// scratchModule makes the module for notebooks that lie in none.
func (b *Builder) scratchModule(source fs.FS) error {
	own, err := b.extract(source)
	if err != nil {
		return err
	}
	content, err := fs.ReadFile(source, "go.mod")
	if err != nil {
		return err
	}
	file, err := modfile.Parse("go.mod", content, nil)
	if err != nil {
		return err
	}
	for _, r := range file.Require {
		if !r.Indirect {
			b.scan = append(b.scan, r.Mod.Path+"/...")
		}
	}
	if err := file.AddModuleStmt("notebook"); err != nil {
		return err
	}
	if err := requireOwn(file, own); err != nil {
		return err
	}
	if content, err = file.Format(); err != nil {
		return err
	}
	sums, _ := fs.ReadFile(source, "go.sum")
	dir := filepath.Join(b.cache, "modules", digest(string(content), string(sums)))
	if err := b.useModfile(dir, content, sums); err != nil {
		return err
	}
	b.dir = dir
	b.env = append(b.env, "PWD="+dir, "GOWORK=off")
	b.flags = []string{"-buildvcs=false", "-mod=mod"}
	return nil
}

func requireOwn(file *modfile.File, dir string) error {
	if err := file.AddRequire(Module, "v0.0.0"); err != nil {
		return err
	}
	return file.AddReplace(Module, "", dir, "")
}

// useModfile writes a go.mod and its go.sum into dir, unless they are there,
// and makes the go command use them.
func (b *Builder) useModfile(dir string, content, sums []byte) error {
	path := filepath.Join(dir, "go.mod")
	b.flags = []string{"-buildvcs=false", "-mod=mod", "-modfile=" + path}
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("cannot make a module for the cells: %w", err)
	}
	if err := writeFile(filepath.Join(dir, "go.sum"), sums); err != nil {
		return err
	}
	return writeFile(path, content)
}

// extract writes gopherbook's own source into the cache and returns where.
func (b *Builder) extract(source fs.FS) (string, error) {
	files, err := ownFiles(source)
	if err != nil {
		return "", fmt.Errorf("cannot read gopherbook's own source: %w", err)
	}
	h := sha256.New()
	for _, f := range files {
		content, err := fs.ReadFile(source, f)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n", f, len(content))
		h.Write(content)
	}
	dir := filepath.Join(b.cache, "source", hex.EncodeToString(h.Sum(nil))[:16])
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	temp, err := os.MkdirTemp(b.cache, "source-")
	if err != nil {
		return "", fmt.Errorf("cannot write to the cache: %w", err)
	}
	defer os.RemoveAll(temp)
	for _, f := range files {
		content, err := fs.ReadFile(source, f)
		if err != nil {
			return "", err
		}
		path := filepath.Join(temp, filepath.FromSlash(f))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return "", err
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return "", fmt.Errorf("cannot write to the cache: %w", err)
		}
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return "", err
	}
	if err := os.Rename(temp, dir); err != nil && !isDir(dir) {
		return "", fmt.Errorf("cannot write to the cache: %w", err)
	}
	return dir, nil
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// ownFiles lists the files of gopherbook's source that packages are built
// from: tests and what they read stay out.
func ownFiles(source fs.FS) ([]string, error) {
	var files []string
	for _, root := range []string{"go.mod", "go.sum", "interrupt", "kernel", "plotting", "ptsne"} {
		err := fs.WalkDir(source, root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir():
				if d.Name() == "testdata" {
					return fs.SkipDir
				}
				return nil
			case strings.HasSuffix(path, "_test.go"):
				return nil
			}
			files = append(files, path)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
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
