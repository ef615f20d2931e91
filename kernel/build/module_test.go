package build_test

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/build"
	"github.com/gopherbook/gopherbook/kernel/internal/proxytest"
)

// plugin builds a plugin that imports packages and returns its file.
func plugin(t *testing.T, b *build.Builder, paths ...string) string {
	t.Helper()
	code := "package main\n\nimport (\n"
	for _, p := range paths {
		code += "\t_ \"" + p + "\"\n"
	}
	p, err := b.Plugin(context.Background(), build.Package{Path: "cell1", Imports: paths, Code: code + ")\n"})
	if err != nil {
		t.Fatal(err)
	}
	return p.File
}

// A go.mod of before Go 1.17 does not name what is required indirectly, and this
// one has no go.sum either.
func TestModuleWithoutIndirectRequirements(t *testing.T) {
	p := proxytest.New(t)
	p.Add("example.com/a", "v1.0.0", map[string]string{"go.mod": "module example.com/a\n\nrequire example.com/b v1.0.0\n", "a.go": "package a\n\nimport _ \"example.com/b\"\n"})
	p.Add("example.com/b", "v1.0.0", map[string]string{"go.mod": "module example.com/b\n\nrequire example.com/c v1.0.0\n", "b.go": "package b\n\nimport _ \"example.com/c\"\n"})
	p.Add("example.com/c", "v1.0.0", map[string]string{"go.mod": "module example.com/c\n", "c.go": "package c\n"})
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"go.mod":     "module example.com/own\n\ngo 1.16\n\nrequire example.com/a v1.0.0\n",
		"lib/lib.go": "package lib\n\nimport _ \"example.com/a\"\n",
	})
	cache := t.TempDir()
	plugin(t, newBuilder(t, build.Options{Dir: dir, Cache: cache}), "example.com/own/lib")
	// It need not be found out twice: now nothing is to be had from anywhere.
	t.Setenv("GOPROXY", "off")
	plugin(t, newBuilder(t, build.Options{Dir: dir, Cache: cache}), "example.com/own/lib", "example.com/c")
	if exists(filepath.Join(dir, "go.sum")) {
		t.Error("a go.sum has been written into the user's module")
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Where the user's module requires a newer gonum than gopherbook, ptsne and
// plotting are built from the newer one.
func TestModuleWithNewerGonum(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "gonum.org/v1/gonum").Output()
	if err != nil {
		t.Fatal(err)
	}
	root := strings.TrimSpace(string(out))
	files := make(map[string]string)
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root, path)
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || name == "graph" || name == "optimize"):
			return fs.SkipDir
		case d.IsDir() || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		content, err := os.ReadFile(path)
		files[filepath.ToSlash(name)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	p := proxytest.New(t)
	files["floats/new.go"] = "package floats\n\nvar New = 99\n"
	p.Add("gonum.org/v1/gonum", "v0.99.0", files)
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"go.mod":     "module example.com/own\n\ngo 1.22\n\nrequire gonum.org/v1/gonum v0.99.0\n",
		"lib/lib.go": "package lib\n\nimport \"gonum.org/v1/gonum/floats\"\n\nvar V = floats.New\n",
	})
	b := newBuilder(t, build.Options{Dir: dir})
	plugin(t, b, "example.com/own/lib", build.Module+"/ptsne", build.Module+"/plotting")
	if !exports(b, "gonum.org/v1/gonum/floats", "New") {
		t.Error("the older gonum is used")
	}
}

// No go.mod can require a module whose path ends like this, though the go
// command builds it.
func TestModuleThatCannotBeRequired(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"go.mod": "module example.com/own/v1\n\ngo 1.22\n"})
	_, err := build.New(context.Background(), build.Options{Dir: dir, Source: os.DirFS("../..")})
	wantError(t, err, "cannot use the module example.com/own/v1", "call it example.com/own")
}

// The names of packages that cells may use without an import: the user's own,
// internal ones too, and what the modules require, but not its insides.
func TestNamed(t *testing.T) {
	build.SetMoment(t, 0)
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"go.mod":              "module example.com/own\n\ngo 1.22\n\nrequire example.com/dep v1.0.0\n\nreplace example.com/dep => ./dep\n",
		"lib/lib.go":          "package lib\n",
		"internal/in/in.go":   "package in\n",
		"program/program.go":  "package main\n",
		"dep/go.mod":          "module example.com/dep\n",
		"dep/other/o.go":      "package named\n",
		"dep/internal/x/x.go": "package x\n",
	})
	o := build.Options{Dir: dir}
	for range 2 { // listed, and as it has been kept
		b := newBuilder(t, o)
		for name, want := range map[string]string{
			"strings": "strings",
			"rand":    "crypto/rand math/rand math/rand/v2",
			"lib":     "example.com/own/lib",
			"in":      "example.com/own/internal/in",
			"named":   "example.com/dep/other",
			"x":       "",
			"program": "",
			"ptsne":   build.Module + "/ptsne",
			"mat":     "gonum.org/v1/gonum/mat",
			"plotter": "gonum.org/v1/plot/plotter",
			"asm":     "",
			"rt":      "",
			"sink":    "",
			"maphash": "hash/maphash",
		} {
			var got []string
			for _, tier := range b.Named(name) {
				got = append(got, tier...)
			}
			if slices.Sort(got); strings.Join(got, " ") != want {
				t.Errorf("packages called %s: %q, not %q", name, got, want)
			}
		}
	}
	b := newBuilder(t, build.Options{Dir: "../../notebooks"}) // in gopherbook's own module
	for name, want := range map[string]bool{"metrics": true, "notebook": true, "sink": false} {
		if tiers := b.Named(name); (len(tiers) > 1 && tiers[1] != nil) != want {
			t.Errorf("packages called %s: %q", name, tiers)
		}
	}
}

// A module may replace gopherbook by a directory: then that is what cells use.
func TestModuleReplacesGopherbook(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, dir, map[string]string{"go.mod": "module example.com/own\n\ngo 1.26\n\nreplace " + build.Module + " => " + root + "\n"})
	b := newBuilder(t, build.Options{Dir: dir})
	if !exports(b, build.Module+"/kernel/notebook", "Read") { // which does not go with cells otherwise
		t.Error("gopherbook is not taken from its directory")
	}
	b = newBuilder(t, build.Options{Dir: t.TempDir()})
	if exports(b, build.Module+"/kernel/notebook", "Read") {
		t.Error("elsewhere, gopherbook is taken from a directory")
	}
}
