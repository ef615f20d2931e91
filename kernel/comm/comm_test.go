package comm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/comm"
	"github.com/gopherbook/gopherbook/kernel/internal/sink"
	"github.com/gopherbook/gopherbook/kernel/output"
)

// frontEnd records what is said to it.
type frontEnd struct {
	said []string
	last output.Event
}

func newFrontEnd(t *testing.T) *frontEnd {
	f := &frontEnd{}
	emit := sink.Emit
	t.Cleanup(func() { sink.Emit = emit })
	sink.Emit = func(e output.Event) {
		f.said = append(f.said, fmt.Sprintf("%s %s %s", e.Kind, e.Comm.Target, e.Comm.Data))
		f.last = e
	}
	return f
}

func (f *frontEnd) heard(t *testing.T, want ...string) {
	t.Helper()
	if got := strings.Join(f.said, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("the front end heard\n%s\nnot\n%s", got, strings.Join(want, "\n"))
	}
	f.said = nil
}

func (f *frontEnd) says(kind, id, target, data string) {
	sink.Deliver(output.Event{Kind: kind, Comm: &output.Comm{ID: id, Target: target, Data: []byte(data)}})
}

func TestTheFrontEndOpens(t *testing.T) {
	f := newFrontEnd(t)
	f.says(output.CommOpen, "1", "adder", "1")
	f.heard(t, "comm_close  ")
	var closed string
	comm.Register("adder", func(c *comm.Comm, m comm.Message) {
		sum := 0
		if err := m.Decode(&sum); err != nil {
			t.Error(err)
		}
		c.OnMsg(func(m comm.Message) {
			n := 0
			if err := m.Decode(&n); err != nil {
				c.Send(err.Error())
				return
			}
			sum += n
			c.Send(sum)
		})
		c.OnClose(func(m comm.Message) { closed = string(m.Data) })
	})
	f.says(output.CommOpen, "2", "adder", "1")
	f.says(output.CommMsg, "2", "", "2")
	f.says(output.CommMsg, "2", "", "3")
	f.says(output.CommMsg, "2", "", "{}")
	f.says(output.CommMsg, "3", "", "4") // nobody's
	f.heard(t, "comm_msg  3", "comm_msg  6", `comm_msg  "json: cannot unmarshal object into Go value of type int"`)
	f.says(output.CommClose, "2", "", `"bye"`)
	f.says(output.CommMsg, "2", "", "5")
	f.heard(t)
	if closed != `"bye"` {
		t.Errorf("it was closed with %s", closed)
	}
	comm.Register("adder", nil)
	f.says(output.CommOpen, "4", "adder", "1")
	f.heard(t, "comm_close  ")
}

func TestACellOpens(t *testing.T) {
	f := newFrontEnd(t)
	if _, err := comm.Open("plot", func() {}); err == nil || !strings.Contains(err.Error(), "the data cannot be sent") {
		t.Errorf("got %v", err)
	}
	c, err := comm.Open("plot", map[string]int{"x": 1}, comm.Buffers([]byte{1}), comm.Metadata(map[string]any{"version": "2"}))
	if err != nil || c.Target() != "plot" || c.ID() != f.last.Comm.ID {
		t.Fatal(c, err)
	}
	if f.last.Metadata["version"] != "2" || len(f.last.Comm.Buffers) != 1 {
		t.Errorf("got %+v", f.last)
	}
	f.says(output.CommMsg, c.ID(), "", `"early"`)
	var got []string
	c.OnMsg(func(m comm.Message) { got = append(got, string(m.Data)) })
	f.says(output.CommMsg, c.ID(), "", `"late"`)
	if strings.Join(got, " ") != `"early" "late"` {
		t.Errorf("the cell heard %s", got)
	}
	if err := c.Close(nil); err != nil {
		t.Fatal(err)
	}
	if err := c.Send(1); err != comm.ErrClosed {
		t.Errorf("got %v", err)
	}
	f.heard(t, `comm_open plot {"x":1}`, "comm_close  {}")
}
