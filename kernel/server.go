package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/gopherbook/gopherbook/kernel/history"
	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

const (
	// drain is how long the sockets stay open after the last message, for
	// clients to take it.
	drain = 100 * time.Millisecond

	// patience is how long a cell that was told to end may take to do so.
	patience = 2 * time.Second
)

// Options are what Serve need not know. The zero value is fine.
type Options struct {
	// Version is the version of this program, for kernel_info_reply.
	Version string

	// History is the file in which what is run is kept for later sessions. By
	// default there is none.
	History string

	// Logger is told what goes wrong. By default, warnings go to stderr.
	Logger *slog.Logger
}

// server is a kernel that serves.
type server struct {
	interp  Interpreter
	session *jupyter.Session
	sockets *jupyter.Sockets
	log     *slog.Logger
	version string
	past    *history.Store

	ctx context.Context
	end context.CancelFunc // ends the kernel

	queue *queue // of shell
	count int    // execute_requests with store_history so far; of the goroutine that handles them

	asking    asking
	forgetful sync.Once // tells that the history cannot be written
}

// Serve is the life of a kernel: it opens the sockets that the connection file
// names, and answers requests until it is told to end (see the package comment),
// which is no error. It closes the interpreter. While it runs, it handles the
// process's SIGINT and SIGTERM.
func Serve(ctx context.Context, c *jupyter.ConnectionFile, interp Interpreter, o Options) error {
	log := o.Logger
	if log == nil {
		log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	session := jupyter.NewSession([]byte(c.Key))
	sockets, err := jupyter.Listen(c, session, log)
	if err != nil {
		interp.Close()
		return fmt.Errorf("kernel: cannot open the sockets: %w", err)
	}
	s := &server{
		interp: interp, session: session, sockets: sockets, log: log, version: o.Version,
		queue: newQueue(), past: history.New(o.History),
	}
	s.ctx, s.end = context.WithCancel(ctx)
	defer s.end()
	context.AfterFunc(s.ctx, s.queue.close)

	var readers, watchers sync.WaitGroup
	s.status("starting", nil)
	watchers.Go(s.watchSignals)
	watchers.Go(s.watchParent)
	readers.Go(s.readShell)
	readers.Go(s.serveOvertakers)
	readers.Go(s.serveControl)
	readers.Go(s.serveStdin)
	shell := make(chan struct{})
	go func() {
		defer close(shell)
		s.serveShell()
	}()

	<-s.ctx.Done()
	s.interp.Interrupt()
	err = s.interp.Close()
	select {
	case <-shell:
	case <-time.After(patience):
		s.log.Warn("the running cell did not end; leaving without it")
	}
	time.Sleep(drain)
	sockets.Close()
	readers.Wait()
	watchers.Wait()
	return err
}

// publish sends a message on iopub.
func (s *server) publish(msgType string, parent *jupyter.Message, content any) error {
	return s.send(s.sockets.IOPub, parent, message{kind: msgType, content: content})
}

// status tells all clients that the kernel is starting, busy or idle.
func (s *server) status(state string, parent *jupyter.Message) {
	s.publish("status", parent, map[string]any{"execution_state": state})
}

// message is what is sent.
type message struct {
	kind     string
	content  any
	metadata map[string]any
	buffers  [][]byte
}

// send returns an error when the message cannot be encoded. That the sockets are
// closed already is none: nobody is left to tell.
func (s *server) send(socket *jupyter.Socket, parent *jupyter.Message, what message) error {
	m, err := s.session.New(what.kind, parent, what.content)
	if err == nil && len(what.metadata) > 0 {
		m.Metadata, err = json.Marshal(what.metadata)
	}
	if err != nil {
		s.log.Error("cannot send a message", "error", err)
		return err
	}
	m.Buffers = what.buffers
	socket.Send(m)
	return nil
}
