package kernel_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

// Questions about code that is being typed do not wait for a running cell, and
// front ends are told that the kernel is still busy with it.
func TestQuestionsOvertakeACell(t *testing.T) {
	k := serve(t, "tcp")
	c, other := k.dial(t), k.dial(t)
	states := make(chan string, 100) // with the cell
	done := make(chan error, 1)
	go func() {
		defer close(states)
		_, err := c.Execute(deadline(t), "wait", jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
			var status struct {
				State string `json:"execution_state"`
			}
			if json.Unmarshal(m.Content, &status) == nil && m.Type() == "status" {
				states <- status.State
			}
		})
		done <- err
	}()
	<-k.interp.waiting
	if s := <-states; s != "busy" {
		t.Fatalf("the cell begins with %s", s)
	}

	for range 3 {
		reply, err := c.Request(deadline(t), "complete_request", map[string]any{"code": "fm", "cursor_pos": 2})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]any{"FM"}, decode(t, reply)["matches"]); d != "" {
			t.Errorf("matches (-want +got):\n%s", d)
		}
		reply, err = other.Request(deadline(t), "inspect_request", map[string]any{"code": "fm", "cursor_pos": 2})
		if err != nil {
			t.Fatal(err)
		}
		if decode(t, reply)["found"] != true {
			t.Errorf("inspect: %s", reply.Content)
		}
		for range 2 {
			if s := <-states; s != "busy" {
				t.Errorf("after a question, the kernel is %s with the cell", s)
			}
		}
	}

	if err := c.Interrupt(deadline(t)); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	for s := range states {
		if s != "idle" {
			t.Errorf("at the end, the kernel is %s with the cell", s)
		}
	}
	reply, err := c.Request(deadline(t), "complete_request", map[string]any{"code": "fm", "cursor_pos": 2})
	if err != nil || decode(t, reply)["status"] != "ok" {
		t.Errorf("a completion after the cell: %v", err)
	}
}

// A question is answered once, also when it has overtaken a cell that then fails
// and aborts what is queued behind it.
func TestQuestionsAreNotAborted(t *testing.T) {
	k := serve(t, "tcp")
	c := k.dial(t)
	failing, queued := make(chan error, 1), make(chan string, 1)
	go func() {
		_, err := c.Execute(deadline(t), "wait", jupyter.ExecuteOptions{}, nil)
		failing <- err
	}()
	<-k.interp.waiting
	go func() {
		reply, err := c.Execute(deadline(t), "print no", jupyter.ExecuteOptions{}, nil)
		if err != nil {
			t.Error(err)
			close(queued)
			return
		}
		queued <- decode(t, reply)["status"].(string)
	}()
	for range 5 {
		if _, err := c.Request(deadline(t), "inspect_request", map[string]any{"code": "fm", "cursor_pos": 2}); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Interrupt(deadline(t)); err != nil {
		t.Fatal(err)
	}
	if err := <-failing; err != nil {
		t.Fatal(err)
	}
	if status := <-queued; status != "aborted" {
		t.Errorf("the cell behind the one that failed is %s", status)
	}
	if got, _ := transcript(t, c, "result on", jupyter.ExecuteOptions{}); got == "" {
		t.Error("the kernel does not go on")
	}
}
