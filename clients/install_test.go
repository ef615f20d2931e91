package clients_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// listed is what "jupyter kernelspec list --json" says of a kernel.
type listed struct {
	ResourceDir string `json:"resource_dir"`
	Spec        struct {
		Argv          []string
		DisplayName   string `json:"display_name"`
		Language      string
		InterruptMode string `json:"interrupt_mode"`
		Env           map[string]string
		Metadata      map[string]any
	}
}

// kernels asks Jupyter which kernels there are. What runs is "jupyter kernelspec",
// by its module: that command is in a package of its own.
func kernels(t *testing.T, variables ...string) map[string]listed {
	t.Helper()
	cmd := client(t, python, "-m", "jupyter_client.kernelspecapp", "list", "--json")
	cmd.Env = append(cmd.Env, variables...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("jupyter kernelspec list: %v", err)
	}
	var list struct{ Kernelspecs map[string]listed }
	if err := json.Unmarshal(out, &list); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	return list.Kernelspecs
}

// TestJupyterListsTheKernel looks by Jupyter's eyes where installing has put the
// kernel: for the user, below a prefix, in an environment.
func TestJupyterListsTheKernel(t *testing.T) {
	needs(t, "python:jupyter_client")
	dir := t.TempDir()
	user, prefix, venv := filepath.Join(dir, "user"), filepath.Join(dir, "prefix"), filepath.Join(dir, "venv")
	variables := []string{
		"JUPYTER_DATA_DIR=" + user, "VIRTUAL_ENV=" + venv,
		"JUPYTER_PATH=" + filepath.Join(prefix, "share", "jupyter") + ":" + filepath.Join(venv, "share", "jupyter"),
	}
	for _, args := range [][]string{
		{"install", "--name", "mine"},
		{"install", "--name", "mine"}, // again
		{"install", "--prefix", prefix, "--name", "Theirs", "--display-name", "Go for all"},
		{"install", "--sys-prefix"},
	} {
		cmd := client(t, program, args...)
		cmd.Env = append(cmd.Env, variables...)
		succeeds(t, cmd)
	}
	found := kernels(t, variables...)
	for name, want := range map[string]struct{ dir, display string }{
		"mine":       {filepath.Join(user, "kernels", "mine"), "Go (mine)"},
		"theirs":     {filepath.Join(prefix, "share", "jupyter", "kernels", "theirs"), "Go for all"},
		"gopherbook": {filepath.Join(venv, "share", "jupyter", "kernels", "gopherbook"), "Go (gopherbook)"},
	} {
		got, ok := found[name]
		if !ok {
			t.Errorf("Jupyter does not know %q", name)
			continue
		}
		if got.ResourceDir != want.dir || got.Spec.DisplayName != want.display {
			t.Errorf("Jupyter knows %q in %s as %q, not in %s as %q", name, got.ResourceDir, got.Spec.DisplayName, want.dir, want.display)
		}
		if s := got.Spec; s.Argv[0] != program || s.Language != "go" || s.InterruptMode != "message" || s.Metadata["debugger"] != false {
			t.Errorf("Jupyter reads of %q %+v", name, s)
		}
		for _, logo := range []string{"logo-32x32.png", "logo-64x64.png", "logo-svg.svg"} {
			if _, err := os.Stat(filepath.Join(got.ResourceDir, logo)); err != nil {
				t.Error(err)
			}
		}
	}
}

// withoutGo returns a PATH on which there is no go command, though all that
// Jupyter and the linker need.
func withoutGo(t *testing.T) string {
	t.Helper()
	const path = "/usr/bin:/bin"
	for dir := range strings.SplitSeq(path, ":") {
		if _, err := os.Stat(filepath.Join(dir, "go")); err == nil {
			t.Skipf("there is a go command in %s", dir)
		}
	}
	return "PATH=" + path
}

// A Jupyter that the desktop has started often has no go command in PATH: the
// kernel has been told where it is when it was installed.
func TestKernelFindsGo(t *testing.T) {
	needs(t, "python:jupyter_client")
	cmd := client(t, python, "testdata/start.py", "gopherbook", "strings.Repeat(\"ab\", 2)", "func f() int { return 3 }\nf()")
	cmd.Env = append(cmd.Env, withoutGo(t))
	if out := succeeds(t, cmd); out != "abab\n3\n" {
		t.Errorf("the kernel showed %q", out)
	}
	leavesNothing(t)
}

// TestGoInstall has the go command build the kernel from its module, as for
// people who have no checkout, and starts it by its name.
func TestGoInstall(t *testing.T) {
	needs(t, "python:jupyter_client")
	dir, proxy := t.TempDir(), t.TempDir()
	version := serve(t, proxy)
	forget := func() {
		for _, path := range []string{"github.com/gopherbook/gopherbook@" + version, "cache/download/github.com/gopherbook/gopherbook/@v/" + version + ".*"} {
			matches, _ := filepath.Glob(filepath.Join(variable(t, "GOMODCACHE"), filepath.FromSlash(path)))
			for _, m := range matches {
				if err := os.RemoveAll(m); err != nil {
					t.Error(err)
				}
			}
		}
		_ = os.Remove(filepath.Join(variable(t, "GOMODCACHE"), "github.com", "gopherbook")) // if that was all
	}
	forget()
	t.Cleanup(forget)

	build := client(t, "go", "install", "github.com/gopherbook/gopherbook@"+version)
	build.Dir = dir
	build.Env = append(build.Env, "GOBIN="+dir, "GOFLAGS=-modcacherw", "GONOSUMDB=github.com/gopherbook/gopherbook",
		"GOPROXY=file://"+proxy+","+variable(t, "GOPROXY"))
	succeeds(t, build)

	installed := filepath.Join(dir, "gopherbook")
	if out := succeeds(t, client(t, installed, "version")); !strings.HasPrefix(out, "gopherbook "+version+" ") {
		t.Errorf("the program says %s", out)
	}
	data := "JUPYTER_DATA_DIR=" + filepath.Join(dir, "data")
	install := client(t, installed, "install", "--name", "installed")
	install.Env = append(install.Env, data)
	succeeds(t, install)
	start := client(t, python, "testdata/start.py", "installed", "func double(x int) int { return 2 * x }\ndouble(21)")
	start.Env = append(start.Env, data)
	start.Env = append(start.Env, "PWD="+dir)
	if out := succeeds(t, start); out != "42\n" {
		t.Errorf("the kernel showed %q", out)
	}
	leavesNothing(t)
}

// serve makes a module proxy of a folder, which has the checkout as a version,
// and returns that. The go command never looks again at a version that it has
// seen: so there is one for each content.
func serve(t *testing.T, proxy string) (version string) {
	t.Helper()
	own := module.Version{Path: "github.com/gopherbook/gopherbook", Version: "v0.0.0-test"}
	hash := sha256.New()
	if err := zip.CreateFromDir(hash, own, ".."); err != nil {
		t.Fatal(err)
	}
	own.Version += fmt.Sprintf(".h%x", hash.Sum(nil)[:6])
	var content bytes.Buffer
	if err := zip.CreateFromDir(&content, own, ".."); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(proxy, own.Path, "@v")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		own.Version + ".zip": content.String(), own.Version + ".mod": read(t, "../go.mod"),
		own.Version + ".info": `{"Version": "` + own.Version + `"}`, "list": own.Version + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return own.Version
}

// variable returns what the go command says of a variable.
func variable(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
