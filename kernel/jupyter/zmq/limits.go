package zmq

import "time"

// Limits bounds what peers can cost the process.
type Limits struct {
	// MessageBytes bounds a message that is received: its frames and 64 bytes
	// for each. A peer that sends more is disconnected.
	MessageBytes int

	// QueueBytes bounds what waits to be sent to one peer. Beyond it Send waits,
	// which slows the sender to the pace of the peer.
	QueueBytes int

	// Stall is how long a peer may take none of what is sent to it, or pause amidst
	// a message that it sends, before it is disconnected. It is the longest that
	// one stuck peer can hold up the others.
	Stall time.Duration

	// Handshake is how long a peer may take to introduce itself.
	Handshake time.Duration

	// Peers is how many there may be at once. More are turned away.
	Peers int

	// Linger is how long Close goes on sending what was queued.
	Linger time.Duration
}

// DefaultLimits suits a kernel on the user's machine, or on one nearby.
var DefaultLimits = Limits{
	MessageBytes: 256 << 20,
	QueueBytes:   16 << 20,
	Stall:        10 * time.Second,
	Handshake:    10 * time.Second,
	Peers:        250,
	Linger:       time.Second,
}
