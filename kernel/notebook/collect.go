package notebook

import (
	"strings"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

// A collector turns the messages of a running kernel into outputs of a cell.
// The messages are those of the iopub channel; see
// https://jupyter-client.readthedocs.io/en/stable/messaging.html.
type collector struct {
	cell *Cell

	// displays are the outputs shown under a display id, in all cells.
	displays map[string][]*Output

	// clearing is set by clear_output with wait: the next output replaces
	// what is there.
	clearing bool

	stream *Output // the last output, while it is a stream
	text   streamText

	live liveLine
}

// start directs what follows to a cell.
func (c *collector) start(cell *Cell) {
	c.flush()
	c.cell, c.clearing, c.live = cell, false, liveLine{}
}

// flush puts the text of the open stream into its output.
func (c *collector) flush() {
	if c.stream != nil {
		c.stream.Text = string(c.text.text)
		c.stream = nil
	}
}

// add takes a message in. It returns the new or changed output as the text that
// a terminal shows of it, and on which stream; "" where there is none. A display
// that is shown anew is shown so in a terminal too, while it is the last line.
func (c *collector) add(m *jupyter.Message) (stream, text string, err error) {
	switch m.Type() {
	case "stream":
		var content struct{ Name, Text string }
		if err := m.Decode(&content); err != nil {
			return "", "", err
		}
		c.print(content.Name, content.Text)
		return content.Name, c.live.end() + content.Text, nil

	case "display_data", "execute_result", "update_display_data":
		content, err := decode(m.Content)
		if err != nil {
			return "", "", err
		}
		o := newObject(content)
		out := &Output{Type: m.Type(), Data: o.object("data"), Metadata: o.object("metadata")}
		joinData(out.Data)
		if m.Type() == "execute_result" {
			out.ExecutionCount = o.integer("execution_count")
		}
		id, _ := o.object("transient")["display_id"].(string)
		if o.err != nil {
			return "", "", o.err
		}
		if m.Type() == "update_display_data" {
			for _, shown := range c.displays[id] {
				shown.Data, shown.Metadata = out.Data, out.Metadata
			}
			return "stdout", c.live.anew(id, plainText(out)), nil
		}
		c.show(out)
		if id != "" {
			c.displays[id] = append(c.displays[id], out)
		}
		return "stdout", c.live.begin(id, plainText(out)), nil

	case "error":
		var content struct {
			EName, EValue string
			Traceback     []string
		}
		if err := m.Decode(&content); err != nil {
			return "", "", err
		}
		out := &Output{Type: Error, EName: content.EName, EValue: content.EValue, Traceback: content.Traceback}
		c.show(out)
		return "stderr", c.live.end() + plainText(out), nil

	case "clear_output":
		var content struct{ Wait bool }
		if err := m.Decode(&content); err != nil {
			return "", "", err
		}
		if content.Wait {
			c.clearing = true
		} else {
			c.clear()
		}
	}
	return "", "", nil
}

// print adds to the last output if that is the same stream.
func (c *collector) print(name, text string) {
	if c.stream == nil || c.stream.Name != name || c.clearing {
		out := &Output{Type: Stream, Name: name}
		c.show(out)
		c.stream, c.text = out, streamText{}
	}
	c.text.write(text)
}

// show adds an output.
func (c *collector) show(out *Output) {
	if c.clearing {
		c.clear()
	}
	c.flush()
	c.cell.Outputs = append(c.cell.Outputs, out)
}

// clear removes the cell's outputs.
func (c *collector) clear() {
	c.stream, c.clearing = nil, false
	c.cell.Outputs = nil
}

// plainText is what a terminal shows of an output other than a stream, with a
// line break at its end.
func plainText(o *Output) string {
	if o.Type == Error {
		if len(o.Traceback) == 0 {
			return o.EName + ": " + o.EValue + "\n"
		}
		return strings.Join(o.Traceback, "\n") + "\n"
	}
	if text, ok := o.Data["text/plain"].(string); ok && text != "" {
		return text + "\n"
	}
	return ""
}
