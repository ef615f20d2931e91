package build_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/build"
)

// What can be imported are the standard library's packages, the module's own,
// those it requires and gopherbook's, each with its source.
func TestImportable(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"go.mod":                    "module example.com/own\n\ngo 1.26\n\nrequire example.com/other v1.0.0\n\nreplace example.com/other => ./other\n",
		"lib/lib.go":                "package mylib\n",
		"internal/deep/deep.go":     "package deep\n",
		"cmd/tool/main.go":          "package main\n\nfunc main() {}\n",
		"other/go.mod":              "module example.com/other\n\ngo 1.26\n",
		"other/other.go":            "package other\n",
		"other/internal/hid/hid.go": "package hid\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := build.New(context.Background(), build.Options{Dir: dir, Source: os.DirFS("../..")})
	if err != nil {
		t.Fatal(err)
	}
	names := b.Importable()
	for path, name := range map[string]string{
		"strings":                        "strings",
		"math/rand/v2":                   "rand",
		"example.com/own/lib":            "mylib",
		"example.com/own/internal/deep":  "deep",
		"example.com/other":              "other",
		build.Module + "/ptsne":          "ptsne",
		build.Module + "/kernel/display": "display",
		"example.com/own/cmd/tool":       "",
		"example.com/other/internal/hid": "",
		"internal/abi":                   "",
	} {
		if names[path] != name {
			t.Errorf("%s is named %q, not %q", path, names[path], name)
		}
	}
	for path, file := range map[string]string{"strings": "builder.go", "example.com/own/lib": "lib.go", "example.com/other": "other.go", build.Module + "/kernel/display": "doc.go"} {
		where, err := b.SourceDir(path)
		if err != nil {
			t.Errorf("%s has no source: %v", path, err)
		} else if _, err := os.Stat(filepath.Join(where, file)); err != nil {
			t.Errorf("the source of %s: %v", path, err)
		}
	}
	if dir, err := b.SourceDir("example.com/none"); err == nil {
		t.Errorf("there is a source of what is not there: %q", dir)
	}
}
