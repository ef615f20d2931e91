package kernel_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"runtime"
	"strconv"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
	"github.com/gopherbook/gopherbook/kernel/jupyter/zmq"
)

// A flood of output reaches a client whole, though another takes none of it, and
// does not pile up in the kernel.
func TestAFloodBesideAStuckSubscriber(t *testing.T) {
	k := serve(t, "tcp")
	c := k.dial(t)
	endpoint := "tcp://" + net.JoinHostPort(k.connection.IP, strconv.Itoa(k.connection.IOPubPort))
	stuck, err := zmq.Dial(deadline(t), zmq.Sub, endpoint, "", zmq.DefaultLimits, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer stuck.Close()
	if err := stuck.Subscribe(""); err != nil {
		t.Fatal(err)
	}
	if _, err := stuck.Recv(); err != nil { // the welcome, and nothing more
		t.Fatal(err)
	}
	const kB = 100_000
	got, messages, most := 0, 0, uint64(0)
	reply, err := c.Execute(deadline(t), "flood "+strconv.Itoa(kB), jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
		if m.Type() == "stream" {
			got += len(decode(t, m)["text"].(string))
		}
		if messages++; messages%100 == 0 {
			var stats runtime.MemStats
			runtime.ReadMemStats(&stats)
			most = max(most, stats.HeapAlloc)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if got != kB<<10 || decode(t, reply)["status"] != "ok" {
		t.Errorf("%d bytes came of %d; the reply is %s", got, kB<<10, reply.Content)
	}
	if most > 200<<20 {
		t.Errorf("the process used %d MB", most>>20)
	}
	t.Logf("%d messages; %d MB at most", messages, most>>20)
}

// A client that comes late, or goes in the midst of a flood, harms nobody.
func TestClientsThatComeAndGoInAFlood(t *testing.T) {
	k := serve(t, "tcp")
	c := k.dial(t)
	flood, stop := context.WithCancel(t.Context())
	gone := make(chan struct{})
	left := 0 // in the midst of it
	go func() {
		defer close(gone)
		for flood.Err() == nil {
			conn, err := net.Dial("tcp", net.JoinHostPort(k.connection.IP, strconv.Itoa(k.connection.IOPubPort)))
			if err != nil {
				t.Error(err)
				return
			}
			greeting := append([]byte{0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0}, "NULL"...)
			conn.Write(append(greeting, make([]byte, 64-len(greeting))...))
			conn.Write([]byte("\x04\x19\x05READY\x0bSocket-Type\x00\x00\x00\x03SUB\x00\x01\x01")) // and all topics
			leave := context.AfterFunc(flood, func() { conn.Close() })
			if n, _ := io.CopyN(io.Discard, conn, 100_000); n == 100_000 {
				left++
			}
			leave()
			conn.Close()
		}
	}()
	got := 0
	_, err := c.Execute(deadline(t), "flood 20000", jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
		if m.Type() == "stream" {
			got += len(decode(t, m)["text"].(string))
		}
	})
	stop()
	<-gone
	if err != nil || got != 20000<<10 || left == 0 {
		t.Errorf("%d bytes, %v; %d clients left in the midst", got, err, left)
	}
}
