package worker

import (
	"regexp"
	"strings"
	"time"

	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/worker/proto"
)

// Crash is what Go's runtime has said of the end of a worker.
type Crash struct {
	Message string        // such as "fatal error: stack overflow"; empty when it has said nothing
	Frames  []proto.Frame // the calls of the goroutine that was to blame
}

// lastWords begin a line that the runtime prints on stderr before the process ends.
var lastWords = regexp.MustCompile(`(?m)^(fatal error: |panic: |runtime: |runtime/cgo: |SIG[A-Z]+: |unexpected fault address )`)

// suspense is how long such words are held back: when the process does not end,
// it was a cell that has printed them. It takes the runtime seconds to walk down
// a stack that has overflowed.
const suspense = 30 * time.Second

// crash holds back what may be the runtime's last words.
type crash struct {
	text    strings.Builder
	inLine  bool // what was shown last has not ended its line
	holding bool
}

// filter passes on the stderr text that is no last word.
func (c *crash) filter(show func(output.Event)) func(output.Event) {
	return func(e output.Event) {
		if e.Name != "stderr" {
			show(e)
			return
		}
		if c.holding {
			c.text.WriteString(e.Text)
			return
		}
		at := lastWords.FindStringIndex(e.Text)
		if at != nil && at[0] == 0 && c.inLine {
			at = nil
		}
		if at != nil {
			c.holding = true
			c.text.WriteString(e.Text[at[0]:])
			e.Text = e.Text[:at[0]]
		}
		if e.Text != "" {
			c.inLine = !strings.HasSuffix(e.Text, "\n")
			show(e)
		}
	}
}

// release shows what was held back: the process lives.
func (c *crash) release(show func(output.Event)) {
	if !c.holding {
		return
	}
	text := c.text.String()
	c.holding, c.inLine = false, !strings.HasSuffix(text, "\n")
	c.text.Reset()
	show(output.Event{Kind: output.Stream, Name: "stderr", Text: text})
}

// parse reads the last words.
func (c *crash) parse() Crash {
	text := c.text.String()
	head, goroutines, _ := strings.Cut(text, "\ngoroutine ")
	var r Crash
	for line := range strings.Lines(head) {
		line = strings.TrimSpace(line)
		switch {
		case r.Message == "", strings.HasPrefix(line, "fatal error: "):
			r.Message = line
		case strings.HasPrefix(line, "[signal "):
			r.Message += " " + line
		}
	}
	first, _, _ := strings.Cut(goroutines, "\n\n")
	r.Frames = proto.ParseFrames(first)
	return r
}
