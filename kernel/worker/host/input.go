package host

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/gopherbook/gopherbook/interrupt"
	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/worker/proto"
	"github.com/gopherbook/gopherbook/kernel/worker/rt"
)

// questions are those that wait for their answer.
type questions struct {
	mu      sync.Mutex
	last    int
	waiting map[int]chan proto.Answer
}

// ask puts a question of a cell to the user.
func (h *host) ask(q output.Question) (line string, err error) {
	rt.Check() // an abandoned cell asks nothing
	line, err = h.question(interrupt.Context(), q)
	rt.Check()
	return line, err
}

// question asks the kernel, and waits until the answer comes or ctx ends.
func (h *host) question(ctx context.Context, q output.Question) (line string, err error) {
	answer := make(chan proto.Answer, 1)
	h.questions.mu.Lock()
	if h.questions.waiting == nil {
		h.questions.waiting = make(map[int]chan proto.Answer)
	}
	h.questions.last++
	id := h.questions.last
	h.questions.waiting[id] = answer
	h.questions.mu.Unlock()

	h.report(proto.Report{Ask: &proto.Ask{ID: id, Question: q}})
	select {
	case a := <-answer:
		switch {
		case a.End:
			return "", io.EOF
		case a.Error == output.ErrNoInput.Error():
			return "", output.ErrNoInput
		case a.Error != "":
			return "", errors.New(a.Error)
		}
		return a.Text, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// answered hands an answer to who waits for it.
func (h *host) answered(a proto.Answer) {
	h.questions.mu.Lock()
	defer h.questions.mu.Unlock()
	if answer := h.questions.waiting[a.ID]; answer != nil {
		delete(h.questions.waiting, a.ID)
		answer <- a
	}
}
