package jupyter_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

// kernel is the least that a client takes for a kernel. It answers a request on shell with
// the messages that answer makes.
func kernel(t *testing.T, answer func(s *jupyter.Sockets, reply func(*jupyter.Socket, string, any), m *jupyter.Message)) (*jupyter.ConnectionFile, *jupyter.Sockets) {
	t.Helper()
	c, err := jupyter.NewConnectionFile()
	if err != nil {
		t.Fatal(err)
	}
	session := jupyter.NewSession([]byte(c.Key))
	sockets, err := jupyter.Listen(c, session, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for _, socket := range []*jupyter.Socket{sockets.Shell, sockets.Control} {
		wg.Go(func() {
			for {
				m, err := socket.Recv()
				if err != nil {
					return
				}
				answer(sockets, func(to *jupyter.Socket, msgType string, content any) {
					r, err := session.New(msgType, m, content)
					if err != nil {
						t.Error(err)
						return
					}
					to.Send(r)
				}, m)
			}
		})
	}
	t.Cleanup(func() {
		sockets.Close()
		wg.Wait()
	})
	return c, sockets
}

func deadline(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

var idle = map[string]string{"execution_state": "idle"}

func TestExecuteAwaitsTheReplyAndIdleInEitherOrder(t *testing.T) {
	for _, idleFirst := range []bool{true, false} {
		connection, _ := kernel(t, func(s *jupyter.Sockets, reply func(*jupyter.Socket, string, any), m *jupyter.Message) {
			if idleFirst {
				reply(s.IOPub, "status", idle)
			}
			reply(s.Shell, "execute_reply", map[string]string{"status": "ok"})
			if !idleFirst {
				reply(s.IOPub, "stream", struct{}{})
				reply(s.IOPub, "status", idle)
			}
		})
		c, err := jupyter.Dial(deadline(t), connection)
		if err != nil {
			t.Fatal(err)
		}
		var last *jupyter.Message
		reply, err := c.Execute(deadline(t), "x", jupyter.ExecuteOptions{}, func(m *jupyter.Message) { last = m })
		if err != nil || reply.Type() != "execute_reply" {
			t.Errorf("reply %v, %v", reply, err)
		}
		if last == nil || last.Type() != "status" {
			t.Errorf("the last message is %v", last)
		}
		c.Close()
	}
}

func TestDialGivesUpWithItsContext(t *testing.T) {
	nobody, err := jupyter.NewConnectionFile()
	if err != nil {
		t.Fatal(err)
	}
	mute, _ := kernel(t, func(*jupyter.Sockets, func(*jupyter.Socket, string, any), *jupyter.Message) {})
	noIOPub, _ := kernel(t, func(s *jupyter.Sockets, reply func(*jupyter.Socket, string, any), m *jupyter.Message) {
		reply(s.Shell, "kernel_info_reply", struct{}{})
	})
	wrongKey := *noIOPub
	wrongKey.Key = "guess"
	for name, c := range map[string]*jupyter.ConnectionFile{"nobody": nobody, "mute": mute, "no iopub": noIOPub, "wrong key": &wrongKey} {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		if _, err := jupyter.Dial(ctx, c); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
	}
	if _, err := jupyter.Dial(t.Context(), &jupyter.ConnectionFile{}); err == nil {
		t.Error("dialled nowhere")
	}
}

func TestAContextEndsExecute(t *testing.T) {
	connection, sockets := kernel(t, func(s *jupyter.Sockets, reply func(*jupyter.Socket, string, any), m *jupyter.Message) {
		if m.Type() == "kernel_info_request" {
			reply(s.Shell, "kernel_info_reply", struct{}{})
			reply(s.IOPub, "status", idle)
		}
	})
	c, err := jupyter.Dial(deadline(t), connection)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := c.Execute(ctx, "x", jupyter.ExecuteOptions{}, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if err := c.Heartbeat(deadline(t)); err != nil {
		t.Error(err)
	}
	sockets.Close()
	<-c.Done()
	if _, err := c.Execute(deadline(t), "x", jupyter.ExecuteOptions{}, nil); !errors.Is(err, jupyter.ErrKernelGone) {
		t.Errorf("got %v", err)
	}
	if err := c.Heartbeat(deadline(t)); !errors.Is(err, jupyter.ErrKernelGone) {
		t.Errorf("got %v", err)
	}
}
