package kernel_test

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// python returns a Python that has Jupyter's client library.
func python(t *testing.T) string {
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if path, err := exec.LookPath(name); err == nil && exec.Command(path, "-c", "import jupyter_client").Run() == nil {
			return path
		}
	}
	t.Skip("no python3 here imports jupyter_client (Debian: python3-jupyter-client)")
	return ""
}

func TestJupytersOwnClient(t *testing.T) {
	python := python(t)
	for _, transport := range []string{"tcp", "ipc"} {
		k := serve(t, transport)
		file := filepath.Join(t.TempDir(), "kernel.json")
		if err := k.connection.Write(file); err != nil {
			t.Fatal(err)
		}
		go func() {
			for range k.interp.waiting { // the client sees the cell's output, then interrupts it
			}
		}()
		out, err := exec.CommandContext(deadline(t), python, "testdata/client.py", file).CombinedOutput()
		close(k.interp.waiting)
		if err != nil {
			t.Fatalf("%s: %v\n%s", transport, err, out)
		}
		k.ended(t)
	}
}
