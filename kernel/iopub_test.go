package kernel_test

import (
	"log/slog"
	"net"
	"strconv"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
	"github.com/gopherbook/gopherbook/kernel/jupyter/zmq"
)

// published returns what the kernel publishes from now on, to all and sundry.
func (k *served) published(t *testing.T, c *jupyter.Client) <-chan *jupyter.Message {
	t.Helper()
	endpoint := "tcp://" + net.JoinHostPort(k.connection.IP, strconv.Itoa(k.connection.IOPubPort))
	socket, err := zmq.Dial(deadline(t), zmq.Sub, endpoint, "", zmq.DefaultLimits, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := socket.Subscribe(""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { socket.Close() })
	session := jupyter.NewSession([]byte(k.connection.Key))
	messages := make(chan *jupyter.Message, 1000)
	go func() {
		defer close(messages)
		for {
			frames, err := socket.Recv()
			if err != nil {
				return
			}
			m, err := session.Decode(frames)
			if err != nil {
				t.Error(err)
				return
			}
			messages <- m
		}
	}()
	for len(messages) == 0 { // until the subscription has arrived
		if _, err := c.KernelInfo(deadline(t)); err != nil {
			t.Fatal(err)
		}
	}
	return messages
}

// next returns the next message of a type.
func next(t *testing.T, messages <-chan *jupyter.Message, msgType string) *jupyter.Message {
	t.Helper()
	for {
		select {
		case m, ok := <-messages:
			if !ok {
				t.Fatalf("the kernel ended without a %s", msgType)
			}
			if m.Type() == msgType {
				return m
			}
		case <-deadline(t).Done():
			t.Fatalf("no %s came", msgType)
		}
	}
}

func TestLateOutputBelongsToItsCell(t *testing.T) {
	k := serve(t, "tcp")
	c := k.dial(t)
	messages := k.published(t, c)
	transcript(t, c, "late hello", jupyter.ExecuteOptions{})
	cell := next(t, messages, "execute_input").ParentID()
	transcript(t, c, "release", jupyter.ExecuteOptions{})
	m := next(t, messages, "stream")
	if m.ParentID() != cell || decode(t, m)["text"] != "hello" {
		t.Errorf("got %s with parent %s, want one of %s", m.Content, m.ParentID(), cell)
	}
}

func TestTheParentHeaderIsTheRequestsHeaderVerbatim(t *testing.T) {
	k := serve(t, "tcp")
	c := k.dial(t)
	messages := k.published(t, c)
	w := k.wire(t, k.connection.ShellPort)
	m, err := w.session.New("comm_open", nil, map[string]any{"comm_id": "c1", "target_name": "nobody", "data": 1})
	if err != nil {
		t.Fatal(err)
	}
	m.RawHeader = []byte(`{"msg_id": "m1",  "msg_type": "comm_open", "date": null, "subshell_id": null, "x": [1.50]}`)
	w.send(w.session.Encode(m))
	closed := next(t, messages, "comm_close")
	if string(closed.ParentHeader) != string(m.RawHeader) {
		t.Errorf("parent_header %s, want %s", closed.ParentHeader, m.RawHeader)
	}
	if decode(t, closed)["comm_id"] != "c1" {
		t.Errorf("content %s", closed.Content)
	}
}

func TestTheEndIsToldToAll(t *testing.T) {
	k := serve(t, "tcp")
	c := k.dial(t)
	messages := k.published(t, c)
	if err := c.Shutdown(deadline(t), true); err != nil {
		t.Fatal(err)
	}
	if m := next(t, messages, "shutdown_reply"); decode(t, m)["restart"] != true {
		t.Errorf("got %s", m.Content)
	}
}

func TestWelcome(t *testing.T) {
	k := serve(t, "tcp")
	k.dial(t)
	endpoint := "tcp://" + net.JoinHostPort(k.connection.IP, strconv.Itoa(k.connection.IOPubPort))
	socket, err := zmq.Dial(deadline(t), zmq.Sub, endpoint, "", zmq.DefaultLimits, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	if err := socket.Subscribe("st"); err != nil {
		t.Fatal(err)
	}
	frames, err := socket.Recv()
	if err != nil {
		t.Fatal(err)
	}
	m, err := jupyter.NewSession([]byte(k.connection.Key)).Decode(frames)
	if err != nil {
		t.Fatal(err)
	}
	if m.Type() != "iopub_welcome" || string(m.Content) != `{"subscription":"st"}` || string(m.ParentHeader) != "{}" || string(m.Identities[0]) != "st" {
		t.Errorf("got %s %s, parent %s, topic %q", m.Type(), m.Content, m.ParentHeader, m.Identities)
	}
}
