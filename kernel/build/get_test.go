package build_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/build"
	"github.com/gopherbook/gopherbook/kernel/internal/proxytest"
)

// newBuilder returns a builder for a directory, with the cache that tests share
// when there is none.
func newBuilder(t testing.TB, o build.Options) *build.Builder {
	t.Helper()
	if o.Source == nil {
		o.Source = os.DirFS("../..")
	}
	b, err := build.New(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// write writes the files of a test into a directory.
func write(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// exports tells whether a package can be imported and has a name.
func exports(b *build.Builder, path, name string) bool {
	pkg, err := b.Import(path)
	return err == nil && pkg.Scope().Lookup(name) != nil
}

func wantError(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, where one should say %q", words)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the error is %q, without %q", err, w)
		}
	}
	if strings.Count(err.Error(), "\n") > 1 {
		t.Errorf("this is more than a sentence: %s", err)
	}
}

func TestGet(t *testing.T) {
	p := proxytest.New(t)
	p.Add("example.com/m", "v1.0.0", map[string]string{"go.mod": "module example.com/m\n", "m.go": "package m\n\nvar One int\n"})
	p.Add("example.com/m", "v1.1.0", map[string]string{
		"go.mod": "module example.com/m\n\ngo 1.20\n\nrequire example.com/dep v1.0.0\n",
		"m.go":   "package m\n\nimport \"example.com/dep\"\n\nvar Two = dep.D\n", "sub/sub.go": "package sub\n\nvar S int\n",
	})
	p.Add("example.com/m/v2", "v2.0.0", map[string]string{"go.mod": "module example.com/m/v2\n", "m.go": "package m\n\nvar Major int\n"})
	p.Add("example.com/dep", "v1.0.0", map[string]string{"go.mod": "module example.com/dep\n", "dep.go": "package dep\n\nvar D int\n"})
	p.Add("example.com/dep", "v1.5.0", map[string]string{"go.mod": "module example.com/dep\n", "dep.go": "package dep\n\nvar D, E int\n"})

	own := map[string]string{
		"go.mod":     "module example.com/own\n\ngo 1.22\n\nrequire example.com/dep v1.0.0\n",
		"go.sum":     "",
		"lib/lib.go": "package lib\n\nimport \"example.com/dep\"\n\nvar V = dep.D\n",
	}
	for name, files := range map[string]map[string]string{"scratch": nil, "own module": own} {
		t.Run(name, func(t *testing.T) {
			ctx, dir := context.Background(), t.TempDir()
			write(t, dir, files)
			get := func(b *build.Builder, want string, args ...string) {
				t.Helper()
				if text, err := b.Get(ctx, args...); err != nil || text != want {
					t.Errorf("Get %q says %q, %v; want %q", args, text, err, want)
				}
			}
			b := newBuilder(t, build.Options{Dir: dir})
			if !exports(b, "fmt", "Println") { // types that have been read must stay the same
				t.Fatal("no fmt")
			}
			std, _ := b.Import("fmt")
			_, err := b.Import("example.com/m")
			wantError(t, err, "no required module provides package example.com/m: run %go get example.com/m")

			get(b, "go: added example.com/m v1.0.0", "example.com/m@v1.0.0")
			if !exports(b, "example.com/m", "One") {
				t.Error("what Get has got cannot be imported")
			}
			if again, _ := b.Import("fmt"); again != std {
				t.Error("Get has changed the types of fmt")
			}
			if files != nil { // elsewhere all of gonum is listed too
				if tiers := b.Named("m"); len(tiers) != 2 || !slices.Contains(tiers[1], "example.com/m") {
					t.Error("the new package is not found by its name:", tiers)
				}
			}
			get(b, "go: added example.com/m/v2 v2.0.0", "example.com/m/v2@latest")
			if !exports(b, "example.com/m/v2", "Major") {
				t.Error("the next major version cannot be imported")
			}
			if _, err := b.Plugin(ctx, build.Package{Path: "cell1", Imports: []string{"example.com/m"}, Code: "package main\n\nimport \"example.com/m\"\n\nvar V = m.One\n"}); err != nil {
				t.Fatal(err)
			}

			// What is loaded cannot change; what Get refuses changes nothing.
			_, err = b.Get(ctx, "example.com/m@v1.1.0")
			if loaded := (*build.LoadedError)(nil); !errors.As(err, &loaded) || loaded.Changes[0] != (build.Change{Module: "example.com/m", Loaded: "v1.0.0", Wanted: "v1.1.0"}) {
				t.Error("a module changes that is loaded:", err)
			}
			wantError(t, err, "restart the kernel to use example.com/m v1.1.0 (v1.0.0 is loaded)")
			if !exports(b, "example.com/m", "One") {
				t.Error("a refused Get has changed a package")
			}
			b.Unload()
			if text, err := b.Get(ctx, "example.com/m/sub@v1.1.0"); err != nil || !strings.Contains(text, "go: upgraded example.com/m v1.0.0 => v1.1.0") {
				t.Errorf("after Unload, Get says %q, %v", text, err)
			}
			if !exports(b, "example.com/m", "Two") || !exports(b, "example.com/m/sub", "S") {
				t.Error("after Unload, the old version is still there")
			}

			// The next session begins without, and gets the same again.
			b = newBuilder(t, build.Options{Dir: dir})
			if exports(b, "example.com/m", "One") {
				t.Error("a new session begins with what another has got")
			}
			get(b, "go: added example.com/m v1.0.0", "example.com/m@v1.0.0")
			if !exports(b, "example.com/m", "One") {
				t.Error("the same Get in a second session has got something else")
			}
			for name, content := range files {
				if now, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(now) != content {
					t.Errorf("%s has changed: %s", name, now)
				}
			}
		})
	}
	t.Run("indirectly", func(t *testing.T) {
		ctx := context.Background()
		b := newBuilder(t, build.Options{Dir: t.TempDir()})
		if _, err := b.Get(ctx, "example.com/m@v1.1.0"); err != nil || !exports(b, "example.com/m", "Two") {
			t.Fatal(err)
		}
		_, err := b.Get(ctx, "example.com/dep@v1.5.0")
		wantError(t, err, "restart the kernel to use example.com/dep v1.5.0 (v1.0.0 is loaded)")
	})
	t.Run("the worker's own", func(t *testing.T) {
		ctx := context.Background()
		p.Add("golang.org/x/sys", "v0.98.0", map[string]string{"go.mod": "module golang.org/x/sys\n", "unix/unix.go": "package unix\n"})
		b := newBuilder(t, build.Options{Dir: t.TempDir()})
		if _, err := b.Worker(ctx); err != nil {
			t.Fatal(err)
		}
		_, err := b.Get(ctx, "golang.org/x/sys@v0.98.0")
		wantError(t, err, "restart the kernel to use golang.org/x/sys v0.98.0")
	})
}

func TestGetErrors(t *testing.T) {
	p := proxytest.New(t)
	p.Add("example.com/new", "v1.0.0", map[string]string{"go.mod": "module example.com/new\n\ngo 1.999\n", "new.go": "package new\n"})
	p.Add("example.com/m", "v1.0.0", map[string]string{"go.mod": "module example.com/m\n", "m.go": "package m\n"})
	b := newBuilder(t, build.Options{Dir: t.TempDir()})
	for _, c := range []struct{ args, want string }{
		{"", "which module?"},
		{"-u", "which module?"},
		{"-modfile=/tmp/go.mod example.com/m", "-modfile=/tmp/go.mod is none of the flags"},
		{"example.com/m@v1.7.0", "example.com/m@v1.7.0"},
		{"example.com/m/none@v1.0.0", "does not contain package example.com/m/none"},
		{"example.com/new@v1.0.0", "requires go >= 1.999"},
		{"example.com/none@latest", "cannot reach the module proxy: example.com/none@latest: module lookup disabled by GOPROXY=off"},
	} {
		_, err := b.Get(context.Background(), strings.Fields(c.args)...)
		wantError(t, err, c.want)
		t.Log(err)
	}
	t.Setenv("GOPROXY", "http://127.0.0.1:1")
	b = newBuilder(t, build.Options{Dir: t.TempDir()})
	_, err := b.Get(context.Background(), "example.com/none")
	wantError(t, err, "cannot reach the module proxy: ", "connection refused")
}
