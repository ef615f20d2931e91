package kernel_test

import (
	"os/exec"
	"strconv"
	"syscall"
	"testing"

	"github.com/gopherbook/gopherbook/kernel"
	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

func TestSIGINTInterruptsTheRunningCell(t *testing.T) {
	k := serve(t, "tcp")
	w := k.wire(t, k.connection.ShellPort)
	w.execute("wait", true)
	<-k.interp.waiting
	if err := syscall.Kill(syscall.Getpid(), syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if _, reply := w.recv(); reply["ename"] != "interrupted" {
		t.Errorf("the cell: %v", reply)
	}
}

func TestSIGTERMEndsTheKernel(t *testing.T) {
	k := serve(t, "tcp")
	k.dial(t) // it is there
	if err := syscall.Kill(syscall.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	k.ended(t)
}

func TestTheKernelEndsWithItsParent(t *testing.T) {
	parent := exec.Command("sleep", "1000")
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	t.Setenv("JPY_PARENT_PID", strconv.Itoa(parent.Process.Pid))
	k := serve(t, "tcp")
	k.dial(t)
	parent.Process.Kill()
	parent.Wait()
	k.ended(t)
}

func TestAPortInUseIsSaid(t *testing.T) {
	first := serve(t, "tcp")
	first.dial(t)
	second := newScript()
	if err := kernel.Serve(t.Context(), first.connection, second, kernel.Options{}); err == nil || !second.closed {
		t.Errorf("a second kernel on the same ports: %v", err)
	}
}

func TestSeveralClients(t *testing.T) {
	k := serve(t, "tcp")
	ada, bob := k.dial(t), k.dial(t)
	for i, c := range []*jupyter.Client{ada, bob, ada, bob} {
		if _, reply := transcript(t, c, "print", jupyter.ExecuteOptions{}); reply["execution_count"] != float64(i+1) {
			t.Errorf("cell %d: %v", i+1, reply)
		}
	}
	ada.Close()
	if _, reply := transcript(t, bob, "print", jupyter.ExecuteOptions{}); reply["execution_count"] != 5.0 {
		t.Errorf("after a client left: %v", reply)
	}
}
