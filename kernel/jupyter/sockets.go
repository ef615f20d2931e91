package jupyter

import (
	"log/slog"
	"sync"

	"github.com/gopherbook/gopherbook/kernel/jupyter/zmq"
)

// Sockets are the five sockets of a kernel. The heartbeat needs no help: it
// echoes by itself.
type Sockets struct {
	Shell, Control, Stdin, IOPub *Socket

	heartbeat *zmq.Socket
	echo      sync.WaitGroup
}

// Listen opens the sockets that the connection file names, for a session. What is
// wrong with messages and peers is reported to log.
func Listen(c *ConnectionFile, s *Session, log *slog.Logger) (*Sockets, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	var opened []*zmq.Socket
	var failed error
	open := func(kind zmq.Kind, port int) (z *zmq.Socket) {
		if failed != nil {
			return nil
		}
		var err error
		if kind == zmq.Pub {
			z, err = zmq.ListenPub(c.endpoint(port), zmq.DefaultLimits, log, s.welcome)
		} else {
			z, err = zmq.Listen(kind, c.endpoint(port), zmq.DefaultLimits, log)
		}
		if err != nil {
			failed = err
			return nil
		}
		opened = append(opened, z)
		return z
	}
	socket := func(name string, kind zmq.Kind, port int) *Socket {
		return &Socket{name: name, zmq: open(kind, port), session: s, log: log}
	}
	sockets := &Sockets{
		Shell:     socket("shell", zmq.Router, c.ShellPort),
		Control:   socket("control", zmq.Router, c.ControlPort),
		Stdin:     socket("stdin", zmq.Router, c.StdinPort),
		IOPub:     socket("iopub", zmq.Pub, c.IOPubPort),
		heartbeat: open(zmq.Router, c.HBPort),
	}
	if failed != nil {
		for _, z := range opened {
			z.Close()
		}
		return nil, failed
	}
	sockets.echo.Go(func() {
		for {
			frames, err := sockets.heartbeat.Recv()
			if err != nil {
				return
			}
			sockets.heartbeat.Send(frames)
		}
	})
	return sockets, nil
}

// welcome is what a client is sent that has subscribed to a topic of iopub: it
// need not wonder any longer whether outputs reach it.
func (s *Session) welcome(topic string) [][]byte {
	m, err := s.New("iopub_welcome", nil, map[string]string{"subscription": topic})
	if err != nil { // strings encode always
		panic(err)
	}
	m.Identities = [][]byte{[]byte(topic)}
	return s.Encode(m)
}

// Close sends what is queued, for about a second at most, and closes the sockets.
func (s *Sockets) Close() {
	var wg sync.WaitGroup
	for _, z := range []*zmq.Socket{s.Shell.zmq, s.Control.zmq, s.Stdin.zmq, s.IOPub.zmq, s.heartbeat} {
		wg.Go(func() { z.Close() })
	}
	wg.Wait()
	s.echo.Wait()
}

// Socket is a ZeroMQ socket that carries signed messages. It may be used
// concurrently.
type Socket struct {
	name    string
	zmq     *zmq.Socket
	session *Session
	log     *slog.Logger
}

// Recv returns the next message. What does not decode is reported and dropped. The
// error is zmq.ErrClosed, when the socket is closed.
func (s *Socket) Recv() (*Message, error) {
	for {
		frames, err := s.zmq.Recv()
		if err != nil {
			return nil, err
		}
		m, err := s.session.Decode(frames)
		if err == nil {
			return m, nil
		}
		s.log.Warn("dropped a message", "socket", s.name, "error", err)
	}
}

// Send sends a message, which its identities route. On iopub, they are replaced by
// the topic: the message's type.
func (s *Socket) Send(m *Message) error {
	if s.name == "iopub" {
		published := *m
		published.Identities = [][]byte{[]byte(m.Type())}
		m = &published
	}
	return s.zmq.Send(s.session.Encode(m))
}

// Reaches tells whether the client that sent m is connected to this socket, which
// may be another than that on which m came.
func (s *Socket) Reaches(m *Message) bool {
	return len(m.Identities) > 0 && s.zmq.Connected(string(m.Identities[0]))
}
