// Package zmq holds the ZeroMQ sockets that a Jupyter kernel and its clients
// need, and no others: ROUTER and PUB on the kernel's side, DEALER and SUB on
// the client's.
//
// ZeroMQ in a minute: a socket is not one connection but any number of them,
// called peers. It carries messages, each a list of frames (byte strings), and a
// message arrives whole or not at all. The kind of the socket says where
// messages go:
//
//   - ROUTER puts the identity of the peer in front of what it receives, and
//     sends to the peer whose identity comes first. It can so answer many clients.
//   - DEALER is its counterpart: all goes to, and comes from, the one peer.
//   - PUB sends to every peer that subscribed to a prefix of the first frame.
//   - SUB is its counterpart: it tells the prefixes it wants, and receives.
//
// # Why the sockets are made here
//
// ZMTP, the protocol on the wire (https://rfc.zeromq.org/spec/23/), is spoken by
// github.com/go-zeromq/zmq4: greeting, handshake and frames are its Conn. Its
// sockets, though, do not suit a process that must outlive every peer (v0.17.0):
//
//   - a listener shakes hands with one peer at a time and without a deadline, so
//     that a silent peer locks out all later ones; a malformed handshake panics in a
//     goroutine of the library, which nobody can recover;
//   - frame lengths are believed: nine bytes make it allocate any amount;
//   - PUB has one queue without bounds for all subscribers, and a subscriber that
//     stops reading stalls the others for ever; Close throws the queue away, and
//     leaves its goroutine behind;
//   - a message goes out in two system calls for each frame.
//
// So Socket keeps its own listener and peers. Each peer is opened in its own
// goroutine, behind a guard that checks lengths before the library sees them,
// and has its own bounded queue. What a peer can cost is written down in Limits.
package zmq
