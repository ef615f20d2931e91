package zmq

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"net"
	"time"
)

const (
	greetingBytes  = 64       // what a ZMTP connection begins with, before any frame
	handshakeBytes = 64 << 10 // the most that a handshake command may hold
	frameOverhead  = 64       // what a frame costs beyond its bytes

	flagMore = 1 // of a frame: others of the same message follow
	flagLong = 2 // of a frame: its length is given in eight bytes, not in one
)

// guard is the connection as the library sees it. It follows the frames as they
// are read, and ends the connection at one that announces too much: the library
// allocates what a peer announces.
type guard struct {
	net.Conn
	in    *bufio.Reader
	limit int           // bytes of a message
	stall time.Duration // how long the peer may pause amidst a message; 0 during the handshake, which has a deadline

	skip   uint64 // bytes until the next frame begins
	head   []byte // what was read of a frame's flag and length
	more   bool   // the next frame continues a message
	budget uint64 // what is left of the limit for this message

	// reply, once the handshake is over, takes what the library writes by
	// itself: the answer to a PING, in pieces. They may not land amidst a message.
	reply  func(frame []byte)
	pieces []byte
}

func newGuard(c net.Conn) *guard {
	return &guard{Conn: c, in: bufio.NewReaderSize(c, 32<<10), limit: handshakeBytes, skip: greetingBytes}
}

// admit ends the handshake.
func (g *guard) admit(limits Limits, reply func([]byte)) {
	g.limit, g.stall = limits.MessageBytes, limits.Stall
	g.reply = reply
}

func (g *guard) Read(p []byte) (int, error) {
	if g.stall > 0 {
		deadline := time.Time{} // between messages, a peer may be silent for ever
		if g.skip > 0 || len(g.head) > 0 || g.more {
			deadline = time.Now().Add(g.stall)
		}
		if err := g.SetReadDeadline(deadline); err != nil {
			return 0, err
		}
	}
	n, err := g.in.Read(p)
	if bad := g.follow(p[:n]); bad != nil {
		return 0, bad
	}
	return n, err
}

func (g *guard) follow(p []byte) error {
	for len(p) > 0 {
		if g.skip > 0 {
			n := min(g.skip, uint64(len(p)))
			g.skip -= n
			p = p[n:]
			continue
		}
		g.head = append(g.head, p[0])
		p = p[1:]
		var size uint64
		switch long := g.head[0]&flagLong != 0; {
		case !long && len(g.head) == 2:
			size = uint64(g.head[1])
		case long && len(g.head) == 9:
			size = binary.BigEndian.Uint64(g.head[1:])
		default:
			continue // the length is not complete
		}
		if !g.more {
			g.budget = uint64(g.limit)
		}
		if g.budget < frameOverhead || size > g.budget-frameOverhead {
			return fmt.Errorf("zmq: a message of more than %d bytes", g.limit)
		}
		g.budget -= size + frameOverhead
		g.more = g.head[0]&flagMore != 0
		g.head = g.head[:0]
		g.skip = size
	}
	return nil
}

func (g *guard) Write(p []byte) (int, error) {
	if g.reply == nil {
		return g.Conn.Write(p)
	}
	g.pieces = append(g.pieces, p...)
	if len(g.pieces) >= 2 && len(g.pieces) == 2+int(g.pieces[1]) {
		g.reply(g.pieces)
		g.pieces = nil
	}
	return len(p), nil
}

// encode lays the frames out as they go over the wire.
func encode(frames [][]byte) []byte {
	size := 0
	for _, f := range frames {
		size += 9 + len(f)
	}
	b := make([]byte, 0, size)
	for i, f := range frames {
		var flags byte
		if i < len(frames)-1 {
			flags |= flagMore
		}
		if len(f) > 255 {
			b = append(b, flags|flagLong)
			b = binary.BigEndian.AppendUint64(b, uint64(len(f)))
		} else {
			b = append(b, flags, byte(len(f)))
		}
		b = append(b, f...)
	}
	return b
}
