package kernel_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

// asked is a client that answers questions.
type asked struct {
	k            *served
	shell, stdin *wire
}

func (k *served) asked(t *testing.T) *asked {
	return &asked{k, k.wire(t, k.connection.ShellPort), k.wire(t, k.connection.StdinPort)}
}

func (a *asked) execute(code string) {
	a.shell.send(a.shell.frames("execute_request", map[string]any{"code": code, "allow_stdin": true}))
}

// expect receives a question.
func (a *asked) expect(t *testing.T, prompt string, password bool) {
	t.Helper()
	msgType, content := a.stdin.recv()
	want := map[string]any{"prompt": prompt, "password": password}
	if d := cmp.Diff(want, content); msgType != "input_request" || d != "" {
		t.Errorf("%s (-want +got):\n%s", msgType, d)
	}
}

// answer sends an answer as jupyter_client does, which names no parent.
func (a *asked) answer(line string) {
	a.stdin.send(a.stdin.frames("input_reply", map[string]any{"value": line, "status": "ok"}))
}

// replied returns the status of the next reply on shell, and its evalue.
func (a *asked) replied(t *testing.T) string {
	t.Helper()
	msgType, reply := a.shell.recv()
	evalue, _ := reply["evalue"].(string)
	if msgType != "execute_reply" {
		t.Errorf("got a %s", msgType)
	}
	return reply["status"].(string) + " " + evalue
}

func TestInput(t *testing.T) {
	k := serve(t, "tcp")
	c, a := k.dial(t), k.asked(t)
	messages := k.published(t, c)
	a.execute("print before\nask Name? \nsecret Word? ")
	a.expect(t, "Name? ", false)
	if text := decode(t, next(t, messages, "stream"))["text"]; text != "before\n" {
		t.Errorf("before the question came %q", text)
	}
	// The heart beats, and control is served.
	if err := c.Heartbeat(deadline(t)); err != nil {
		t.Error(err)
	}
	control := k.wire(t, k.connection.ControlPort)
	control.send(control.frames("kernel_info_request", struct{}{}))
	control.recv()

	a.answer("Ada ")
	if text := decode(t, next(t, messages, "stream"))["text"]; text != "you said Ada \n" {
		t.Errorf("got %q", text)
	}
	a.expect(t, "Word? ", true)
	a.answer("s3cret")
	if got := a.replied(t); got != "ok " {
		t.Error(got)
	}
	next(t, messages, "stream")

	a.execute("ask")
	a.expect(t, "", false)
	a.answer("\x04")
	if got := a.replied(t); got != "error EOF" {
		t.Error(got)
	}
}

func TestInputOfOthersIsNotTaken(t *testing.T) {
	k := serve(t, "tcp")
	c, a := k.dial(t), k.asked(t)
	messages := k.published(t, c)
	a.answer("too early")
	a.stdin.settle(k)
	a.execute("ask")
	a.expect(t, "", false)
	mallory := k.wireAs(t, k.connection.StdinPort, "mallory")
	mallory.send(mallory.frames("input_reply", map[string]any{"value": "mine"}))
	mallory.settle(k) // it has been read
	m, err := a.stdin.session.New("input_reply", &jupyter.Message{RawHeader: []byte(`{"msg_id": "of another question"}`)}, map[string]any{"value": "stale"})
	if err != nil {
		t.Fatal(err)
	}
	a.stdin.send(a.stdin.session.Encode(m))
	a.stdin.send(a.stdin.frames("input_reply", map[string]any{"value": 7}))
	a.stdin.send(a.stdin.frames("nonsense", map[string]any{}))
	a.answer("right")
	if got := a.replied(t); got != "ok " {
		t.Error(got)
	}
	if text := decode(t, next(t, messages, "stream"))["text"]; text != "you said right\n" {
		t.Errorf("the cell got %q", text)
	}
}

func TestAnInterruptEndsAQuestion(t *testing.T) {
	k := serve(t, "tcp")
	c, a := k.dial(t), k.asked(t)
	a.execute("ask")
	a.expect(t, "", false)
	if err := c.Interrupt(deadline(t)); err != nil {
		t.Fatal(err)
	}
	if got := a.replied(t); got != "error context canceled" {
		t.Error(got)
	}
	a.answer("too late")
	a.stdin.settle(k)
	a.execute("ask again")
	a.expect(t, "again", false)
	a.answer("in time")
	if got := a.replied(t); got != "ok " {
		t.Error(got)
	}
}

func TestNobodyToAsk(t *testing.T) {
	k := serve(t, "tcp")
	w := k.wireAs(t, k.connection.ShellPort, "deaf") // not connected on stdin
	w.send(w.frames("execute_request", map[string]any{"code": "ask", "allow_stdin": true}))
	if _, reply := w.recv(); reply["evalue"] != "this front end gives no input" {
		t.Errorf("a client that does not listen: %v", reply)
	}
	w.send(w.frames("execute_request", map[string]any{"code": "ask", "allow_stdin": false}))
	if _, reply := w.recv(); reply["ename"] != "nobody" {
		t.Errorf("a client that does not allow it: %v", reply)
	}
}
