package session_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gopherbook/gopherbook/kernel/output"
)

// frontEnd speaks to the comms of a notebook's cells.
type frontEnd struct {
	nb    *notebook
	heard chan string // what comms say while a cell runs
}

func newFrontEnd(nb *notebook) *frontEnd { return &frontEnd{nb, make(chan string, 100)} }

// say sends a message, and returns what was shown before that was dealt with.
func (f *frontEnd) say(kind, id, target, data string) string {
	var mu sync.Mutex
	var b strings.Builder
	f.nb.s.Comm(context.Background(), output.Event{Kind: kind, Comm: &output.Comm{ID: id, Target: target, Data: []byte(data)}}, func(e output.Event) {
		mu.Lock()
		defer mu.Unlock()
		b.WriteString(describe(e))
	})
	mu.Lock()
	defer mu.Unlock()
	return b.String()
}

func describe(e output.Event) string {
	if e.Comm != nil {
		return fmt.Sprintf("<%s %s %s>", e.Kind, e.Comm.Target, e.Comm.Data)
	}
	return e.Text
}

func (f *frontEnd) want(want, kind, id, target, data string) {
	f.nb.t.Helper()
	if got := f.say(kind, id, target, data); got != want {
		f.nb.t.Errorf("%s %s %s: %q, not %q", kind, id, data, got, want)
	}
}

// next waits for what a comm says while a cell runs.
func (f *frontEnd) next(want string) {
	f.nb.t.Helper()
	select {
	case got := <-f.heard:
		if got != want {
			f.nb.t.Errorf("heard %q, not %q", got, want)
		}
	case <-time.After(time.Minute):
		f.nb.t.Fatalf("did not hear %q", want)
	}
}

const adder = `sum := 0
var mu sync.Mutex
comm.Register("adder", func(c *comm.Comm, m comm.Message) {
	fmt.Println("opened with", string(m.Data))
	c.OnMsg(func(m comm.Message) {
		var n int
		if err := m.Decode(&n); err != nil {
			panic(err)
		}
		mu.Lock()
		defer mu.Unlock()
		sum += n
		c.Send(sum)
	})
	c.OnClose(func(comm.Message) { fmt.Println("closed") })
})`

func TestComms(t *testing.T) {
	nb := open(t)
	f := newFrontEnd(nb)
	f.want("<comm_close  >", output.CommOpen, "1", "adder", "null")
	nb.want(adder, "")
	f.want("opened with {\"x\":1}\n", output.CommOpen, "2", "adder", `{"x":1}`)
	f.want("<comm_msg  2>", output.CommMsg, "2", "", "2")
	f.want("<comm_msg  5>", output.CommMsg, "2", "", "3")
	f.want("", output.CommMsg, "9", "", "3")
	nb.want("sum", "=> 5\n")
	if got := f.say(output.CommMsg, "2", "", "{}"); !strings.HasPrefix(got, "panic in a comm's function: json: cannot unmarshal") || !strings.Contains(got, "Cell[1], line 8\n") {
		t.Errorf("a panic shows %q", got)
	}
	nb.want("sum++", "")
	f.want("<comm_msg  7>", output.CommMsg, "2", "", "1")
	if got := fmt.Sprint(nb.s.Comms()); got != "map[2:adder]" {
		t.Errorf("open are %s", got)
	}
	f.want("closed\n", output.CommClose, "2", "", "")
	if got := nb.s.Comms(); len(got) != 0 {
		t.Errorf("open are %v", got)
	}

	show, failure := nb.run("c, err := comm.Open(\"plot\", []int{1})\nc.OnMsg(func(m comm.Message) { fmt.Println(string(m.Data)) })\nerr")
	if failure != nil || show != "<comm_open> <nil>\n" {
		t.Errorf("%q, %v", show, failure)
	}
	for id, target := range nb.s.Comms() {
		f.want("\"click\"\n", output.CommMsg, id, "", `"click"`)
		if target != "plot" {
			t.Errorf("its target is %s", target)
		}
	}
	// With the process of the cells, comms end.
	if show, _ := nb.run("os.Exit(1)"); !strings.Contains(show, "<comm_close>") {
		t.Errorf("the end shows %q", show)
	}
	if got := nb.s.Comms(); len(got) != 0 {
		t.Errorf("open are %v", got)
	}
	f.want("<comm_close  >", output.CommOpen, "3", "adder", "null")
}

// What comms say reaches cells while one runs, in order; an interrupt of the
// cell leaves the comm as it is.
func TestCommsWhileACellRuns(t *testing.T) {
	each(t, func(t *testing.T, nb *notebook) {
		f := newFrontEnd(nb)
		nb.want(adder, "")
		f.say(output.CommOpen, "1", "adder", "null")
		running := make(chan struct{})
		ended := make(chan *output.Failure)
		go func() {
			ended <- nb.s.Execute(context.Background(), "for i := 0; ; i++ {\n\tif i == 0 {\n\t\tfmt.Println(\"begun\")\n\t}\n}", 9, func(e output.Event) {
				if e.Text == "begun\n" {
					close(running)
					return
				}
				f.heard <- describe(e)
			})
		}()
		<-running
		sum := 0
		for i := range 50 {
			sum += i
			f.say(output.CommMsg, "1", "", fmt.Sprint(i))
			if i%10 == 0 {
				f.say(output.CommMsg, "1", "", `"no number"`)
			}
		}
		for i, sum := 0, 0; i < 50; i++ {
			sum += i
			f.next(fmt.Sprintf("<comm_msg  %d>", sum))
			if i%10 == 0 {
				if got := <-f.heard; !strings.Contains(got, "panic in a comm's function") {
					t.Errorf("heard %q", got)
				}
			}
		}
		nb.s.Interrupt()
		if failure := <-ended; failure == nil || failure.Name != "interrupted" || strings.Contains(failure.Value, "left behind") {
			t.Errorf("the cell ended with %v", failure)
		}
		f.want(fmt.Sprintf("<comm_msg  %d>", sum+1), output.CommMsg, "1", "", "1")
	})
}

// An interrupt stops what a comm has begun, and the next message is heard.
func TestInterruptOfComms(t *testing.T) {
	nb := open(t)
	f := newFrontEnd(nb)
	nb.want(`comm.Register("busy", func(c *comm.Comm, m comm.Message) {
	c.OnMsg(func(m comm.Message) {
		fmt.Println(string(m.Data))
		for string(m.Data) == "1" {
		}
		if string(m.Data) == "2" {
			<-make(chan int)
		}
	})
})`, "")
	f.say(output.CommOpen, "1", "busy", "null")
	for _, data := range []string{"1", "2"} {
		got := ""
		nb.s.Comm(context.Background(), output.Event{Kind: output.CommMsg, Comm: &output.Comm{ID: "1", Data: []byte(data)}}, func(e output.Event) {
			got += e.Text
			if e.Text == data+"\n" {
				nb.s.Interrupt()
			}
		})
		if stuck := strings.Contains(got, "a comm's function did not stop within a second: it is left behind in chan receive"); stuck != (data == "2") {
			t.Errorf("%s shows %q", data, got)
		}
		f.want("0\n", output.CommMsg, "1", "", "0")
	}
	nb.want("1 + 1", "=> 2\n")
}
