package zmq

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// Kind says what a Socket does.
type Kind = zmq4.SocketType

// The kinds of Socket.
const (
	Router = zmq4.Router // listens; the first frame is the identity of the peer
	Pub    = zmq4.Pub    // listens; sends to those subscribed to the first frame
	Dealer = zmq4.Dealer // dials
	Sub    = zmq4.Sub    // dials
)

// ErrClosed is returned by a socket that was closed, or whose only peer is gone.
var ErrClosed = errors.New("zmq: the socket is closed")

// Socket sends and receives messages. All its methods may be called
// concurrently; messages sent by one goroutine stay in order.
type Socket struct {
	kind     Kind
	limits   Limits
	log      *slog.Logger
	listener net.Listener // nil when it dialled
	greet    func(topic string) [][]byte

	in   chan [][]byte
	done chan struct{} // closed when nothing more is sent or received
	once sync.Once
	wg   sync.WaitGroup

	sending sync.Mutex // keeps the order of messages the same for all peers

	mu     sync.Mutex
	peers  map[string]*peer // by identity
	guests map[net.Conn]struct{}
	named  uint64 // identities given to peers that brought none
}

func newSocket(kind Kind, limits Limits, log *slog.Logger) *Socket {
	return &Socket{
		kind: kind, limits: limits, log: log,
		in: make(chan [][]byte), done: make(chan struct{}),
		peers: map[string]*peer{}, guests: map[net.Conn]struct{}{},
	}
}

// Listen opens a Router or a Pub socket at an endpoint, such as
// "tcp://127.0.0.1:0" or "ipc:///tmp/name". Peers that misbehave are reported to log.
func Listen(kind Kind, endpoint string, limits Limits, log *slog.Logger) (*Socket, error) {
	return listenAs(kind, endpoint, limits, log, nil)
}

// ListenPub opens a Pub socket that welcomes its subscribers. When a peer has
// subscribed to a topic, it is sent the message that welcome makes for it, and
// knows that it misses nothing from then on. The first frame of the message must
// begin with the topic.
func ListenPub(endpoint string, limits Limits, log *slog.Logger, welcome func(topic string) [][]byte) (*Socket, error) {
	return listenAs(Pub, endpoint, limits, log, welcome)
}

func listenAs(kind Kind, endpoint string, limits Limits, log *slog.Logger, welcome func(string) [][]byte) (*Socket, error) {
	l, err := listen(endpoint)
	if err != nil {
		return nil, err
	}
	s := newSocket(kind, limits, log)
	s.listener, s.greet = l, welcome
	s.wg.Go(s.accept)
	return s, nil
}

// Dial opens a Dealer or a Sub socket to an endpoint. It tries until somebody
// listens there, or ctx ends. The identity is what a Router there will call
// this socket; it may be empty. Several sockets of one client have the same.
func Dial(ctx context.Context, kind Kind, endpoint, identity string, limits Limits, log *slog.Logger) (*Socket, error) {
	c, err := dial(ctx, endpoint)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(time.Unix(1, 0)) })
	p, err := open(c, kind, identity, false, limits)
	if !stop() { // the deadline was moved, and says less than ctx does
		if err == nil {
			p.lose()
		}
		err = ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("zmq: %s: %w", endpoint, err)
	}
	s := newSocket(kind, limits, log)
	s.add(p)
	s.wg.Go(p.write)
	s.wg.Go(func() {
		s.serve(p)
		s.end() // its only peer is gone
	})
	return s, nil
}

// Addr returns the address that a listening socket has.
func (s *Socket) Addr() net.Addr { return s.listener.Addr() }

// Recv returns the next message. After Close, or when the peer that was dialled
// is gone, it returns ErrClosed.
func (s *Socket) Recv() ([][]byte, error) {
	select {
	case m := <-s.in:
		return m, nil
	case <-s.done:
		return nil, ErrClosed
	}
}

// Send queues a message. Router drops one whose peer is gone, and Pub one that
// nobody subscribed to: that is no error. It waits while a peer's queue is full.
func (s *Socket) Send(frames [][]byte) error {
	if len(frames) == 0 {
		return errors.New("zmq: a message without frames")
	}
	s.sending.Lock()
	defer s.sending.Unlock()
	select {
	case <-s.done:
		return ErrClosed
	default:
	}
	switch s.kind {
	case Router:
		if p := s.peer(string(frames[0])); p != nil {
			p.send(encode(frames[1:]))
		}
	case Pub:
		b, topic := encode(frames), string(frames[0])
		for _, p := range s.all() {
			if p.subscribed(topic) {
				p.send(b)
			}
		}
	default:
		b := encode(frames)
		for _, p := range s.all() {
			p.send(b)
		}
	}
	return nil
}

// Connected tells whether a peer with an identity is there. The peers of a
// Router have one, which may have been given to them.
func (s *Socket) Connected(identity string) bool { return s.peer(identity) != nil }

// Subscribe asks the Pub that a Sub socket dialled for the messages whose
// first frame begins with topic; all of them when topic is empty.
func (s *Socket) Subscribe(topic string) error {
	return s.Send([][]byte{append([]byte{1}, topic...)})
}

// Close sends what is queued, for as long as Limits.Linger, and ends all
// connections.
func (s *Socket) Close() error {
	s.end()
	var err error
	if s.listener != nil {
		err = s.listener.Close()
	}
	s.mu.Lock()
	for c := range s.guests {
		c.Close()
	}
	s.mu.Unlock()
	for _, p := range s.all() {
		p.close()
	}
	s.wg.Wait()
	if errors.Is(err, net.ErrClosed) { // closed before
		return nil
	}
	return err
}

func (s *Socket) end() { s.once.Do(func() { close(s.done) }) }

func (s *Socket) closed() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// accept takes in peers, each shaking hands in its own time.
func (s *Socket) accept() {
	for {
		c, err := s.listener.Accept()
		if s.closed() {
			if err == nil {
				c.Close()
			}
			return
		}
		if err != nil { // too many open files, perhaps: others will close theirs
			s.log.Warn("cannot accept a connection", "address", s.Addr(), "error", err)
			select {
			case <-s.done:
			case <-time.After(50 * time.Millisecond):
			}
			continue
		}
		s.wg.Go(func() { s.welcome(c) })
	}
}

func (s *Socket) welcome(c net.Conn) {
	s.mu.Lock()
	full := len(s.guests)+len(s.peers) >= s.limits.Peers
	if s.closed() || full {
		s.mu.Unlock()
		c.Close()
		if full {
			s.log.Warn("turned away a peer: there are too many", "address", s.Addr(), "peers", s.limits.Peers)
		}
		return
	}
	s.guests[c] = struct{}{}
	s.mu.Unlock()

	p, err := open(c, s.kind, "", true, s.limits)

	s.mu.Lock()
	delete(s.guests, c)
	s.mu.Unlock()
	if err != nil {
		s.log.Debug("a peer did not shake hands", "address", s.Addr(), "error", err)
		return
	}
	if s.add(p) {
		s.wg.Go(p.write)
		s.serve(p)
	}
}

// add names a peer and makes it known. One of the same identity is replaced: it is
// a client that came back before the end of its old connection was noticed.
func (s *Socket) add(p *peer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed() {
		p.lose()
		return false
	}
	if p.id == "" || p.id[0] == 0 { // identities that begin with zero are ours to give
		s.named++
		p.id = "\x00" + strconv.FormatUint(s.named, 10)
	}
	if old := s.peers[p.id]; old != nil {
		old.lose()
	}
	s.peers[p.id] = p
	return true
}

// serve reads from a peer until it is gone.
func (s *Socket) serve(p *peer) {
	defer func() {
		p.lose()
		s.mu.Lock()
		if s.peers[p.id] == p {
			delete(s.peers, p.id)
		}
		s.mu.Unlock()
	}()
	for {
		frames, err := p.read()
		if err != nil {
			s.log.Debug("a peer is gone", "peer", p.id, "error", err)
			return
		}
		switch s.kind {
		case Pub:
			if topic, ok := p.subscribe(frames); ok && s.greet != nil {
				p.send(encode(s.greet(topic)))
			}
			continue
		case Router:
			frames = append([][]byte{[]byte(p.id)}, frames...)
		}
		select {
		case s.in <- frames:
		case <-s.done:
			// Read on, so that the end of the connection tells the peer
			// what was sent to it and not that something was left unread.
		}
	}
}

func (s *Socket) peer(id string) *peer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.peers[id]
}

func (s *Socket) all() []*peer {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]*peer, 0, len(s.peers))
	for _, p := range s.peers {
		all = append(all, p)
	}
	return all
}
