//go:build soak

package clients_test

import (
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
	"github.com/gopherbook/gopherbook/kernel/jupyter/zmq"
)

// speaker is a client that sends cells without waiting for those before, and
// then looks closely at the answers.
type speaker struct {
	soak    *soak
	kernel  *kernelProcess
	rand    *rand.Rand
	session *jupyter.Session
	shell   *zmq.Socket
	iopub   *zmq.Socket
	replies chan *jupyter.Message
	outputs chan *jupyter.Message
	count   float64 // the last execution count
	cells   int
}

func newSpeaker(s *soak, k *kernelProcess, r *rand.Rand) *speaker {
	s.t.Helper()
	sp := &speaker{
		soak: s, kernel: k, rand: r, session: jupyter.NewSession([]byte(k.connection.Key)),
		replies: make(chan *jupyter.Message, 1<<10), outputs: make(chan *jupyter.Message, 1<<20),
	}
	dial := func(kind zmq.Kind, port int) *zmq.Socket {
		endpoint := "tcp://" + net.JoinHostPort(k.connection.IP, strconv.Itoa(port))
		socket, err := zmq.Dial(k.context(), kind, endpoint, sp.session.ID(), zmq.DefaultLimits, slog.New(slog.DiscardHandler))
		if err != nil {
			s.t.Fatal(err)
		}
		return socket
	}
	sp.shell, sp.iopub = dial(zmq.Dealer, k.connection.ShellPort), dial(zmq.Sub, k.connection.IOPubPort)
	if err := sp.iopub.Subscribe(""); err != nil {
		s.t.Fatal(err)
	}
	go sp.receive(sp.shell, sp.replies)
	go sp.receive(sp.iopub, sp.outputs)
	if m := sp.next(sp.outputs); m == nil || m.Type() != "iopub_welcome" {
		s.t.Fatalf("iopub begins with %v", m)
	}
	return sp
}

func (sp *speaker) close() {
	sp.shell.Close()
	sp.iopub.Close()
}

// receive decodes what comes from a socket until it ends. Of iopub, only what
// answers the speaker itself counts.
func (sp *speaker) receive(socket *zmq.Socket, to chan<- *jupyter.Message) {
	defer close(to)
	for {
		frames, err := socket.Recv()
		if err != nil {
			return
		}
		m, err := sp.session.Decode(frames)
		if err != nil {
			sp.soak.t.Error(err)
			return
		}
		if strings.Contains(string(m.ParentHeader), sp.session.ID()) || m.Type() == "iopub_welcome" {
			to <- m
		}
	}
}

func (sp *speaker) send(frames [][]byte) {
	if err := sp.shell.Send(frames); err != nil {
		sp.soak.t.Error(err)
	}
}

// next returns the next message, or nil after a test's worth of waiting.
func (sp *speaker) next(from <-chan *jupyter.Message) *jupyter.Message {
	select {
	case m := <-from:
		return m
	case <-time.After(2 * time.Minute):
		sp.soak.t.Errorf("a request was not answered")
		return nil
	}
}

// soakCell is a cell, and what comes of it.
type soakCell struct {
	code, stdout, result string
	ename                string // how it fails
	id                   string
}

func (sp *speaker) cell() soakCell {
	sp.cells++
	n := sp.rand.IntN(1 << 20)
	rows := func(format string, count int) string {
		var b strings.Builder
		for i := range count {
			fmt.Fprintf(&b, format, i, n)
		}
		return b.String()
	}
	switch p := sp.rand.IntN(100); {
	case p < 30:
		return soakCell{code: fmt.Sprintf("1 + %d", n), result: fmt.Sprint(n + 1)}
	case p < 50:
		return soakCell{code: fmt.Sprintf("for i := range 40 {\n\tfmt.Println(\"row\", i, %d)\n}", n), stdout: rows("row %d %d\n", 40)}
	case p < 60:
		return soakCell{code: "func() {\n\tsum := 0\n\tfor i := range 100000 {\n\t\tsum += i\n\t}\n\tfmt.Println(sum)\n}()", stdout: "4999950000\n"}
	case p < 65:
		return soakCell{code: fmt.Sprintf("func made() int { return %d }\nmade()", n), result: fmt.Sprint(n)}
	case p < 75:
		return soakCell{code: fmt.Sprintf("fmt.Print(\"a\")\ntime.Sleep(20 * time.Millisecond)\nfmt.Print(\"b\")\n%d", n), stdout: "ab", result: fmt.Sprint(n)}
	case p < 80:
		return soakCell{code: "for start := time.Now(); time.Since(start) < 600*time.Millisecond; {\n}\nfmt.Println(\"over\")", stdout: "over\n"}
	case p < 85:
		return soakCell{code: fmt.Sprintf("fmt.Println(\"before\")\npanic(%d)", n), stdout: "before\n", ename: "panic"}
	case p < 88:
		return soakCell{code: fmt.Sprintf("undefined%d", n), ename: "CompileError"}
	case p < 92:
		return soakCell{code: "time.Sleep(1500 * time.Millisecond)", ename: ""}
	}
	return soakCell{code: fmt.Sprintf("Display(%d)\nfmt.Println(\"shown\")", n), stdout: "shown\n"}
}

// burst sends cells at once, and checks all that comes of them.
func (sp *speaker) burst(n int) {
	t := sp.soak.t
	cells := make([]soakCell, n)
	for i := range cells {
		cells[i] = sp.cell()
		m, err := sp.session.New("execute_request", nil, map[string]any{
			"code": cells[i].code, "silent": false, "store_history": true, "allow_stdin": false,
			"stop_on_error": sp.rand.IntN(20) == 0,
		})
		if err != nil {
			t.Error(err)
			return
		}
		cells[i].id = m.Header.MsgID
		sp.send(sp.session.Encode(m))
	}
	for _, c := range cells {
		reply := sp.next(sp.replies)
		if reply == nil || reply.ParentID() != c.id {
			t.Errorf("a reply is out of order, or missing: %v", reply)
			return
		}
		if !sp.check(c, reply) {
			return
		}
		sp.soak.executes.Add(1)
	}
}

// check compares what has come of a cell with what should.
func (sp *speaker) check(c soakCell, reply *jupyter.Message) bool {
	t := sp.soak.t
	var content struct {
		Status string  `json:"status"`
		EName  string  `json:"ename"`
		Count  float64 `json:"execution_count"`
	}
	if err := reply.Decode(&content); err != nil {
		t.Error(err)
	}
	kinds, stdout, result, ok := sp.collect(c.id)
	if !ok {
		return false
	}
	if !strings.HasPrefix(kinds, "busy ") || !strings.HasSuffix(kinds, "idle ") {
		t.Errorf("cell\n%s\npublished %s", c.code, kinds)
	}
	wrong := func(why string) {
		t.Errorf("cell\n%s\n%s: reply %s\npublished %s\nstdout %q\nresult %q", c.code, why, reply.Content, kinds, stdout, result)
	}
	if content.Status == "aborted" {
		sp.soak.aborted.Add(1)
		if kinds != "busy idle " {
			wrong("was aborted, but has run")
		}
		return true
	}
	if content.Count <= sp.count {
		wrong("does not count on")
	}
	sp.count = content.Count
	switch {
	case content.Status == "ok":
		sp.soak.well.Add(1)
		if stdout != c.stdout || result != c.result || c.ename != "" {
			wrong("went wrong")
		}
	case content.EName == "interrupted" || content.EName == "WorkerExited":
		sp.soak.stopped.Add(1)
		// It may have been stopped between its result and its end.
		if !strings.HasPrefix(c.stdout, stdout) || result != "" && result != c.result {
			wrong("was stopped, but has shown something else")
		}
	case content.EName == c.ename:
		sp.soak.failed.Add(1)
		if stdout != c.stdout || !strings.Contains(kinds, "error ") {
			wrong("failed, but not as it should")
		}
	default:
		wrong("failed")
	}
	return true
}

// collect returns what was published for the next cell, which has this id: the
// kinds of messages, its prints and its result.
func (sp *speaker) collect(id string) (kinds, stdout, result string, ok bool) {
	for {
		m := sp.next(sp.outputs)
		if m == nil {
			return kinds, stdout, result, false
		}
		if m.ParentID() != id && strings.Contains(string(m.Content), "left behind by an interrupt, has ended") {
			continue // said after the end of the cell before
		}
		if m.ParentID() != id {
			sp.soak.t.Errorf("a %s of another request came before the end of %s: %s", m.Type(), kinds, m.Content)
			return kinds, stdout, result, false
		}
		var content struct {
			State string `json:"execution_state"`
			Name  string
			Text  string
			Data  map[string]any
		}
		if err := m.Decode(&content); err != nil && err != io.EOF {
			sp.soak.t.Error(err)
		}
		switch {
		case m.Type() == "status":
			kinds += content.State + " "
			if content.State == "idle" {
				return kinds, stdout, result, true
			}
			continue
		case m.Type() == "stream" && content.Name == "stdout":
			stdout += content.Text
		case m.Type() == "execute_result":
			result, _ = content.Data["text/plain"].(string)
		}
		kinds += m.Type() + " "
	}
}
