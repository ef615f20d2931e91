package kernel_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

// say sends what a comm of a client says, and returns the id of the message.
func (w *wire) say(msgType string, content any, buffers ...[]byte) string {
	w.t.Helper()
	m, err := w.session.New(msgType, nil, content)
	if err != nil {
		w.t.Fatal(err)
	}
	m.Metadata = json.RawMessage(`{"version":"2.1"}`)
	m.Buffers = buffers
	w.send(w.session.Encode(m))
	return m.Header.MsgID
}

// await returns when all that was sent before has been handled.
func (w *wire) await() {
	w.t.Helper()
	w.send(w.frames("kernel_info_request", struct{}{}))
	if msgType, _ := w.recv(); msgType != "kernel_info_reply" {
		w.t.Errorf("got a %s", msgType)
	}
}

func comms(t *testing.T, c *jupyter.Client, content any) any {
	t.Helper()
	reply, err := c.Request(deadline(t), "comm_info_request", content)
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, reply)["comms"]
}

func TestComms(t *testing.T) {
	k := serve(t, "tcp")
	c, w := k.dial(t), k.wire(t, k.connection.ShellPort)
	messages := k.published(t, c)

	w.say("comm_open", map[string]any{"comm_id": "a", "target_name": "nobody", "data": map[string]any{}})
	if m := next(t, messages, "comm_close"); string(m.Content) != `{"comm_id":"a","data":{}}` {
		t.Errorf("an unknown target: %s", m.Content)
	}
	w.say("comm_open", map[string]any{"comm_id": "b", "target_name": "echo"})
	w.await()
	for want, content := range map[string]any{"echo": map[string]any{}, "all": map[string]any{"target_name": "echo"}, "null": map[string]any{"target_name": nil}} {
		if d := cmp.Diff(map[string]any{"b": map[string]any{"target_name": "echo"}}, comms(t, c, content)); d != "" {
			t.Errorf("%s (-want +got):\n%s", want, d)
		}
	}
	if got := comms(t, c, map[string]any{"target_name": "other"}); len(got.(map[string]any)) != 0 {
		t.Errorf("of another target: %v", got)
	}

	// What the counterpart prints and says belongs to the message.
	id := w.say("comm_msg", map[string]any{"comm_id": "b", "data": []int{1, 2}}, []byte{0, 255}, nil)
	m := next(t, messages, "stream")
	if m.ParentID() != id {
		t.Errorf("the print's parent is %s, not %s", m.ParentID(), id)
	}
	m = next(t, messages, "comm_msg")
	if string(m.Content) != `{"comm_id":"b","data":[1,2]}` || m.ParentID() != id || string(m.Metadata) != `{"version":"2.1"}` {
		t.Errorf("%s %s, parent %s", m.Content, m.Metadata, m.ParentID())
	}
	if d := cmp.Diff([][]byte{{0, 255}, {}}, m.Buffers); d != "" {
		t.Errorf("buffers (-want +got):\n%s", d)
	}

	w.say("comm_msg", map[string]any{"comm_id": "b", "data": "panic"})
	w.say("comm_msg", map[string]any{"data": "nowhere"})
	w.say("comm_close", map[string]any{"comm_id": "b", "data": nil})
	w.await() // none of these is answered
	if got := comms(t, c, struct{}{}); len(got.(map[string]any)) != 0 {
		t.Errorf("after the end: %v", got)
	}
}

// A silent cell shows nothing, but its comms speak.
func TestACellOpensAComm(t *testing.T) {
	c := serve(t, "tcp").dial(t)
	for _, silent := range []bool{false, true} {
		got, _ := transcript(t, c, "print x\nopen plot", jupyter.ExecuteOptions{Silent: silent})
		if !strings.Contains(got, `comm_open {"comm_id":"from-cell","target_name":"plot","data":{}}`) {
			t.Errorf("silent %v:\n%s", silent, got)
		}
	}
}

// What comms say reaches the cells while one runs, but not before cells that
// were sent earlier.
func TestCommsOvertakeARunningCell(t *testing.T) {
	k := serve(t, "tcp")
	c, w := k.dial(t), k.wire(t, k.connection.ShellPort)
	messages := k.published(t, c)
	w.say("comm_open", map[string]any{"comm_id": "b", "target_name": "echo"})
	w.execute("wait", false)
	<-k.interp.waiting
	for i := range 3 {
		w.say("comm_msg", map[string]any{"comm_id": "b", "data": i})
	}
	w.execute("print second", false)
	w.say("comm_msg", map[string]any{"comm_id": "b", "data": 3})
	for i := range 3 {
		if m := next(t, messages, "comm_msg"); decode(t, m)["data"] != float64(i) {
			t.Errorf("message %d: %s", i, m.Content)
		}
	}
	w.settle(k)
	w.send(w.frames("comm_info_request", struct{}{})) // a question overtakes all
	if msgType, _ := w.recv(); msgType != "comm_info_reply" {
		t.Errorf("got a %s", msgType)
	}
	if err := c.Interrupt(deadline(t)); err != nil {
		t.Fatal(err)
	}
	for m := range messages {
		if text := string(m.Content); m.Type() == "comm_msg" {
			t.Fatalf("%s came before the second cell", text)
		} else if strings.Contains(text, "second\\n") {
			break
		}
	}
	if m := next(t, messages, "comm_msg"); decode(t, m)["data"] != 3.0 {
		t.Errorf("the last message: %s", m.Content)
	}
}
