package comm

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/gopherbook/gopherbook/kernel/internal/sink"
	"github.com/gopherbook/gopherbook/kernel/output"
)

// ErrClosed is the error of sending when either side has closed the comm.
var ErrClosed = errors.New("comm: the comm is closed")

// Message is what the front end says.
type Message struct {
	Data     json.RawMessage // JSON of any kind
	Metadata map[string]any
	Buffers  [][]byte // binary data beside it
}

// Decode stores the data in the value that v points to, as json.Unmarshal does.
func (m Message) Decode(v any) error {
	if len(m.Data) == 0 {
		return nil
	}
	return json.Unmarshal(m.Data, v)
}

// Option adds something to what is sent.
type Option func(*output.Event)

// Buffers adds binary data.
func Buffers(buffers ...[]byte) Option {
	return func(e *output.Event) { e.Comm.Buffers = buffers }
}

// Metadata adds what describes the message.
func Metadata(metadata map[string]any) Option {
	return func(e *output.Event) { e.Metadata = metadata }
}

// Comm is the cells' end of a channel. Its methods may be called concurrently.
type Comm struct {
	id, target string

	mu      sync.Mutex
	closed  bool
	onMsg   func(Message)
	onClose func(Message)
	early   []Message // came before there was an onMsg
}

// earliest bounds how many messages are kept until OnMsg is called.
const earliest = 1000

var (
	mu      sync.Mutex
	targets = make(map[string]func(*Comm, Message))
	comms   = make(map[string]*Comm) // by id
)

// Register says what happens when a front end opens a comm with this target:
// open is called with the comm and what was said in opening it. Another
// function takes the place of an earlier one; nil has such comms refused.
func Register(target string, open func(c *Comm, m Message)) {
	mu.Lock()
	defer mu.Unlock()
	targets[target] = open
}

// Open opens a comm to a target that the front end knows. A front end that does
// not know it closes the comm. The data may be anything that encodes to JSON.
func Open(target string, data any, options ...Option) (*Comm, error) {
	c := &Comm{id: rand.Text(), target: target}
	mu.Lock()
	comms[c.id] = c
	mu.Unlock()
	if err := c.say(output.CommOpen, data, options); err != nil {
		c.end()
		return nil, err
	}
	return c, nil
}

// ID returns what the comm is known by on both sides.
func (c *Comm) ID() string { return c.id }

// Target returns the target that the comm was opened with.
func (c *Comm) Target() string { return c.target }

// OnMsg has f called with each message of the front end, one after another.
// Messages that came before are handed to it first.
func (c *Comm) OnMsg(f func(m Message)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for f != nil && len(c.early) > 0 {
		early := c.early
		c.early = nil
		c.mu.Unlock()
		for _, m := range early {
			f(m)
		}
		c.mu.Lock()
	}
	c.onMsg = f
}

// OnClose has f called when the front end closes the comm.
func (c *Comm) OnClose(f func(m Message)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.onClose = f
}

// Send says something to the front end. The data may be anything that encodes
// to JSON.
func (c *Comm) Send(data any, options ...Option) error { return c.say(output.CommMsg, data, options) }

// Close closes the comm, with something to say at its end, which may be nil.
func (c *Comm) Close(data any, options ...Option) error {
	if err := c.say(output.CommClose, data, options); err != nil {
		return err
	}
	c.end()
	return nil
}

// say sends a message.
func (c *Comm) say(kind string, data any, options []Option) error {
	c.mu.Lock()
	closed := c.closed
	c.mu.Unlock()
	if closed {
		return ErrClosed
	}
	encoded, err := json.Marshal(data)
	if data == nil {
		encoded = []byte("{}") // front ends expect an object
	}
	if err != nil {
		return fmt.Errorf("comm: the data cannot be sent: %w", err)
	}
	e := output.Event{Kind: kind, Comm: &output.Comm{ID: c.id, Data: encoded}}
	if kind == output.CommOpen {
		e.Comm.Target = c.target
	}
	for _, o := range options {
		o(&e)
	}
	sink.Emit(e)
	return nil
}

// end forgets the comm, and returns what is called at its close.
func (c *Comm) end() (onClose func(Message)) {
	mu.Lock()
	delete(comms, c.id)
	mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	return c.onClose
}

func init() { sink.Deliver = deliver }

// deliver handles a message of the front end.
func deliver(e output.Event) {
	m := Message{Data: e.Comm.Data, Metadata: e.Metadata, Buffers: e.Comm.Buffers}
	mu.Lock()
	c, open := comms[e.Comm.ID], targets[e.Comm.Target]
	if e.Kind == output.CommOpen && open != nil {
		c = &Comm{id: e.Comm.ID, target: e.Comm.Target}
		comms[c.id] = c
	}
	mu.Unlock()
	switch {
	case e.Kind == output.CommOpen && open == nil:
		sink.Emit(output.Event{Kind: output.CommClose, Comm: &output.Comm{ID: e.Comm.ID}})
	case e.Kind == output.CommOpen:
		open(c, m)
	case c == nil: // it has been closed from this side
	case e.Kind == output.CommMsg:
		c.receive(m)
	case e.Kind == output.CommClose:
		if onClose := c.end(); onClose != nil {
			onClose(m)
		}
	}
}

func (c *Comm) receive(m Message) {
	c.mu.Lock()
	onMsg := c.onMsg
	if onMsg == nil && len(c.early) < earliest {
		c.early = append(c.early, m)
	}
	c.mu.Unlock()
	if onMsg != nil {
		onMsg(m)
	}
}
