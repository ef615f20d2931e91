package jupyter

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/gopherbook/gopherbook/kernel/jupyter/zmq"
)

// ErrKernelGone is returned by a Client whose kernel closed the connection.
var ErrKernelGone = errors.New("jupyter: the kernel is gone")

// Client is a client of a kernel. Its methods may be called concurrently.
type Client struct {
	session        *Session
	shell, control *Socket
	iopub, stdin   *Socket
	heartbeat      *zmq.Socket

	wg   sync.WaitGroup
	gone chan struct{} // closed when a socket ends
	once sync.Once

	beating sync.Mutex // one heartbeat at a time

	mu      sync.Mutex
	waiting map[string]*request // by message id
}

// request is one that waits for its answers.
type request struct {
	replies chan *Message // on the socket of the request
	iopub   chan *Message
	done    chan struct{} // closed when nobody waits any more
}

// Dial connects to the kernel that the connection file names, and waits until it
// answers and until its outputs arrive, so that none is lost. It goes on trying
// until ctx ends: the kernel may still be starting.
func Dial(ctx context.Context, c *ConnectionFile) (*Client, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	k := &Client{session: NewSession([]byte(c.Key)), gone: make(chan struct{}), waiting: map[string]*request{}}
	if err := k.connect(ctx, c); err != nil {
		k.Close()
		return nil, fmt.Errorf("jupyter: cannot connect to the kernel: %w", err)
	}
	if err := k.awaitReady(ctx); err != nil {
		k.Close()
		return nil, fmt.Errorf("jupyter: the kernel does not answer: %w", err)
	}
	return k, nil
}

func (k *Client) connect(ctx context.Context, c *ConnectionFile) error {
	log := slog.Default()
	for _, s := range []struct {
		name   string
		kind   zmq.Kind
		port   int
		socket **Socket
	}{
		{"shell", zmq.Dealer, c.ShellPort, &k.shell},
		{"control", zmq.Dealer, c.ControlPort, &k.control},
		{"stdin", zmq.Dealer, c.StdinPort, &k.stdin},
		{"iopub", zmq.Sub, c.IOPubPort, &k.iopub},
	} {
		// The identity is the same on all, so that the kernel finds on stdin
		// the client that sent a request on shell.
		z, err := zmq.Dial(ctx, s.kind, c.endpoint(s.port), k.session.ID(), zmq.DefaultLimits, log)
		if err != nil {
			return err
		}
		*s.socket = &Socket{name: s.name + " of the client", zmq: z, session: k.session, log: log}
	}
	var err error
	if k.heartbeat, err = zmq.Dial(ctx, zmq.Dealer, c.endpoint(c.HBPort), "", zmq.DefaultLimits, log); err != nil {
		return err
	}
	if err := k.iopub.zmq.Subscribe(""); err != nil {
		return err
	}
	k.receive(k.shell, func(r *request) chan *Message { return r.replies })
	k.receive(k.control, func(r *request) chan *Message { return r.replies })
	k.receive(k.iopub, func(r *request) chan *Message { return r.iopub })
	return nil
}

// receive hands the messages of a socket to the requests that wait for them.
func (k *Client) receive(s *Socket, inbox func(*request) chan *Message) {
	k.wg.Go(func() {
		defer k.once.Do(func() { close(k.gone) })
		for {
			m, err := s.Recv()
			if err != nil {
				return
			}
			k.mu.Lock()
			r := k.waiting[m.ParentID()]
			k.mu.Unlock()
			if r == nil {
				continue
			}
			select {
			case inbox(r) <- m:
			case <-r.done:
			}
		}
	})
}

// awaitReady asks for the kernel's info until a reply and an iopub message for the
// same request come. The subscription reaches the kernel in its own time, so the
// first may miss it; a kernel that is slow, or busy, gets more and more time.
func (k *Client) awaitReady(ctx context.Context) error {
	for patience := 100 * time.Millisecond; ; patience *= 2 {
		try, cancel := context.WithTimeout(ctx, patience)
		_, err := k.request(try, k.shell, "kernel_info_request", struct{}{}, nil)
		cancel()
		if err == nil || ctx.Err() != nil || errors.Is(err, ErrKernelGone) {
			return err
		}
	}
}

// request sends a request and returns its reply; on shell, once the idle status for
// it has come as well. What comes on iopub for it goes to onOutput. On control
// there are no outputs to wait for, and Interrupt may be called in an onOutput.
func (k *Client) request(ctx context.Context, s *Socket, msgType string, content any, onOutput func(*Message)) (*Message, error) {
	m, err := k.session.New(msgType, nil, content)
	if err != nil {
		return nil, err
	}
	r := &request{replies: make(chan *Message), iopub: make(chan *Message), done: make(chan struct{})}
	k.mu.Lock()
	k.waiting[m.Header.MsgID] = r
	k.mu.Unlock()
	defer func() {
		k.mu.Lock()
		delete(k.waiting, m.Header.MsgID)
		k.mu.Unlock()
		close(r.done)
	}()
	if err := s.Send(m); err != nil {
		return nil, ErrKernelGone
	}
	var reply *Message
	for idle := s == k.control; reply == nil || !idle; {
		select {
		case reply = <-r.replies:
		case out := <-r.iopub:
			if onOutput != nil {
				onOutput(out)
			}
			idle = idle || isIdle(out)
		case <-k.gone:
			select {
			case reply = <-r.replies: // it came before the end
			default:
			}
			return reply, ErrKernelGone
		case <-ctx.Done():
			return reply, fmt.Errorf("jupyter: waiting for the answer to a %s: %w", msgType, ctx.Err())
		}
	}
	return reply, nil
}

func isIdle(m *Message) bool {
	var status struct {
		State string `json:"execution_state"`
	}
	return m.Type() == "status" && m.Decode(&status) == nil && status.State == "idle"
}

// ExecuteOptions says how to run code. The zero value is what a notebook asks for.
type ExecuteOptions struct {
	Silent      bool // no outputs, no history, no counting
	SkipHistory bool // no history and no counting: store_history is false
	AllowErrors bool // a failure does not abort queued requests: stop_on_error is false

	// Expressions are evaluated after the code, if that did not fail. Their
	// values are in the reply, by the same names: user_expressions.
	Expressions map[string]string
}

// Execute runs code in the kernel. It returns the execute_reply once that and the
// idle status for it have come. Every iopub message that answers the request goes to
// onOutput, in order, in the caller's goroutine: status and execute_input as well
// as outputs and error. A cell that fails is no error here: the reply's status
// says so.
//
// When ctx ends, Execute returns at once; the cell goes on unless Interrupt is
// called. The error is ErrKernelGone when the kernel ended.
func (k *Client) Execute(ctx context.Context, code string, o ExecuteOptions, onOutput func(*Message)) (*Message, error) {
	if o.Expressions == nil {
		o.Expressions = map[string]string{}
	}
	return k.request(ctx, k.shell, "execute_request", map[string]any{
		"code": code, "silent": o.Silent, "store_history": !o.SkipHistory && !o.Silent,
		"user_expressions": o.Expressions, "allow_stdin": false, "stop_on_error": !o.AllowErrors,
	}, onOutput)
}

// KernelInfo returns the kernel_info_reply.
func (k *Client) KernelInfo(ctx context.Context) (*Message, error) {
	return k.request(ctx, k.shell, "kernel_info_request", struct{}{}, nil)
}

// IsComplete returns the is_complete_reply: whether code can be run as it is.
func (k *Client) IsComplete(ctx context.Context, code string) (*Message, error) {
	return k.request(ctx, k.shell, "is_complete_request", map[string]any{"code": code}, nil)
}

// Request sends any other request on shell and returns its reply.
func (k *Client) Request(ctx context.Context, msgType string, content any) (*Message, error) {
	return k.request(ctx, k.shell, msgType, content, nil)
}

// Interrupt asks the kernel to stop the running cell, and returns when it has heard.
func (k *Client) Interrupt(ctx context.Context) error {
	_, err := k.request(ctx, k.control, "interrupt_request", struct{}{}, nil)
	return err
}

// Shutdown asks the kernel to end, and returns when it has agreed. With restart,
// the kernel is told that another will take its place.
func (k *Client) Shutdown(ctx context.Context, restart bool) error {
	reply, err := k.request(ctx, k.control, "shutdown_request", map[string]any{"restart": restart}, nil)
	if reply != nil && errors.Is(err, ErrKernelGone) {
		return nil // it agreed, and went
	}
	return err
}

// Heartbeat returns when the kernel has echoed a heartbeat. A kernel that runs a
// cell does so too.
func (k *Client) Heartbeat(ctx context.Context) error {
	k.beating.Lock()
	defer k.beating.Unlock()
	if err := k.heartbeat.Send([][]byte{[]byte("ping")}); err != nil {
		return ErrKernelGone
	}
	answer := make(chan error, 1)
	k.wg.Go(func() {
		_, err := k.heartbeat.Recv()
		answer <- err
	})
	select {
	case err := <-answer:
		if err != nil {
			return ErrKernelGone
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("jupyter: no heartbeat: %w", ctx.Err())
	}
}

// Done is closed when the kernel is gone.
func (k *Client) Done() <-chan struct{} { return k.gone }

// Close ends the connection. The kernel goes on.
func (k *Client) Close() error {
	for _, s := range []*Socket{k.shell, k.control, k.stdin, k.iopub} {
		if s != nil {
			s.zmq.Close()
		}
	}
	if k.heartbeat != nil {
		k.heartbeat.Close()
	}
	k.wg.Wait()
	return nil
}
