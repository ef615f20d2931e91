package kernel

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
	"github.com/gopherbook/gopherbook/kernel/output"
)

const (
	gatherTime  = 100 * time.Millisecond // how long text of a stream is gathered
	gatherBytes = 10 << 10               // and how much of it
)

// outbox publishes what one cell shows. Text written to a stream is gathered;
// all else goes out at once, after the text that came before it. It holds
// little more than gatherBytes: when publish waits, so does emit.
type outbox struct {
	silent  bool // only what comms say is published
	count   int  // the cell's execution count
	publish func(message) error

	mu      sync.Mutex
	name    string // of the stream whose text is gathered
	text    []byte
	timer   *time.Timer
	ticking bool // the timer runs: there is text that was not there at the last flush
	payload []map[string]any
	ended   bool // the cell has, and its payload is taken
}

func newOutbox(publish func(message) error) *outbox {
	o := &outbox{publish: publish}
	o.timer = time.AfterFunc(time.Hour, o.tick)
	o.timer.Stop()
	return o
}

// newOutbox publishes what comes of a message.
func (s *server) newOutbox(m *jupyter.Message) *outbox {
	return newOutbox(func(what message) error { return s.send(s.sockets.IOPub, m, what) })
}

// emit takes one event.
func (o *outbox) emit(e output.Event) {
	if o.silent && e.Comm == nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if e.Kind == output.Stream {
		o.write(e.Name, e.Text)
		return
	}
	o.flush()
	if err := o.send(e); err != nil {
		o.write("stderr", fmt.Sprintf("an output of kind %s was not shown: %v\n", e.Kind, err))
	}
}

func (o *outbox) send(e output.Event) error {
	content := map[string]any{}
	switch e.Kind {
	case output.Page, output.SetNextInput:
		return o.pay(e)
	case output.DisplayData, output.UpdateDisplayData:
		content["transient"] = object(e.Transient)
		fallthrough
	case output.ExecuteResult:
		content["data"] = object(e.Data)
		content["metadata"] = object(e.Metadata)
		if e.Kind == output.ExecuteResult {
			content["execution_count"] = o.count
		}
	case output.ClearOutput:
		content["wait"] = e.Wait
	case output.CommOpen, output.CommMsg, output.CommClose:
		return o.publish(commMessage(e))
	default:
		return fmt.Errorf("there is no such kind")
	}
	return o.publish(message{kind: e.Kind, content: content})
}

// pay adds to what the reply will carry. Of several inputs the last one counts.
func (o *outbox) pay(e output.Event) error {
	if o.ended {
		return errors.New("its cell has ended")
	}
	item := map[string]any{"source": e.Kind}
	if e.Kind == output.Page {
		item["data"], item["start"] = object(e.Data), 0
	} else {
		item["text"], item["replace"] = e.Text, e.Replace
		o.payload = slices.DeleteFunc(o.payload, func(p map[string]any) bool { return p["source"] == e.Kind })
	}
	o.payload = append(o.payload, item)
	return nil
}

// settle publishes what was gathered: the user is asked next.
func (o *outbox) settle() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flush()
}

// end publishes what was gathered, and returns what the reply carries.
func (o *outbox) end() (payload []map[string]any) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flush()
	o.ended = true
	return append([]map[string]any{}, o.payload...)
}

// object makes a JSON object of no map, not null.
func object(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

func (o *outbox) write(name, text string) {
	if text == "" {
		return
	}
	if name != o.name {
		o.flush()
		o.name = name
	}
	if !o.ticking {
		o.ticking = true
		o.timer.Reset(gatherTime)
	}
	o.text = append(o.text, text...)
	if len(o.text) >= gatherBytes {
		o.flushWhole()
	}
}

func (o *outbox) tick() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flushWhole()
}

// flush publishes what was gathered: something else comes after it.
func (o *outbox) flush() { o.flushText(len(o.text)) }

// flushWhole keeps the beginning of a character whose end has not been written
// yet: a writer does not care where its buffer ends.
func (o *outbox) flushWhole() { o.flushText(wholeLength(o.text)) }

func (o *outbox) flushText(n int) {
	if n > 0 {
		// The content is a string and encodes always.
		o.publish(message{kind: output.Stream, content: map[string]any{"name": o.name, "text": string(o.text[:n])}})
	}
	o.text = append(o.text[:0], o.text[n:]...)
	o.timer.Stop()
	o.ticking = false
}

// wholeLength returns the length of text without an incomplete character at its end.
func wholeLength(text []byte) int {
	for i := 1; i < utf8.UTFMax && i <= len(text); i++ {
		if at := len(text) - i; utf8.RuneStart(text[at]) {
			if !utf8.FullRune(text[at:]) {
				return at
			}
			break
		}
	}
	return len(text)
}
