package kernel_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

func TestInterruptStopsTheRunningCell(t *testing.T) {
	k := serve(t, "tcp")
	c := k.dial(t)
	ctx := deadline(t)
	if err := c.Interrupt(ctx); err != nil { // nothing runs: nothing happens
		t.Fatal(err)
	}
	var once sync.Once
	reply, err := c.Execute(ctx, "show x\nwait", jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
		if m.Type() != "display_data" {
			return
		}
		once.Do(func() {
			<-k.interp.waiting
			if err := c.Heartbeat(ctx); err != nil {
				t.Error(err)
			}
			if err := c.Interrupt(ctx); err != nil {
				t.Error(err)
			}
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"status": "error", "ename": "interrupted", "evalue": "the cell was interrupted",
		"traceback": []any{"cell 1, line 1"}, "execution_count": 1.0,
	}
	if d := cmp.Diff(want, decode(t, reply)); d != "" {
		t.Errorf("reply (-want +got):\n%s", d)
	}
}

func TestControlIsServedWhileACellRuns(t *testing.T) {
	k := serve(t, "tcp")
	shell, control := k.wire(t, k.connection.ShellPort), k.wire(t, k.connection.ControlPort)
	shell.execute("wait", true)
	<-k.interp.waiting
	for _, request := range []string{"kernel_info", "comm_info", "interrupt"} {
		control.send(control.frames(request+"_request", struct{}{}))
		if msgType, reply := control.recv(); msgType != request+"_reply" || reply["status"] != "ok" {
			t.Errorf("%s: %s %v", request, msgType, reply)
		}
	}
	if _, reply := shell.recv(); reply["ename"] != "interrupted" {
		t.Errorf("the cell: %v", reply)
	}
}

func TestShutdownIsAnsweredAndEndsTheKernel(t *testing.T) {
	for _, restart := range []bool{false, true} {
		k := serve(t, "tcp")
		w := k.wire(t, k.connection.ControlPort)
		w.send(w.frames("shutdown_request", map[string]any{"restart": restart}))
		msgType, reply := w.recv()
		if d := cmp.Diff(map[string]any{"status": "ok", "restart": restart}, reply); msgType != "shutdown_reply" || d != "" {
			t.Errorf("%s (-want +got):\n%s", msgType, d)
		}
		k.ended(t)
	}
}

func TestShutdownEndsARunningCell(t *testing.T) {
	k := serve(t, "tcp")
	c := k.dial(t)
	ctx := deadline(t)
	var wg sync.WaitGroup
	wg.Go(func() {
		<-k.interp.waiting
		if err := c.Shutdown(ctx, false); err != nil {
			t.Error(err)
		}
	})
	var last string
	c.Execute(ctx, "wait", jupyter.ExecuteOptions{}, func(m *jupyter.Message) { last = m.Type() + string(m.Content) })
	wg.Wait()
	k.ended(t)
	if !strings.Contains(last, "idle") {
		t.Errorf("the last message of the cell was %s", last)
	}
	<-c.Done()
	if _, err := c.Execute(ctx, "print", jupyter.ExecuteOptions{}, nil); err != jupyter.ErrKernelGone {
		t.Errorf("executing in a kernel that ended: %v", err)
	}
}

func TestShutdownOnShell(t *testing.T) {
	k := serve(t, "tcp")
	w := k.wire(t, k.connection.ShellPort)
	w.send(w.frames("shutdown_request", struct{}{}))
	if msgType, _ := w.recv(); msgType != "shutdown_reply" {
		t.Errorf("got %s", msgType)
	}
	k.ended(t)
}
