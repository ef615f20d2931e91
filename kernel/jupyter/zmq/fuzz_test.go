package zmq_test

import (
	"io"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/gopherbook/gopherbook/kernel/jupyter/zmq"
)

// Whatever a peer sends, whole or in two pieces, the socket lives and serves others.
func FuzzPeer(f *testing.F) {
	limits := zmq.DefaultLimits
	limits.MessageBytes = 1 << 16
	limits.Peers = 1 << 20
	sockets := []*zmq.Socket{
		listen(f, zmq.Router, "ipc://"+filepath.Join(f.TempDir(), "router"), limits),
		listen(f, zmq.Pub, "ipc://"+filepath.Join(f.TempDir(), "pub"), limits),
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		for {
			frames, err := sockets[0].Recv()
			if err != nil {
				return
			}
			size := 0
			for _, frame := range frames[1:] {
				size += len(frame)
			}
			if size > limits.MessageBytes {
				f.Errorf("a message of %d bytes", size)
			}
		}
	}()
	f.Cleanup(func() {
		for _, s := range sockets {
			s.Close()
		}
		<-drained
	})

	f.Add(greeting(), uint16(10))
	f.Add(ready(dealerProperties), uint16(64))
	f.Add(append(ready(dealerProperties), "\x01\x02hi\x00\x05there"...), uint16(90))
	f.Add(append(ready(dealerProperties), "\x02\x00\x00\x00\x00\x00\x01\x00\x00x"...), uint16(0))
	f.Add(append(ready("\x0bSocket-Type\x00\x00\x00\x03SUB"), "\x00\x01\x01\x00\x01\x00\x04\x07\x04PING\x00\x00"...), uint16(70))
	f.Fuzz(func(t *testing.T, b []byte, cut uint16) {
		first := min(int(cut), len(b))
		for _, s := range sockets {
			conn, err := net.Dial("unix", s.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			conn.SetDeadline(time.Now().Add(30 * time.Second))
			conn.Write(b[:first])
			conn.Write(b[first:])
			conn.(*net.UnixConn).CloseWrite()
			io.Copy(io.Discard, conn) // until it is disconnected
			conn.Close()
		}
	})
}
