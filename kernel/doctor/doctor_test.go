package doctor_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/doctor"
	"github.com/gopherbook/gopherbook/kernel/kernelspec"
)

// onlyIn makes PATH one folder with links to these commands, and gives the test
// a home folder of its own.
func onlyIn(t *testing.T, commands ...string) (bin string) {
	t.Helper()
	home := t.TempDir()
	// The go command takes long to fill a new cache, and is asked for it only.
	if out, err := exec.Command("go", "env", "GOCACHE").Output(); err == nil {
		t.Setenv("GOCACHE", strings.TrimSpace(string(out)))
	}
	bin = filepath.Join(home, "bin")
	if err := os.Mkdir(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range commands {
		path, err := exec.LookPath(c)
		if err != nil {
			t.Skipf("this machine has no %s", c)
		}
		if err := os.Symlink(path, filepath.Join(bin, c)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("HOME", home)
	t.Setenv("PATH", bin)
	for _, name := range []string{"JUPYTER_DATA_DIR", "XDG_DATA_HOME", "JUPYTER_PATH", "VIRTUAL_ENV", "CONDA_PREFIX", "CC", "CGO_ENABLED"} {
		t.Setenv(name, "")
		os.Unsetenv(name)
	}
	return bin
}

// script puts a shell script into a folder.
func script(t *testing.T, dir, name, body string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}

func examine(t *testing.T) map[string]doctor.Result {
	t.Helper()
	results := map[string]doctor.Result{}
	for _, r := range doctor.Examine(t.Context(), doctor.Options{Cache: t.TempDir()}) {
		results[r.Name] = r
	}
	return results
}

// check compares one result.
func check(t *testing.T, results map[string]doctor.Result, name string, status doctor.Status, found, help string) {
	t.Helper()
	r, ok := results[name]
	if !ok {
		t.Fatalf("no check %q", name)
	}
	if r.Status != status || !strings.Contains(r.Found, found) {
		t.Errorf("%s: %v, %q; want %v with %q", name, r.Status, r.Found, status, found)
	}
	if all := strings.Join(r.Help, "\n"); !strings.Contains(all, help) || (status == doctor.OK) != (all == "") {
		t.Errorf("%s: help is %q, want %q in it", name, all, help)
	}
}

// This machine runs the tests, so it has Go and a C compiler.
func TestExamineHere(t *testing.T) {
	report := doctor.Examine(t.Context(), doctor.Options{Cache: filepath.Join(t.TempDir(), "not", "yet")})
	if err := report.Err(); err != nil {
		t.Errorf("%v\n%+v", err, report)
	}
	results := map[string]doctor.Result{}
	for _, r := range report {
		results[r.Name] = r
	}
	check(t, results, "Go toolchain", doctor.OK, "go1.", "")
	check(t, results, "C compiler", doctor.OK, "compiles and links", "")
	check(t, results, "cgo", doctor.OK, "CGO_ENABLED=1", "")
	check(t, results, "gopherbook's cache", doctor.OK, "0 B used", "")
}

func TestExamineWithoutGo(t *testing.T) {
	onlyIn(t)
	results := examine(t)
	check(t, results, "Go toolchain", doctor.Failed, "no go command in PATH", "https://go.dev/dl/")
	if r, ok := results["cgo"]; ok {
		t.Errorf("without Go, something is said about cgo: %+v", r)
	}
}

func TestExamineWithoutCompiler(t *testing.T) {
	onlyIn(t, "go")
	results := examine(t)
	check(t, results, "Go toolchain", doctor.OK, "go1.", "")
	check(t, results, "C compiler", doctor.Failed, "in PATH, which Go uses to link cells", "CC=clang")
}

// A compiler without the C library's headers is found out.
func TestExamineWithBrokenCompiler(t *testing.T) {
	bin := onlyIn(t, "go", "sh")
	script(t, bin, "mycc", "echo 'main.c:1: stdlib.h: No such file' >&2; exit 1")
	t.Setenv("CC", "mycc -m64")
	check(t, examine(t), "C compiler", doctor.Failed, "cannot compile a small program: main.c:1: stdlib.h", "install")
}

func TestExamineOldOrBrokenGo(t *testing.T) {
	bin := onlyIn(t, "sh")
	script(t, bin, "go", `echo '{"GOVERSION": "go1.25.9", "CC": "gcc", "CGO_ENABLED": "0", "GOOS": "linux", "GOCACHE": "/tmp"}'`)
	results := examine(t)
	check(t, results, "Go toolchain", doctor.Failed, "go1.25.9", "https://go.dev/dl/")
	check(t, results, "cgo", doctor.Failed, "CGO_ENABLED=0, but plugins need cgo", "go env -u CGO_ENABLED")

	script(t, bin, "go", `echo '{"GOVERSION": "devel go1.28-abc", "CGO_ENABLED": "1", "GOOS": "windows"}'`)
	results = examine(t)
	check(t, results, "Go toolchain", doctor.OK, "devel", "")
	check(t, results, "platform", doctor.Failed, "windows: Go has no plugins there", "WSL2")

	script(t, bin, "go", "echo 'go: cannot find GOROOT' >&2; exit 2")
	check(t, examine(t), "Go toolchain", doctor.Failed, "does not work: go: cannot find GOROOT", "install Go again")
}

func TestExamineJupyter(t *testing.T) {
	bin := onlyIn(t)
	check(t, examine(t), "Jupyter", doctor.Warning, "no jupyter command", "install jupyter")
	check(t, examine(t), "kernel in Jupyter", doctor.Warning, "not installed", "gopherbook install")

	script(t, bin, "jupyter", "")
	check(t, examine(t), "Jupyter", doctor.Warning, "neither lab, notebook nor console", "install jupyter")

	script(t, bin, "jupyter-console", "")
	check(t, examine(t), "Jupyter", doctor.OK, "jupyter console", "")

	script(t, bin, "gopherbook", "")
	exe := filepath.Join(bin, "gopherbook")
	if _, err := kernelspec.Install(kernelspec.Options{Executable: exe}); err != nil {
		t.Fatal(err)
	}
	check(t, examine(t), "kernel in Jupyter", doctor.OK, "gopherbook in ~/", "")
	if err := os.Remove(exe); err != nil {
		t.Fatal(err)
	}
	check(t, examine(t), "kernel in Jupyter", doctor.Warning, "its program ~/bin/gopherbook is gone", "gopherbook install\nrun that with")
}

// The program that Jupyter starts may be another than the one that is asked.
func TestExamineKernelVersion(t *testing.T) {
	bin := onlyIn(t, "sh")
	prefix := t.TempDir()
	t.Setenv("JUPYTER_PATH", filepath.Join(prefix, "share", "jupyter"))
	exe := filepath.Join(bin, "gopherbook")
	for _, test := range []struct {
		script string
		status doctor.Status
		found  string
	}{
		{"echo gopherbook v1.2.3 '(built with go1.26)'", doctor.OK, "mine in " + prefix},
		{"echo gopherbook v1.2.2 '(built with go1.26)'", doctor.Warning, "its program ~/bin/gopherbook is version v1.2.2, and this is v1.2.3"},
		{"echo hello", doctor.Warning, "does not run: it is another program"},
		{"echo 'no library' >&2; exit 1", doctor.Warning, "does not run: no library"},
	} {
		script(t, bin, "gopherbook", test.script)
		if _, err := kernelspec.Install(kernelspec.Options{Executable: exe, Prefix: prefix, Name: "mine"}); err != nil {
			t.Fatal(err)
		}
		help := ""
		if test.status != doctor.OK {
			help = "gopherbook install --prefix " + prefix + " --name mine"
		}
		for _, r := range doctor.Examine(t.Context(), doctor.Options{Cache: t.TempDir(), Version: "v1.2.3"}) {
			if r.Name == "kernel in Jupyter" {
				check(t, map[string]doctor.Result{r.Name: r}, r.Name, test.status, test.found, help)
			}
		}
	}
}

func TestExamineCache(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, make([]byte, 1234), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		cache  string
		status doctor.Status
		found  string
	}{
		{dir, doctor.OK, dir + ", 1.23 kB used, "},
		{filepath.Join(dir, "new"), doctor.OK, "0 B used"},
		{file, doctor.Failed, "cannot be written to: not a directory"},
		{"", doctor.Warning, "unknown"},
	} {
		for _, r := range doctor.Examine(t.Context(), doctor.Options{Cache: test.cache}) {
			if r.Name == "gopherbook's cache" && (r.Status != test.status || !strings.Contains(r.Found, test.found)) {
				t.Errorf("%q: %v, %q; want %v with %q", test.cache, r.Status, r.Found, test.status, test.found)
			}
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("the check left %d files behind", len(left)-1)
	}
}

func TestReport(t *testing.T) {
	report := doctor.Report{
		{Name: "Go", Found: "go1.26"},
		{Name: "Jupyter", Status: doctor.Warning, Found: "none", Help: []string{"install it"}},
	}
	if err := report.Err(); err != nil {
		t.Errorf("a warning is an error: %v", err)
	}
	report = append(report, doctor.Result{Name: "C", Status: doctor.Failed, Found: "no gcc", Help: []string{"one", "two"}})
	if err := report.Err(); err == nil || !strings.Contains(err.Error(), "see C") {
		t.Errorf("error is %v, want the failed check's name in it", err)
	}
	var text strings.Builder
	if err := report.WriteText(&text, false); err != nil {
		t.Fatal(err)
	}
	want := `✓ Go       go1.26
! Jupyter  none
           → install it
✗ C        no gcc
           → one
           → two
`
	if text.String() != want {
		t.Errorf("the report is\n%s\nwant\n%s", text.String(), want)
	}
	text.Reset()
	if err := report.WriteText(&text, true); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "\x1b[1;31m✗\x1b[0m C ") {
		t.Errorf("no colour in %q", text.String())
	}
}
