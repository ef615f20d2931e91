package build_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gopherbook/gopherbook/kernel/build"
)

// A session in which nothing has changed asks the go command nothing but its
// settings: neither for packages, nor for their names, nor for the worker.
func TestSecondSessionDoesNotList(t *testing.T) {
	build.SetMoment(t, 0)
	dir, cache := t.TempDir(), t.TempDir()
	write(t, dir, map[string]string{
		"go.mod":     "module example.com/own\n\ngo 1.22\n",
		"lib/lib.go": "package lib\n\nimport \"strings\"\n\nvar V = strings.ToUpper(\"v\")\n",
	})
	use := func(dir string, b *build.Builder) []string {
		t.Helper()
		worker, err := b.Worker(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		files := []string{worker, plugin(t, b, "net/http", build.Module+"/kernel/display")}
		if dir != "" {
			files = append(files, plugin(t, b, "example.com/own/lib"))
		}
		for _, name := range []string{"http", "lib"} {
			for _, tier := range b.Named(name) {
				files = append(files, tier...)
			}
		}
		return files
	}
	for name, dir := range map[string]string{"scratch": "", "own module": dir} {
		t.Run(name, func(t *testing.T) {
			o := build.Options{Dir: dir, Cache: cache}
			if dir == "" {
				o.Dir = t.TempDir()
			}
			first := use(dir, newBuilder(t, o))
			b := newBuilder(t, o)
			build.TakeGo(b)
			if second := use(dir, b); strings.Join(first, " ") != strings.Join(second, " ") {
				t.Errorf("the second session has\n%s\nnot\n%s", second, first)
			}
		})
	}
}

// What go list has said is not believed when a file has changed, in whichever
// way: in the second change, neither its size nor its time tells.
func TestChangedFiles(t *testing.T) {
	build.SetMoment(t, 0)
	dir, cache := t.TempDir(), t.TempDir()
	write(t, dir, map[string]string{
		"go.mod":         "module example.com/own\n\ngo 1.22\n\nrequire example.com/dep v1.0.0\n\nreplace example.com/dep => ./dep\n",
		"dep/go.mod":     "module example.com/dep\n",
		"dep/dep.go":     "package dep\n\nvar Old int\n",
		"lib/lib.go":     "package lib\n\nimport \"example.com/dep\"\n\ntype T struct{}\n\nvar V = dep.Old\n",
		"asset/asset.go": "package asset\n\nimport _ \"embed\"\n\n//go:embed data.txt\nvar Data string\n",
		"asset/data.txt": "one",
	})
	paths := []string{"example.com/own/lib", "example.com/own/asset"}
	o := build.Options{Dir: dir, Cache: cache}
	last := plugin(t, newBuilder(t, o), paths...)
	if again := plugin(t, newBuilder(t, o), paths...); again != last {
		t.Error("another plugin is built where nothing has changed")
	}
	long := time.Now().Add(-time.Hour)
	for _, c := range []struct{ file, content string }{
		{"dep/dep.go", "package dep\n\nvar Old = 1\n"},
		{"dep/dep.go", "package dep\n\nvar Old = 2\n"},
		{"asset/data.txt", "two"},
		{"dep/new.go", "package dep\n\nvar New int\n"},
	} {
		write(t, dir, map[string]string{c.file: c.content})
		if err := os.Chtimes(filepath.Join(dir, c.file), long, long); err != nil {
			t.Fatal(err)
		}
		next := plugin(t, newBuilder(t, o), paths...)
		if next == last {
			t.Errorf("%s has changed, and the same plugin is taken", c.file)
		}
		last = next
	}
	write(t, dir, map[string]string{"lib/go.mod": "module example.com/own/lib\n"})
	if exports(newBuilder(t, o), "example.com/own/lib", "T") {
		t.Error("a package is found in a module that it is not of any more")
	}
}

// A session goes on when a package changes that it uses, but does not mix two
// states of it.
func TestChangedFilesInSession(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"go.mod":     "module example.com/own\n\ngo 1.22\n",
		"dep/dep.go": "package dep\n\nvar Old int\n",
		"lib/lib.go": "package lib\n\nimport \"example.com/own/dep\"\n\nvar V = dep.Old\n",
		"new/new.go": "package new\n\nfunc f() {",
	})
	b := newBuilder(t, build.Options{Dir: dir})
	if !exports(b, "example.com/own/dep", "Old") {
		t.Fatal("no package")
	}
	write(t, dir, map[string]string{"dep/dep.go": "package dep\n\nvar Old, New int\n"})
	_, err := b.Import("example.com/own/lib")
	wantError(t, err, "package example.com/own/dep has changed since cells first used it: restart the kernel")
	if !exports(b, "example.com/own/dep", "Old") {
		t.Error("what was used before is gone")
	}
	b.Unload()
	if !exports(b, "example.com/own/dep", "New") || !exports(b, "example.com/own/lib", "V") {
		t.Error("after Unload, the old state is still there")
	}

	// What could not be used before may be put right, and found.
	_, err = b.Import("example.com/own/new")
	wantError(t, err, "syntax error")
	_, err = b.Import("example.com/own/more")
	wantError(t, err, "package example.com/own/more is not in your module")
	write(t, dir, map[string]string{"new/new.go": "package new\n\nvar V int\n", "more/more.go": "package more\n\nvar V int\n"})
	if !exports(b, "example.com/own/new", "V") || !exports(b, "example.com/own/more", "V") {
		t.Error("what has been put right is not found")
	}
}

// The go command removes from its cache what it has not been asked for in days.
func TestTrimmedExports(t *testing.T) {
	build.SetMoment(t, 0)
	dir, cache := t.TempDir(), t.TempDir()
	write(t, dir, map[string]string{
		"go.mod":     "module example.com/trimmed\n\ngo 1.22\n",
		"lib/lib.go": "package lib\n\nvar V = \"" + dir + "\"\n", // as no other test has it
	})
	o := build.Options{Dir: dir, Cache: cache}
	trim := func(b *build.Builder) {
		t.Helper()
		files := build.Exports(b, "example.com/trimmed/lib")
		if len(files) != 1 {
			t.Fatal("unexpected imports:", files)
		}
		if err := os.Remove(files[0]); err != nil {
			t.Fatal(err)
		}
	}
	b := newBuilder(t, o)
	plugin(t, b, "example.com/trimmed/lib")
	trim(b) // while a session lasts, for its next plugin
	plugin(t, b, "example.com/trimmed/lib", "errors")
	trim(b) // between two sessions
	b = newBuilder(t, o)
	if !exports(b, "example.com/trimmed/lib", "V") {
		t.Error("a package is lost")
	}
}
