package clients_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// needs fails a test that lacks a program or, given as "python:NAME", a module.
func needs(t testing.TB, clients ...string) {
	t.Helper()
	for _, c := range clients {
		var err error
		if module, ok := strings.CutPrefix(c, "python:"); ok {
			err = exec.Command(python, "-c", "import "+module).Run()
		} else {
			_, err = exec.LookPath(c)
		}
		if err != nil {
			t.Fatalf("%s is missing: \"make test\" installs what the tests need", c)
		}
	}
}

// patience is how long anything may take that a test waits for. It only ends
// what would never end.
const patience = 8 * time.Minute

// client returns a client to be run for a test. It is killed, and all that it
// started in its process group, when it takes too long.
func client(t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(environment, mark(t))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// succeeds runs a client to its end and returns what it printed.
func succeeds(t testing.TB, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(cmd.Args, " "), err, out)
	}
	return string(out)
}

// mark is an environment variable by which the processes that a test started
// are known, however deep they stem from it.
func mark(t testing.TB) string { return "GOPHERBOOK_TEST=" + t.Name() }

// started returns the processes that the test has started and that still run,
// with their command lines.
func started(t testing.TB) []string {
	t.Helper()
	out, err := exec.Command("ps", "axeww", "-o", "pid=,stat=,command=").Output()
	if err != nil {
		t.Fatalf("ps: %v", err)
	}
	var found []string
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if slices.Contains(fields, mark(t)) && !strings.HasPrefix(fields[1], "Z") {
			found = append(found, strings.Join(fields[:4], " "))
		}
	}
	return found
}

// leavesNothing waits until nothing runs any more that the test has started.
func leavesNothing(t testing.TB) {
	t.Helper()
	var left []string
	if !eventually(10*time.Second, func() bool { left = started(t); return len(left) == 0 }) {
		t.Errorf("these processes were left behind:\n%s", strings.Join(left, "\n"))
	}
}

// eventually polls until something is so, or too much time has passed.
func eventually(limit time.Duration, so func() bool) bool {
	for end := time.Now().Add(limit); ; time.Sleep(50 * time.Millisecond) {
		if so() {
			return true
		}
		if time.Now().After(end) {
			return false
		}
	}
}

// artefacts returns the folder of files that people may look at after the tests,
// and checks in the end that these have been made.
func artefacts(t *testing.T, names ...string) (dir string) {
	t.Helper()
	dir, err := filepath.Abs("../artefacts")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		for _, name := range names {
			if _, err := os.Stat(filepath.Join(dir, name)); err != nil && !t.Failed() {
				t.Error(err)
			}
		}
	})
	return dir
}
