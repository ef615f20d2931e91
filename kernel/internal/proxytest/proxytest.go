// Package proxytest makes module proxies for tests: directories that the go
// command gets modules from.
package proxytest

import (
	"archive/zip"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/module"
)

// Proxy is a module proxy in a directory, for the modules of a test, followed by
// the modules that this machine has.
type Proxy struct {
	t   testing.TB
	dir string
}

// New makes the go command of a test ask a new proxy, and keep what it
// gets in a new module cache.
func New(t *testing.T) *Proxy {
	p := &Proxy{t: t, dir: t.TempDir()}
	out, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOPROXY", "file://"+p.dir+",file://"+strings.TrimSpace(string(out))+"/cache/download,off")
	t.Setenv("GOSUMDB", "off")
	t.Setenv("GOFLAGS", "-modcacherw -trimpath") // with -trimpath, packages that have been compiled for another test need not be compiled again
	t.Setenv("GOMODCACHE", t.TempDir())
	return p
}

// Add adds a version of a module: its files, which begin with go.mod.
func (p *Proxy) Add(path, v string, files map[string]string) {
	p.t.Helper()
	escaped, err := module.EscapePath(path)
	if err != nil {
		p.t.Fatal(err)
	}
	dir := filepath.Join(p.dir, filepath.FromSlash(escaped), "@v")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		p.t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range files {
		w, err := z.Create(path + "@" + v + "/" + name)
		if err == nil {
			_, err = w.Write([]byte(content))
		}
		if err != nil {
			p.t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		p.t.Fatal(err)
	}
	list, _ := os.ReadFile(filepath.Join(dir, "list"))
	for name, content := range map[string]string{
		"list":      string(list) + v + "\n",
		v + ".info": `{"Version":"` + v + `"}`,
		v + ".mod":  files["go.mod"],
		v + ".zip":  b.String(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			p.t.Fatal(err)
		}
	}
}
