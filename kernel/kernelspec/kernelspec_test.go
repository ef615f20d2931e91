package kernelspec_test

import (
	"encoding/json"
	"encoding/xml"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gopherbook/gopherbook/kernel/kernelspec"
)

// program makes a file that can be run.
func program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "gopherbook")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// home gives the test a home folder of its own, and no other place to look.
func home(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	for _, name := range []string{"JUPYTER_DATA_DIR", "XDG_DATA_HOME", "JUPYTER_PATH", "VIRTUAL_ENV", "CONDA_PREFIX"} {
		t.Setenv(name, "")
	}
	return dir
}

// files returns the content of a folder.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	content := map[string]string{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		content[e.Name()] = string(data)
	}
	return content
}

func TestInstall(t *testing.T) {
	dataDir := filepath.Join(home(t), ".local", "share", "jupyter")
	if runtime.GOOS == "darwin" {
		dataDir = filepath.Join(os.Getenv("HOME"), "Library", "Jupyter")
	}
	exe := program(t)
	dir, err := kernelspec.Install(kernelspec.Options{Executable: exe})
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(dataDir, "kernels", "gopherbook"); dir != want {
		t.Fatalf("installed in %s, want %s", dir, want)
	}
	first := files(t, dir)
	var spec map[string]any
	if err := json.Unmarshal([]byte(first["kernel.json"]), &spec); err != nil {
		t.Fatal(err)
	}
	command, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"argv":           []any{exe, "kernel", "{connection_file}"},
		"display_name":   "Go (gopherbook)",
		"language":       "go",
		"interrupt_mode": "message",
		"env":            map[string]any{"GOPHERBOOK_GO": command},
		"metadata":       map[string]any{"debugger": false},
	}
	if diff := cmp.Diff(want, spec); diff != "" {
		t.Errorf("kernel.json (-want +got):\n%s", diff)
	}

	// Again: the same files, and no others.
	if _, err := kernelspec.Install(kernelspec.Options{Executable: exe, User: true}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, files(t, dir)); diff != "" {
		t.Errorf("installing again changes the folder (-first +second):\n%s", diff)
	}

	removed, err := kernelspec.Uninstall(kernelspec.Options{})
	if err != nil || removed != dir {
		t.Fatalf("Uninstall removed %q: %v", removed, err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the folder is still there: %v", err)
	}
	if _, err := kernelspec.Uninstall(kernelspec.Options{}); err == nil || !strings.Contains(err.Error(), "no kernel is installed in "+dir) {
		t.Errorf("uninstalling again: error is %v", err)
	}
}

func TestLogos(t *testing.T) {
	home(t)
	dir, err := kernelspec.Install(kernelspec.Options{Executable: program(t)})
	if err != nil {
		t.Fatal(err)
	}
	content := files(t, dir)
	for name, size := range map[string]int{"logo-64x64.png": 64, "logo-32x32.png": 32} {
		img, err := png.Decode(strings.NewReader(content[name]))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if b := img.Bounds(); b.Dx() != size || b.Dy() != size {
			t.Errorf("%s has %v pixels", name, b.Max)
		}
	}
	d := xml.NewDecoder(strings.NewReader(content["logo-svg.svg"]))
	for {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("logo-svg.svg: %v", err)
		}
	}
}

func TestInstallPlaces(t *testing.T) {
	home(t)
	exe, dir := program(t), t.TempDir()
	t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "xdg"))
	t.Setenv("VIRTUAL_ENV", filepath.Join(dir, "venv"))
	t.Setenv("CONDA_PREFIX", filepath.Join(dir, "conda"))
	for _, test := range []struct {
		name    string
		dataDir string
		options kernelspec.Options
		want    string
		display string
	}{
		{"XDG_DATA_HOME", "", kernelspec.Options{}, "xdg/jupyter/kernels/gopherbook", "Go (gopherbook)"},
		{"JUPYTER_DATA_DIR", filepath.Join(dir, "data"), kernelspec.Options{User: true}, "data/kernels/gopherbook", "Go (gopherbook)"},
		{"prefix", "", kernelspec.Options{Prefix: filepath.Join(dir, "env")}, "env/share/jupyter/kernels/gopherbook", "Go (gopherbook)"},
		{"name", "", kernelspec.Options{Prefix: dir, Name: "Go-1.26"}, "share/jupyter/kernels/go-1.26", "Go (Go-1.26)"},
		{"display name", "", kernelspec.Options{Prefix: dir, Name: "x", DisplayName: "Mine"}, "share/jupyter/kernels/x", "Mine"},
		{"display name of before", "", kernelspec.Options{Prefix: dir, Name: "x"}, "share/jupyter/kernels/x", "Mine"},
		{"active environment", "", kernelspec.Options{SysPrefix: true}, "venv/share/jupyter/kernels/gopherbook", "Go (gopherbook)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if runtime.GOOS == "darwin" && test.name == "XDG_DATA_HOME" {
				t.Skip("not used on macOS")
			}
			t.Setenv("JUPYTER_DATA_DIR", test.dataDir)
			test.options.Executable = exe
			got, err := kernelspec.Install(test.options)
			if err != nil {
				t.Fatal(err)
			}
			if want := filepath.Join(dir, test.want); got != want {
				t.Errorf("installed in %s, want %s", got, want)
			}
			if !strings.Contains(files(t, got)["kernel.json"], `"display_name": "`+test.display+`"`) {
				t.Errorf("kernel.json does not call it %q", test.display)
			}
		})
	}
}

func TestInstallErrors(t *testing.T) {
	home(t)
	exe, dir := program(t), t.TempDir()
	plain := filepath.Join(dir, "plain")
	if err := os.WriteFile(plain, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(dir, "share", "jupyter", "kernels", "python3")
	if err := os.MkdirAll(foreign, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(foreign, "kernel.json"), []byte(`{"argv": ["python3"], "language": "python"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOCACHE", filepath.Join(dir, "cache"))
	for _, test := range []struct {
		name    string
		options kernelspec.Options
		want    string
	}{
		{"both places", kernelspec.Options{User: true, Prefix: dir}, "not two of them"},
		{"prefix and environment", kernelspec.Options{SysPrefix: true, Prefix: dir}, "not two of them"},
		{"no environment", kernelspec.Options{SysPrefix: true, Executable: exe}, "no Python environment is active"},
		{"name", kernelspec.Options{Name: "a/b"}, `"a/b" is no name for a kernel`},
		{"dots", kernelspec.Options{Name: ".."}, `".." is no name for a kernel`},
		{"missing", kernelspec.Options{Executable: filepath.Join(dir, "none")}, "no such file"},
		{"folder", kernelspec.Options{Executable: dir}, "not a program that can be run"},
		{"not executable", kernelspec.Options{Executable: plain}, "not a program that can be run"},
		{"go run", kernelspec.Options{Executable: "/tmp/go-build123/b001/exe/gopherbook"}, `temporary program of "go run"`},
		{"go run, cached", kernelspec.Options{Executable: "/home/u/.cache/go-build/ab/abcd-d/gopherbook"}, `"go install" or "go build"`},
		{"go run, other cache", kernelspec.Options{Executable: filepath.Join(dir, "cache", "ab", "x-d", "gopherbook")}, `"go install" or "go build"`},
		{"the test itself", kernelspec.Options{}, `temporary program of "go run"`},
		{"another's", kernelspec.Options{Prefix: dir, Name: "python3", Executable: exe}, "has another kernel of that name"},
		{"no folder can be made", kernelspec.Options{Prefix: plain, Executable: exe}, "not a directory"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := kernelspec.Install(test.options)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("installed in %q, error is %v, want %q in it", got, err, test.want)
			}
		})
	}
	if _, err := kernelspec.Uninstall(kernelspec.Options{Prefix: dir, Name: "python3"}); err == nil || !strings.Contains(err.Error(), "not gopherbook's") {
		t.Errorf("uninstalling another's kernel: error is %v", err)
	}
}

func TestList(t *testing.T) {
	home(t)
	exe, dir := program(t), t.TempDir()
	t.Setenv("JUPYTER_DATA_DIR", filepath.Join(dir, "user"))
	t.Setenv("JUPYTER_PATH", filepath.Join(dir, "env", "share", "jupyter"))
	t.Setenv("PATH", dir)
	if got := kernelspec.List(); len(got) != 0 {
		t.Fatalf("found %+v before any was installed", got)
	}
	user, err := kernelspec.Install(kernelspec.Options{Executable: exe})
	if err != nil {
		t.Fatal(err)
	}
	env, err := kernelspec.Install(kernelspec.Options{Executable: exe, Prefix: filepath.Join(dir, "env"), Name: "old"})
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(dir, "user", "kernels", "python3")
	if err := os.MkdirAll(other, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(other, "kernel.json"), []byte(`{"argv": ["python3", "{connection_file}"], "language": "python"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	want := []kernelspec.Spec{
		{Name: "old", DisplayName: "Go (old)", Dir: env, Executable: exe},
		{Name: "gopherbook", DisplayName: "Go (gopherbook)", Dir: user, Executable: exe},
	}
	got := kernelspec.List()
	for i := range got {
		got[i].Env = nil
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
	if !got[0].ExecutableExists() {
		t.Error("the program is there, but is said to be missing")
	}
	if err := os.Remove(exe); err != nil {
		t.Fatal(err)
	}
	if got[0].ExecutableExists() {
		t.Error("the program is gone, but is said to be there")
	}
}

// Installing again keeps what people have added to the environment, and names
// the go command of now.
func TestInstallKeepsTheEnvironment(t *testing.T) {
	home(t)
	exe := program(t)
	dir, err := kernelspec.Install(kernelspec.Options{Executable: exe})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "kernel.json")
	spec := strings.Replace(files(t, dir)["kernel.json"], `"env": {`, `"env": {"GOPHERBOOK_MEMORY": "4GiB", "GOPHERBOOK_GO": "/gone",`, 1)
	if err := os.WriteFile(path, []byte(spec), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := kernelspec.Install(kernelspec.Options{Executable: exe}); err != nil {
		t.Fatal(err)
	}
	command, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"GOPHERBOOK_MEMORY": "4GiB", kernelspec.GoVariable: command}
	if diff := cmp.Diff(want, kernelspec.List()[0].Env); diff != "" {
		t.Errorf("the environment (-want +got):\n%s", diff)
	}
}

// The command that a spec names installs it where it is.
func TestInstallCommand(t *testing.T) {
	dir := home(t)
	exe := program(t)
	t.Setenv("JUPYTER_PATH", filepath.Join(dir, "an env", "share", "jupyter")+":"+filepath.Join(dir, "data"))
	install := func(o kernelspec.Options) {
		t.Helper()
		o.Executable = exe
		if _, err := kernelspec.Install(o); err != nil {
			t.Fatal(err)
		}
	}
	install(kernelspec.Options{})
	install(kernelspec.Options{Prefix: filepath.Join(dir, "an env"), Name: "go2"})
	t.Setenv("JUPYTER_DATA_DIR", filepath.Join(dir, "data"))
	install(kernelspec.Options{})
	t.Setenv("JUPYTER_DATA_DIR", "")
	var got []string
	for _, s := range kernelspec.List() {
		got = append(got, s.InstallCommand())
	}
	want := []string{
		"gopherbook install --prefix '" + filepath.Join(dir, "an env") + "' --name go2",
		"JUPYTER_DATA_DIR=" + filepath.Join(dir, "data") + " gopherbook install",
		"gopherbook install",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the commands (-want +got):\n%s", diff)
	}
}
