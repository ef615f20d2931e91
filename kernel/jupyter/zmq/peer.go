package zmq

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"
)

// peer is one connection of a socket: a reader (the goroutine of the socket that
// opened it) and a writer, with a queue before it.
type peer struct {
	conn   *zmq4.Conn
	guard  *guard
	id     string
	limits Limits

	mu      sync.Mutex
	changed *sync.Cond // the queue, or closing or lost
	queue   [][]byte   // encoded messages
	queued  int        // their bytes, with those of the message being written
	closing bool       // what is queued is still sent, until closeBy
	closeBy time.Time
	lost    bool // the connection is gone
	topics  map[string]struct{}
}

// open shakes hands over c. It recovers from the panics that a malformed
// handshake causes in the library.
func open(c net.Conn, kind Kind, identity string, server bool, limits Limits) (p *peer, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("zmq: a malformed handshake: %v", r)
		}
		if err != nil {
			c.Close()
		}
	}()
	if err := c.SetDeadline(time.Now().Add(limits.Handshake)); err != nil {
		return nil, err
	}
	g := newGuard(c)
	conn, err := zmq4.Open(g, null.Security(), kind, zmq4.SocketIdentity(identity), server, nil)
	if err != nil {
		return nil, err
	}
	if err := c.SetDeadline(time.Time{}); err != nil {
		return nil, err
	}
	p = &peer{conn: conn, guard: g, id: conn.Peer.Meta["Identity"], limits: limits, topics: map[string]struct{}{}}
	p.changed = sync.NewCond(&p.mu)
	g.admit(limits, func(frame []byte) { p.send(frame) })
	return p, nil
}

// read returns the next message; commands are passed over.
func (p *peer) read() ([][]byte, error) {
	for {
		msg, err := p.conn.RecvMsg()
		if err != nil {
			return nil, err
		}
		if msg.Type == zmq4.UsrMsg {
			return msg.Frames, nil
		}
	}
}

// send queues an encoded message, waiting for room. It is dropped when the
// connection is gone.
func (p *peer) send(b []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.queued >= p.limits.QueueBytes && !p.lost && !p.closing {
		p.changed.Wait()
	}
	if p.lost || p.closing {
		return
	}
	p.queue = append(p.queue, b)
	p.queued += len(b)
	p.changed.Broadcast()
}

// write sends what is queued until the connection is lost, or closed with
// nothing left to send.
func (p *peer) write() {
	defer p.lose()
	for {
		p.mu.Lock()
		for len(p.queue) == 0 && !p.lost && !p.closing {
			p.changed.Wait()
		}
		if p.lost || len(p.queue) == 0 {
			p.mu.Unlock()
			return
		}
		batch := p.queue
		p.queue = nil
		p.mu.Unlock()

		for _, b := range batch {
			if p.writeBytes(b) != nil {
				return
			}
			p.mu.Lock()
			p.queued -= len(b)
			p.changed.Broadcast()
			p.mu.Unlock()
		}
	}
}

// writeBytes writes in pieces, so that a peer that takes them slowly is not
// thought stuck.
func (p *peer) writeBytes(b []byte) error {
	const piece = 1 << 20
	for len(b) > 0 {
		p.mu.Lock()
		deadline := time.Now().Add(p.limits.Stall)
		if p.closing {
			deadline = p.closeBy
		}
		err := p.guard.SetWriteDeadline(deadline)
		p.mu.Unlock()
		if err != nil {
			return err
		}
		n, err := p.guard.Conn.Write(b[:min(piece, len(b))])
		if err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

// close lets the writer finish what is queued, and then ends the connection.
func (p *peer) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closing = true
	p.closeBy = time.Now().Add(p.limits.Linger)
	p.guard.SetWriteDeadline(p.closeBy) // of a write that is under way
	p.changed.Broadcast()
}

// lose ends the connection at once.
func (p *peer) lose() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lost = true
	p.queue = nil
	p.guard.Close()
	p.changed.Broadcast()
}

// subscribe follows what a SUB peer says it wants: a frame of one byte, 1 to
// begin and 0 to end, and the prefix of a topic. It returns what has been
// subscribed to.
func (p *peer) subscribe(frames [][]byte) (prefix string, ok bool) {
	if len(frames) != 1 || len(frames[0]) == 0 {
		return "", false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	prefix = string(frames[0][1:])
	switch frames[0][0] {
	case 0:
		delete(p.topics, prefix)
	case 1:
		if len(p.topics) < maxTopics {
			p.topics[prefix] = struct{}{}
			return prefix, true
		}
	}
	return "", false
}

// maxTopics bounds the subscriptions of one peer. Jupyter's clients have one.
const maxTopics = 1000

func (p *peer) subscribed(topic string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for prefix := range p.topics {
		if strings.HasPrefix(topic, prefix) {
			return true
		}
	}
	return false
}
