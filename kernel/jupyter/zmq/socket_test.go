package zmq_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/gopherbook/gopherbook/kernel/jupyter/zmq"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var quiet = slog.New(slog.DiscardHandler)

func listen(t testing.TB, kind zmq.Kind, endpoint string, limits zmq.Limits) *zmq.Socket {
	t.Helper()
	s, err := zmq.Listen(kind, endpoint, limits, quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func dial(t *testing.T, kind zmq.Kind, endpoint, identity string) *zmq.Socket {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	s, err := zmq.Dial(ctx, kind, endpoint, identity, zmq.DefaultLimits, quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func send(t *testing.T, s *zmq.Socket, frames ...string) {
	t.Helper()
	var b [][]byte
	for _, f := range frames {
		b = append(b, []byte(f))
	}
	if err := s.Send(b); err != nil {
		t.Fatal(err)
	}
}

func recv(t *testing.T, s *zmq.Socket) []string {
	t.Helper()
	frames, err := s.Recv()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range frames {
		out = append(out, string(f))
	}
	return out
}

func tcp(s *zmq.Socket) string { return "tcp://" + s.Addr().String() }

func TestRouterAnswersTheDealerThatAsked(t *testing.T) {
	for _, endpoint := range []string{"tcp://127.0.0.1:0", "ipc://" + filepath.Join(t.TempDir(), "s")} {
		router := listen(t, zmq.Router, endpoint, zmq.DefaultLimits)
		if endpoint[:3] == "tcp" {
			endpoint = tcp(router)
		}
		ada, bob := dial(t, zmq.Dealer, endpoint, "ada"), dial(t, zmq.Dealer, endpoint, "")
		send(t, bob, "from bob")
		b := recv(t, router)
		long := string(bytes.Repeat([]byte("x"), 100_000))
		send(t, ada, "from ada", "", long)
		a := recv(t, router)
		if fmt.Sprint(a) != fmt.Sprint([]string{"ada", "from ada", "", long}) {
			t.Errorf("the router got %.80q", a)
		}
		send(t, router, "ada", "to ada", long)
		send(t, router, "nobody", "lost")
		send(t, router, b[0], "to bob")
		if got := recv(t, bob); fmt.Sprint(got) != "[to bob]" {
			t.Errorf("bob got %q", got)
		}
		if got := recv(t, ada); fmt.Sprint(got) != fmt.Sprint([]string{"to ada", long}) {
			t.Errorf("ada got %.80q", got)
		}
	}
}

func TestADealerThatComesBackReplacesItself(t *testing.T) {
	router := listen(t, zmq.Router, "tcp://127.0.0.1:0", zmq.DefaultLimits)
	dial(t, zmq.Dealer, tcp(router), "ada")
	again := dial(t, zmq.Dealer, tcp(router), "ada")
	send(t, again, "here")
	recv(t, router)
	send(t, router, "ada", "welcome back")
	if got := recv(t, again); fmt.Sprint(got) != "[welcome back]" {
		t.Errorf("got %q", got)
	}
}

// subscribed sends until the subscription of sub has arrived.
func subscribed(t *testing.T, pub, sub *zmq.Socket, topic string) {
	t.Helper()
	if err := sub.Subscribe(topic); err != nil {
		t.Fatal(err)
	}
	got := make(chan struct{})
	go func() {
		sub.Recv()
		close(got)
	}()
	for {
		send(t, pub, topic, "probe")
		select {
		case <-got:
			send(t, pub, topic, "ready")
			for recv(t, sub)[1] != "ready" {
			}
			return
		case <-time.After(time.Millisecond):
		}
	}
}

func TestPubSendsToThoseWhoSubscribed(t *testing.T) {
	pub := listen(t, zmq.Pub, "tcp://127.0.0.1:0", zmq.DefaultLimits)
	all, streams := dial(t, zmq.Sub, tcp(pub), ""), dial(t, zmq.Sub, tcp(pub), "")
	subscribed(t, pub, all, "")
	subscribed(t, pub, streams, "stream")
	send(t, pub, "status", "1")
	send(t, pub, "stream.stdout", "2")
	if got := recv(t, streams); got[1] != "2" {
		t.Errorf("the subscriber of stream got %q", got)
	}
	for got := []string{}; len(got) == 0 || got[1] != "2"; {
		got = recv(t, all)
	}
}

func TestCloseSendsWhatIsQueued(t *testing.T) {
	router := listen(t, zmq.Router, "tcp://127.0.0.1:0", zmq.DefaultLimits)
	dealer := dial(t, zmq.Dealer, tcp(router), "ada")
	send(t, dealer, "hello")
	recv(t, router)
	const n = 500
	go func() {
		for i := range n {
			router.Send([][]byte{[]byte("ada"), fmt.Appendf(nil, "%d", i), make([]byte, 10_000)})
		}
		router.Close()
	}()
	for i := range n {
		if got := recv(t, dealer); got[0] != fmt.Sprint(i) {
			t.Fatalf("message %d is %s", i, got[0])
		}
	}
	if _, err := dealer.Recv(); !errors.Is(err, zmq.ErrClosed) {
		t.Errorf("after the router's end: %v", err)
	}
}

// greeting is what a ZMTP 3.0 peer without security sends first.
func greeting() []byte {
	b := make([]byte, 64)
	b[0], b[9], b[10] = 0xff, 0x7f, 3
	copy(b[12:], "NULL")
	return b
}

// ready is a greeting and a READY command with the properties.
func ready(properties string) []byte {
	body := "\x05READY" + properties
	return append(append(greeting(), 4, byte(len(body))), body...)
}

const dealerProperties = "\x0bSocket-Type\x00\x00\x00\x06DEALER"

func TestAPingIsAnswered(t *testing.T) {
	router := listen(t, zmq.Router, "tcp://127.0.0.1:0", zmq.DefaultLimits)
	c, err := net.Dial("tcp", router.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(20 * time.Second))
	c.Write(ready(dealerProperties))
	c.Write([]byte("\x04\x07\x04PING\x00\x00"))
	// The router's greeting and READY come first, of a length that is its own affair.
	var got []byte
	for b := make([]byte, 1000); !bytes.HasSuffix(got, []byte("\x04\x05\x04PONG")); {
		n, err := c.Read(b)
		got = append(got, b[:n]...)
		if err != nil {
			t.Fatalf("%v, after %q", err, got)
		}
	}
}

func TestSilentAndMalformedPeersLockNobodyOut(t *testing.T) {
	limits := zmq.DefaultLimits
	limits.MessageBytes = 1000
	router := listen(t, zmq.Router, "tcp://127.0.0.1:0", limits)

	greeting, dealer := greeting(), ready(dealerProperties)
	huge := []byte{2, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}

	for name, b := range map[string][]byte{
		"garbage":               bytes.Repeat([]byte("GET / HTTP/1.1\r\n"), 10),
		"an unknown kind":       ready("\x0bSocket-Type\x00\x00\x00\x04NONE"),
		"a broken property":     ready("\x50Socket"),
		"a huge handshake":      append(greeting[:64:64], append([]byte{6}, huge[1:]...)...),
		"a huge frame":          append(dealer[:len(dealer):len(dealer)], huge...),
		"a message without end": append(dealer[:len(dealer):len(dealer)], bytes.Repeat([]byte{1, 0}, 100)...),
	} {
		c, err := net.Dial("tcp", router.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		c.SetDeadline(time.Now().Add(20 * time.Second))
		c.Write(b)
		if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%s: was not disconnected", name)
		}
		c.Close()
	}

	silent, err := net.Dial("tcp", router.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	good := dial(t, zmq.Dealer, tcp(router), "ada")
	send(t, good, "hello")
	if got := recv(t, router); fmt.Sprint(got) != "[ada hello]" {
		t.Errorf("got %q", got)
	}
}

// A peer may be silent for as long as it likes, but not amidst a message.
func TestAPauseAmidstAMessage(t *testing.T) {
	limits := zmq.DefaultLimits
	limits.Stall = 50 * time.Millisecond
	router := listen(t, zmq.Router, "tcp://127.0.0.1:0", limits)
	idle := dial(t, zmq.Dealer, tcp(router), "ada")
	send(t, idle, "hello")
	recv(t, router)
	for _, begun := range []string{"\x00", "\x00\x05he", "\x01\x02he", "\x02\x00\x00\x00\x00\x01\x00\x00\x00x"} {
		c, err := net.Dial("tcp", router.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(20 * time.Second))
		c.Write(append(ready(dealerProperties), begun...))
		if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("after %q: was not disconnected", begun)
		}
	}
	send(t, idle, "still here")
	if got := recv(t, router); fmt.Sprint(got) != "[ada still here]" {
		t.Errorf("got %q", got)
	}
}

// More peers than there may be are turned away, and the others do not suffer.
func TestTooManyPeers(t *testing.T) {
	limits := zmq.DefaultLimits
	limits.Peers = 3
	router := listen(t, zmq.Router, "tcp://127.0.0.1:0", limits)
	good := dial(t, zmq.Dealer, tcp(router), "ada")
	send(t, good, "hello")
	recv(t, router)
	var silent []net.Conn
	for range 10 {
		c, err := net.Dial("tcp", router.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		silent = append(silent, c)
	}
	ended := make(chan int)
	for i, c := range silent {
		go func() {
			io.Copy(io.Discard, c)
			ended <- i
		}()
	}
	for range len(silent) - 2 {
		<-ended
	}
	send(t, good, "still here")
	if got := recv(t, router); fmt.Sprint(got) != "[ada still here]" {
		t.Errorf("got %q", got)
	}
	for _, c := range silent {
		c.Close()
	}
	<-ended
	<-ended
	// There is room again, once the end of the others has been noticed.
	for {
		c, err := net.Dial("tcp", router.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(20 * time.Second))
		if _, err := io.ReadFull(c, make([]byte, 10)); err == nil { // a greeting
			return
		} else if errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal(err)
		}
	}
}

func TestAStuckSubscriberIsDisconnected(t *testing.T) {
	limits := zmq.DefaultLimits
	limits.QueueBytes = 100_000
	limits.Stall = 100 * time.Millisecond
	pub := listen(t, zmq.Pub, "tcp://127.0.0.1:0", limits)
	stuck, good := dial(t, zmq.Sub, tcp(pub), ""), dial(t, zmq.Sub, tcp(pub), "")
	subscribed(t, pub, stuck, "") // and never reads again
	subscribed(t, pub, good, "")
	const n = 300 // of 100 kB: more than the buffers between the two hold
	go func() {
		for i := range n {
			pub.Send([][]byte{fmt.Appendf(nil, "%d", i), make([]byte, 100_000)})
		}
	}()
	for i := range n {
		if got := recv(t, good); got[0] != fmt.Sprint(i) {
			t.Fatalf("message %d is %s", i, got[0])
		}
	}
}

func TestDialGivesUpWithItsContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	_, err := zmq.Dial(ctx, zmq.Dealer, "ipc://"+filepath.Join(t.TempDir(), "none"), "", zmq.DefaultLimits, quiet)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	mute, err := net.Listen("tcp", "127.0.0.1:0") // it accepts, and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	ctx, cancel = context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if s, err := zmq.Dial(ctx, zmq.Dealer, "tcp://"+mute.Addr().String(), "", zmq.DefaultLimits, quiet); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("shaking hands with nobody: %v, %v", s, err)
	}
	if _, err := zmq.Dial(t.Context(), zmq.Dealer, "udp://x", "", zmq.DefaultLimits, quiet); err == nil {
		t.Error("dialled an unknown transport")
	}
}

func TestPubWelcomesEachSubscriber(t *testing.T) {
	pub, err := zmq.ListenPub("tcp://127.0.0.1:0", zmq.DefaultLimits, quiet, func(topic string) [][]byte {
		return [][]byte{[]byte(topic), []byte("welcome to " + topic)}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pub.Close() })
	for range 2 {
		sub := dial(t, zmq.Sub, tcp(pub), "")
		for _, topic := range []string{"", "stream", "stream"} {
			if err := sub.Subscribe(topic); err != nil {
				t.Fatal(err)
			}
			if got := recv(t, sub); got[0] != topic || got[1] != "welcome to "+topic {
				t.Errorf("got %q", got)
			}
		}
		// From now on it misses nothing.
		send(t, pub, "stream", "1")
		if got := recv(t, sub); got[1] != "1" {
			t.Errorf("got %q", got)
		}
	}
}
