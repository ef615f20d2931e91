package kernel

import (
	"context"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
	"github.com/gopherbook/gopherbook/kernel/output"
)

const (
	// arrival is how long a client that is to be asked may take to connect on
	// stdin: it did so on shell.
	arrival = time.Second

	// absence is how long it may be gone from there while it is asked.
	absence = 10 * time.Second

	// endOfInput is what consoles send when the user types Ctrl-D.
	endOfInput = "\x04"
)

// asking puts questions to users, one at a time.
type asking struct {
	turn sync.Mutex

	mu       sync.Mutex
	request  *jupyter.Message // the execute_request whose client is asked, or nil
	question *jupyter.Message
	answer   chan string
}

// asker returns how the cell of an execute_request may ask its user. The
// question comes after what the cell has shown.
func (s *server) asker(m *jupyter.Message, out *outbox) output.Asker {
	return func(ctx context.Context, q output.Question) (string, error) {
		s.asking.turn.Lock()
		defer s.asking.turn.Unlock()
		if !s.connected(ctx, m, arrival) {
			return "", output.ErrNoInput
		}
		question, err := s.session.New("input_request", m, map[string]any{"prompt": q.Prompt, "password": q.Password})
		if err != nil {
			return "", err
		}
		answer := make(chan string, 1)
		s.asking.set(m, question, answer)
		defer s.asking.set(nil, nil, nil)
		out.settle()
		s.sockets.Stdin.Send(question)
		look := time.NewTicker(arrival)
		defer look.Stop()
		for {
			select {
			case line := <-answer:
				if line == endOfInput {
					return "", io.EOF
				}
				return line, nil
			case <-look.C:
				if !s.connected(ctx, m, absence) {
					return "", output.ErrNoInput
				}
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}
	}
}

// connected waits until the client that sent m is connected on stdin, for some time.
func (s *server) connected(ctx context.Context, m *jupyter.Message, patience time.Duration) bool {
	for end := time.Now().Add(patience); !s.sockets.Stdin.Reaches(m); {
		if time.Now().After(end) {
			return false
		}
		select {
		case <-ctx.Done():
			return true // it no longer matters
		case <-time.After(patience / 50):
		}
	}
	return true
}

func (a *asking) set(request, question *jupyter.Message, answer chan string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.request, a.question, a.answer = request, question, answer
}

// take hands an answer to who waits for it, and tells whether it was asked for.
// Some clients do not say what they answer.
func (a *asking) take(m *jupyter.Message, line string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.answer == nil || !slices.Equal(m.Identities[0], a.request.Identities[0]) {
		return false
	}
	switch m.ParentID() {
	case "", a.question.Header.MsgID, a.request.Header.MsgID:
		a.answer <- line
		a.answer = nil
		return true
	}
	return false
}

// serveStdin takes the answers of users.
func (s *server) serveStdin() {
	for {
		m, err := s.sockets.Stdin.Recv()
		if err != nil {
			return
		}
		var reply struct {
			Value string `json:"value"`
		}
		if m.Type() != "input_reply" || m.Decode(&reply) != nil || !s.asking.take(m, reply.Value) {
			s.log.Warn("a message on stdin that was not asked for", "type", m.Type())
		}
	}
}
