package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestInstallAndUninstall(t *testing.T) {
	prefix := t.TempDir()
	dir := filepath.Join(prefix, "share", "jupyter", "kernels", "gopherbook")
	if out := succeeds(t, "install", "--prefix", prefix); !strings.Contains(out, dir) {
		t.Errorf("install does not say where: %s", out)
	}
	spec, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(spec, []byte(program)) {
		t.Errorf("the kernelspec does not start %s:\n%s", program, spec)
	}
	succeeds(t, "uninstall", "--prefix", prefix)
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("uninstall left %s (%v)", dir, err)
	}
}

func TestInstallIntoTheActiveEnvironment(t *testing.T) {
	venv := t.TempDir()
	for _, command := range []string{"install", "uninstall"} {
		c := gopherbook(t, []string{"VIRTUAL_ENV=" + venv, "CONDA_PREFIX="}, command, "--sys-prefix")
		if err := c.Run(); err != nil {
			t.Fatalf("%s: %v\n%s", command, err, &c.stderr)
		}
		if !strings.Contains(c.stdout.String(), filepath.Join(venv, "share", "jupyter", "kernels", "gopherbook")) {
			t.Errorf("%s says %s", command, &c.stdout)
		}
	}
	c := gopherbook(t, []string{"VIRTUAL_ENV=", "CONDA_PREFIX="}, "install", "--sys-prefix")
	c.saysWhy(c.Run(), "no Python environment is active")
}

// starts returns the program that the kernelspec in a prefix starts.
func starts(t *testing.T, prefix string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(prefix, "share", "jupyter", "kernels", "gopherbook", "kernel.json"))
	if err != nil {
		t.Fatal(err)
	}
	var spec struct{ Argv []string }
	if err := json.Unmarshal(data, &spec); err != nil {
		t.Fatal(err)
	}
	return spec.Argv[0]
}

// copied returns a copy of the program in a folder of its own.
func copied(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "gopherbook")
	if err := os.WriteFile(path, content, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// A package manager puts each version in a folder of its own, and a link to it in
// PATH. Jupyter is to start the link.
func TestInstallNamesTheLinkInPath(t *testing.T) {
	prefix, bin := t.TempDir(), t.TempDir()
	link := filepath.Join(bin, "gopherbook")
	if err := os.Symlink(program, link); err != nil {
		t.Fatal(err)
	}
	c := gopherbook(t, []string{"PATH=" + bin + ":" + os.Getenv("PATH")}, "install", "--prefix", prefix)
	if err := c.Run(); err != nil {
		t.Fatalf("%v\n%s", err, &c.stderr)
	}
	if got := starts(t, prefix); got != link {
		t.Errorf("Jupyter starts %s, not %s", got, link)
	}
	succeeds(t, "install", "--prefix", prefix) // and without the link in PATH
	if got := starts(t, prefix); got != program {
		t.Errorf("Jupyter starts %s, not %s", got, program)
	}
}

// When the program moves, the doctor notices, and what it says helps.
func TestDoctorNoticesThatTheProgramMoved(t *testing.T) {
	prefix, before, after := t.TempDir(), copied(t), filepath.Join(t.TempDir(), "gopherbook")
	run := func(program string, args ...string) string {
		t.Helper()
		cmd := exec.Command(program, args...)
		cmd.Env = append(os.Environ(), "JUPYTER_PATH="+filepath.Join(prefix, "share", "jupyter"), "JUPYTER_DATA_DIR="+t.TempDir())
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
		}
		return string(out)
	}
	run(before, "install", "--prefix", prefix)
	if out := run(before, "doctor"); !strings.Contains(out, "✓ kernel in Jupyter") {
		t.Errorf("right after the installation, the doctor says\n%s", out)
	}
	if err := os.Rename(before, after); err != nil {
		t.Fatal(err)
	}
	out := run(after, "doctor")
	remedy := "gopherbook install --prefix " + prefix
	if !strings.Contains(out, "its program "+before+" is gone") || !strings.Contains(out, remedy) {
		t.Fatalf("after the move, the doctor says\n%s", out)
	}
	run(after, strings.Fields(remedy)[1:]...)
	if out := run(after, "doctor"); !strings.Contains(out, "✓ kernel in Jupyter") {
		t.Errorf("after its remedy, the doctor says\n%s", out)
	}
}
