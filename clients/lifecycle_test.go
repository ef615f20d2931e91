package clients_test

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

// kernelProcess is a kernel as Jupyter starts it, and a client of it.
type kernelProcess struct {
	t          testing.TB
	cmd        *exec.Cmd
	connection *jupyter.ConnectionFile
	client     *jupyter.Client
	ended      chan struct{}
}

// newKernel starts a kernel and waits until it answers.
func newKernel(t testing.TB, env ...string) *kernelProcess {
	t.Helper()
	connection, err := jupyter.NewConnectionFile()
	if err != nil {
		t.Fatal(err)
	}
	return startKernel(t, connection, env...)
}

func startKernel(t testing.TB, connection *jupyter.ConnectionFile, env ...string) *kernelProcess {
	t.Helper()
	return startKernelTo(t, nil, connection, env...)
}

// startKernelTo starts a kernel whose stderr goes somewhere.
func startKernelTo(t testing.TB, stderr io.Writer, connection *jupyter.ConnectionFile, env ...string) *kernelProcess {
	t.Helper()
	file := filepath.Join(t.TempDir(), "kernel.json")
	if err := connection.Write(file); err != nil {
		t.Fatal(err)
	}
	k := &kernelProcess{t: t, connection: connection, ended: make(chan struct{})}
	k.cmd = exec.Command(program, "kernel", file)
	k.cmd.Env = append(append(environment, mark(t)), env...)
	k.cmd.Dir = t.TempDir()
	k.cmd.Stderr = stderr
	k.cmd.WaitDelay = 10 * time.Second
	if err := k.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(k.ended)
		_ = k.cmd.Wait()
	}()
	t.Cleanup(func() {
		_ = k.cmd.Process.Kill()
		<-k.ended
		if k.client != nil {
			k.client.Close()
		}
	})
	k.client = k.dial()
	return k
}

func (k *kernelProcess) dial() *jupyter.Client {
	k.t.Helper()
	client, err := jupyter.Dial(k.context(), k.connection)
	if err != nil {
		k.t.Fatal(err)
	}
	return client
}

func (k *kernelProcess) context() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience/2)
	k.t.Cleanup(cancel)
	return ctx
}

// run runs a cell and returns what it printed. It calls onText with each text,
// and may be told thereby when to do something to the kernel: its end is no error.
func (k *kernelProcess) run(code string, onText func(text string)) string {
	k.t.Helper()
	var out strings.Builder
	_, err := k.client.Execute(k.context(), code, jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
		var content struct {
			Text      string
			Traceback []string
		}
		if err := m.Decode(&content); err != nil {
			k.t.Error(err)
		}
		out.WriteString(content.Text + strings.Join(content.Traceback, "\n"))
		if onText != nil && content.Text != "" {
			onText(content.Text)
		}
	})
	if err != nil && !errors.Is(err, jupyter.ErrKernelGone) {
		k.t.Fatal(err)
	}
	return out.String()
}

func (k *kernelProcess) awaitEnd() {
	k.t.Helper()
	select {
	case <-k.ended:
	case <-time.After(patience / 8):
		k.t.Fatal("the kernel did not end")
	}
}

// However a kernel ends, and whatever its cells do, nothing is left of it.
func TestNothingIsLeftOfAKernel(t *testing.T) {
	cells := map[string]string{
		"idle":          "fmt.Println(\"begun\")",
		"loop":          "fmt.Println(\"begun\")\nfor {}",
		"many loops":    "for range 20 {\n\tgo func() { for {} }()\n}\nfmt.Println(\"begun\")",
		"child process": "c := exec.Command(\"sleep\", \"1000\")\nc.Start()\nfmt.Println(\"begun\")\nc.Wait()",
		"shell":         "!echo begun; sleep 1000",
		"blocked":       "fmt.Println(\"begun\")\nselect {}",
		"flood":         "for {\n\tfmt.Println(\"begun\")\n}",
	}
	ends := map[string]func(k *kernelProcess){
		"kill -9": func(k *kernelProcess) { _ = k.cmd.Process.Kill() },
		"SIGTERM": func(k *kernelProcess) { _ = k.cmd.Process.Signal(syscall.SIGTERM) },
		"shutdown": func(k *kernelProcess) {
			if err := k.client.Shutdown(k.context(), false); err != nil {
				k.t.Error(err)
			}
		},
	}
	for cell, code := range cells {
		for end, kill := range ends {
			t.Run(cell+", "+end, func(t *testing.T) {
				k := newKernel(t)
				begun, done := make(chan struct{}), make(chan struct{})
				go func() {
					defer close(done)
					once := false
					k.run(code, func(string) {
						if !once {
							once = true
							close(begun)
						}
					})
				}()
				<-begun
				kill(k)
				k.awaitEnd()
				<-done
				leavesNothing(t)
			})
		}
	}
}

// A kernel ends with the process that it was started by, named by Jupyter.
func TestAKernelEndsWithItsParent(t *testing.T) {
	parent := exec.Command("sleep", "1000")
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	k := newKernel(t, "JPY_PARENT_PID="+strconv.Itoa(parent.Process.Pid))
	k.run("x := 1", nil)
	_ = parent.Process.Kill()
	_ = parent.Wait()
	k.awaitEnd()
	leavesNothing(t)
}

// worker returns the process in which the cells run.
func (k *kernelProcess) worker() int {
	k.t.Helper()
	text := k.run("fmt.Println(os.Getpid())", nil)
	pid, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		k.t.Fatalf("the worker's pid is %q", text)
	}
	return pid
}

// A worker that is killed between cells is replaced, and so is one that stands still.
func TestWorkersAreReplaced(t *testing.T) {
	k := newKernel(t)
	for range 3 {
		pid := k.worker()
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		if !eventually(10*time.Second, func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }) {
			t.Fatal("the worker lives")
		}
		if text := k.run("fmt.Println(os.Getpid())", nil); !strings.Contains(text, "signal: killed") || strings.Contains(text, strconv.Itoa(pid)) {
			t.Errorf("the next cell shows %q", text)
		}
	}
	if err := syscall.Kill(k.worker(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if err := k.client.Shutdown(k.context(), false); err != nil {
		t.Fatal(err)
	}
	k.awaitEnd()
	leavesNothing(t)
}
