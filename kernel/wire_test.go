package kernel_test

import (
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
	"github.com/gopherbook/gopherbook/kernel/jupyter/zmq"
)

// wire is a client that does not mind its manners: it sends what it likes on one socket.
type wire struct {
	t       *testing.T
	session *jupyter.Session
	socket  *zmq.Socket
}

func (k *served) wire(t *testing.T, port int) *wire {
	t.Helper()
	return k.wireAs(t, port, "wire")
}

// wireAs is wire for a client with an identity of its own.
func (k *served) wireAs(t *testing.T, port int, identity string) *wire {
	t.Helper()
	endpoint := "tcp://" + net.JoinHostPort(k.connection.IP, strconv.Itoa(port))
	socket, err := zmq.Dial(deadline(t), zmq.Dealer, endpoint, identity, zmq.DefaultLimits, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { socket.Close() })
	return &wire{t, jupyter.NewSession([]byte(k.connection.Key)), socket}
}

func (w *wire) frames(msgType string, content any) [][]byte {
	w.t.Helper()
	m, err := w.session.New(msgType, nil, content)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.session.Encode(m)
}

func (w *wire) send(frames [][]byte) {
	w.t.Helper()
	if err := w.socket.Send(frames); err != nil {
		w.t.Fatal(err)
	}
}

func (w *wire) execute(code string, stopOnError bool) {
	w.t.Helper()
	w.send(w.frames("execute_request", map[string]any{"code": code, "stop_on_error": stopOnError, "allow_stdin": false}))
}

// recv returns the type of the next message and its content.
func (w *wire) recv() (string, map[string]any) {
	w.t.Helper()
	frames, err := w.socket.Recv()
	if err != nil {
		w.t.Fatal(err)
	}
	m, err := w.session.Decode(frames)
	if err != nil {
		w.t.Fatal(err)
	}
	return m.Type(), decode(w.t, m)
}

// settle returns when the kernel has read what was sent before: it drops a
// message that comes after.
func (w *wire) settle(k *served) {
	w.t.Helper()
	w.send([][]byte{[]byte("nonsense")})
	<-k.dropped
}

func TestAFailureAbortsTheCellsBehindIt(t *testing.T) {
	for _, stopOnError := range []bool{true, false} {
		k := serve(t, "tcp")
		c, w := k.dial(t), k.wire(t, k.connection.ShellPort)
		w.execute("wait", stopOnError)
		w.execute("print", true)
		w.send(w.frames("kernel_info_request", struct{}{}))
		w.execute("print", true)
		w.send(w.frames("inspect_request", struct{}{}))
		w.send(w.frames("comm_info_request", struct{}{}))
		w.settle(k)
		<-k.interp.waiting
		if err := c.Interrupt(deadline(t)); err != nil {
			t.Fatal(err)
		}
		w.execute("print", true) // after the failure, perhaps

		var got []string
		for range 6 {
			msgType, content := w.recv()
			got = append(got, msgType+" "+content["status"].(string))
		}
		behind := "ok"
		if stopOnError {
			behind = "aborted"
		}
		want := []string{
			"execute_reply error", "execute_reply " + behind, "kernel_info_reply ok",
			"execute_reply " + behind, "inspect_reply ok", "comm_info_reply ok",
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("stop_on_error %v: replies (-want +got):\n%s", stopOnError, d)
		}
		w.recv() // of the last cell, which raced with the failure
		if _, reply := transcript(t, c, "print", jupyter.ExecuteOptions{}); reply["status"] != "ok" {
			t.Errorf("stop_on_error %v: after the failure: %v", stopOnError, reply)
		}
	}
}

func TestAHundredQueuedCellsAreAnsweredInOrder(t *testing.T) {
	k := serve(t, "tcp")
	w := k.wire(t, k.connection.ShellPort)
	for range 100 {
		w.execute("print", true)
	}
	for i := range 100 {
		if _, content := w.recv(); content["execution_count"] != float64(i+1) {
			t.Fatalf("reply %d: %v", i, content)
		}
	}
}

func TestBadMessagesAreDroppedAndTheKernelGoesOn(t *testing.T) {
	k := serve(t, "tcp")
	for _, port := range []int{k.connection.ShellPort, k.connection.ControlPort, k.connection.StdinPort} {
		w := k.wire(t, port)
		stranger := jupyter.NewSession([]byte("another key"))
		m, err := stranger.New("execute_request", nil, map[string]any{"code": "print"})
		if err != nil {
			t.Fatal(err)
		}
		replayed := w.frames("kernel_info_request", struct{}{})
		if port != k.connection.StdinPort { // where there are no replies
			w.send(replayed)
			w.recv()
		}
		bad := map[string][][]byte{
			"a stranger's":  stranger.Encode(m),
			"no delimiter":  replayed[1:],
			"no parts":      replayed[:3],
			"an empty one":  {{}},
			"broken JSON":   w.session.Encode(&jupyter.Message{RawHeader: []byte("{"), Content: []byte("}")}),
			"no signature":  append([][]byte{replayed[0], nil}, replayed[2:]...),
			"no message id": w.session.Encode(&jupyter.Message{RawHeader: []byte("[]")}),
		}
		if port != k.connection.StdinPort {
			bad["a replayed one"] = replayed
		}
		for name, frames := range bad {
			w.send(frames)
			select {
			case <-k.dropped:
			case <-deadline(t).Done():
				t.Fatalf("port %d: %s was not dropped", port, name)
			}
		}
	}
	c := k.dial(t)
	if got, reply := transcript(t, c, "print", jupyter.ExecuteOptions{}); reply["execution_count"] != 1.0 {
		t.Errorf("afterwards: %v\n%s", reply, got)
	}
}

func TestRequestsThatMakeNoSense(t *testing.T) {
	k := serve(t, "tcp")
	w := k.wire(t, k.connection.ShellPort)
	for msgType, content := range map[string]any{
		"execute_request":     map[string]any{"code": 7},
		"complete_request":    map[string]any{"cursor_pos": "x"},
		"is_complete_request": map[string]any{"code": "panic"}, // the interpreter panics
		"shutdown_request":    map[string]any{"restart": "no"},
	} {
		w.send(w.frames(msgType, content))
		if _, reply := w.recv(); reply["status"] != "error" || fmt.Sprint(reply["traceback"]) == "[]" {
			t.Errorf("%s: %v", msgType, reply)
		}
	}
	for _, unknown := range []string{"no_such_request", "connect_request", "create_subshell_request"} {
		w.send(w.frames(unknown, struct{}{}))
		msgType, reply := w.recv()
		if msgType != strings.TrimSuffix(unknown, "request")+"reply" || reply["evalue"] != "this kernel knows no "+unknown {
			t.Errorf("%s %v", msgType, reply)
		}
	}
	// None of these is answered.
	for _, unknown := range []string{"no_such_type", "execute_reply", "comm_msg", "status"} {
		w.send(w.frames(unknown, struct{}{}))
	}
	w.send(w.frames("kernel_info_request", map[string]any{"unknown": []int{1}, "fields": nil}))
	if msgType, _ := w.recv(); msgType != "kernel_info_reply" {
		t.Errorf("got %s", msgType)
	}
}
