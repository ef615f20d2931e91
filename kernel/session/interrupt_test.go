package session_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/session"
)

// interrupted runs a cell, and interrupts it once it has printed its first output.
func (nb *notebook) interrupted(code string) (string, *output.Failure, time.Duration) {
	var at time.Time
	nb.onOutput = func() {
		if at.IsZero() {
			at = time.Now()
			nb.s.Interrupt()
		}
	}
	defer func() { nb.onOutput = nil }()
	show, failure := nb.run(code)
	return show, failure, time.Since(at)
}

// leftBehind runs a cell that prints just before it waits, and interrupts it
// then. It does so again as long as the interrupt comes before the waiting.
func (nb *notebook) leftBehind(code string) *output.Failure {
	nb.t.Helper()
	for range 100 {
		_, failure, _ := nb.interrupted(code)
		if failure == nil || failure.Name != "interrupted" {
			nb.t.Fatal(code, failure)
		}
		if strings.Contains(failure.Value, "left behind") {
			return failure
		}
	}
	nb.t.Fatal(code, "is always stopped before it waits")
	return nil
}

func TestInterrupt(t *testing.T) {
	nb := open(t)
	nb.want("keep := 1\nfunc forever(n int) int { return forever(n+1) }\ntype tick struct{}", "")
	for _, code := range []string{
		"fmt.Println(0)\nfor {}",
		"fmt.Println(0)\nfor { keep++ }",
		"fmt.Println(0)\nfunc() { for range 1 << 60 {} }()",
		"fmt.Println(0)\nvar spin func(); spin = func() { for { func() {}() } }\nspin()",
		"fmt.Println(0)\nsort.Slice(make([]int, 1<<30), func(i, j int) bool { return false })",
		"fmt.Println(0)\ntime.Sleep(time.Hour)",
		"fmt.Println(0)\n<-make(chan int)",
	} {
		_, failure, took := nb.interrupted(code)
		if failure == nil || failure.Name != "interrupted" {
			t.Fatalf("%s: %v", code, failure)
		}
		t.Logf("%q stopped after %v", code, took)
	}
	nb.want("keep > 0", "=> true\n")
}

// each runs a test with the evaluator and without it.
func each(t *testing.T, test func(t *testing.T, nb *notebook)) {
	for name, open := range map[string]func(*testing.T) *notebook{"evaluated": open, "compiled": openCompiled} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// An interrupt says where a cell waits that does not stop.
func TestInterruptSaysWhere(t *testing.T) {
	each(t, func(t *testing.T, nb *notebook) {
		nb.want(`func on[T any](v T) T { fmt.Println("on"); return v }
hour := func() time.Duration { return on(time.Hour) }
mu := &sync.Mutex{}
mu.Lock()
listener, err := net.Listen("tcp", "127.0.0.1:0")
func wait() {
	<-on(make(chan int))
}`, "")
		for _, c := range []struct{ code, where, line string }{
			{"\ntime.Sleep(hour())", "in time.Sleep (sleep)", "line 2"},
			{"\n<-on(make(chan int))", "in chan receive", "line 2"},
			{"\n\n\non(mu).Lock()", "in sync.(*Mutex).Lock (sync.Mutex.Lock)", "line 4"},
			{"// a comment\non(listener).Accept()", "in net.(*TCPListener).Accept (IO wait)", "line 2"},
			{"wait()", "in chan receive", "line 7\x1b[0m, in wait"},
		} {
			failure := nb.leftBehind(c.code)
			text := strings.Join(failure.Traceback, "\n")
			if failure.Name != "interrupted" || !strings.Contains(text, c.where) || !strings.Contains(text, c.line) {
				t.Errorf("cell\n%s\nis left behind with\n%s\nwithout %q or %q", c.code, text, c.where, c.line)
			}
		}
	})
}

// What an interrupt has left behind does nothing more when it wakes up.
func TestLeftBehind(t *testing.T) {
	each(t, func(t *testing.T, nb *notebook) {
		nb.want("x, y := 1, 0\ngate := make(chan int)\nfunc on() chan int {\n\tfmt.Println(0)\n\treturn gate\n}\nfunc receive() {\n\t<-on()\n\tx = 2\n}", "")
		for _, code := range []string{
			"<-on()\nx = 2\nfmt.Println(\"late\")",
			"receive()\nfmt.Println(\"late\")",
			"<-on()\n\"late\"",
			"<-on()\ndisplay.HTML(\"late\")",
			"if n := <-on(); n == 0 {\n\tx = 2\n}",
			"select {\ncase <-on():\n\tx = 2\n}",
		} {
			nb.want("gate = make(chan int)", "")
			nb.leftBehind(code)
			told := make(chan string, 100)
			nb.onText = func(text string) { told <- text }
			if show, failure := nb.run("close(gate)\ny++"); failure != nil || show != "" && !strings.Contains(show, "left behind") {
				t.Errorf("after\n%s\na cell showed %q and failed with %v", code, show, failure)
			}
			select {
			case text := <-told:
				if !strings.Contains(text, fmt.Sprintf("cell %d, left behind by an interrupt, has ended", nb.n-1)) {
					t.Errorf("after\n%s\nthe next cell showed %q", code, text)
				}
			case <-time.After(time.Minute):
				t.Fatal(code, "told nothing of its end")
			}
			nb.onText = nil
		}
		nb.want("x", "=> 1\n")
		nb.want("y", "=> 6\n")
	})
}

// An interrupt stops the goroutines of its cell, those that libraries start for
// it too, runs what is deferred, and leaves those of earlier cells alone.
func TestInterruptStopsGoroutines(t *testing.T) {
	nb := open(t)
	nb.want("beats := make(chan int)\ngo func() { for i := 0; ; i++ { beats <- i } }()\nvar mu sync.Mutex\nunlocked := func() { mu.Unlock() }", "")
	_, failure, took := nb.interrupted(`mu.Lock()
defer unlocked()
var wg sync.WaitGroup
wg.Go(func() { for {} })
go func() { for {} }()
fmt.Println("on")
wg.Wait()`)
	if failure == nil || failure.Name != "interrupted" || strings.Contains(failure.Value, "left behind") {
		t.Fatal(failure)
	}
	t.Log("stopped after", took)
	nb.want("<-beats", "=> 0\n")
	nb.want("<-beats", "=> 1\n")
	nb.want("mu.TryLock()", "=> true\n")
}

// Fit stops between two batches and keeps what it has learnt.
func TestInterruptStopsFit(t *testing.T) {
	nb := open(t)
	nb.want(`x := mat.NewDense(64, 2, nil)
x.Apply(func(i, j int, _ float64) float64 { return float64(i * j) }, x)
model := ptsne.NewSequential(ptsne.Dense(64, ptsne.Linear, ptsne.InputShape(2)))
model.Compile(ptsne.MeanSquaredError(), ptsne.SGD(1e-9))`, "")
	_, failure, took := nb.interrupted(`history, err := model.Fit(x, mat.NewDense(64, 64, nil), ptsne.Epochs(1<<30), ptsne.Verbose(2))
log.Fatal(err)`)
	if failure == nil || failure.Name != "interrupted" || strings.Contains(failure.Value, "left behind") {
		t.Fatal(failure)
	}
	t.Log("stopped after", took)
	nb.want("err", "=> ptsne: the pass over the batches was stopped: interrupted\n")
	nb.want("history != nil", "=> true\n")
}

func openCompiled(t *testing.T) *notebook {
	s := session.New(session.Options{Dir: t.TempDir(), Source: os.DirFS("../.."), NoEvaluator: true})
	t.Cleanup(func() { s.Close() })
	return &notebook{t: t, s: s}
}

// An interrupt counts at any moment: while the cell is compiled, as it begins,
// and while it runs.
func TestInterruptAtAnyMoment(t *testing.T) {
	nb := open(t)
	nb.want("n := 0", "")
	for i := range 5 {
		stop, stopped := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(stopped)
			for {
				select {
				case <-stop:
					return
				default:
					nb.s.Interrupt()
				}
			}
		}()
		_, failure := nb.run(fmt.Sprintf("for { n += %d; func() {}() }", i))
		close(stop)
		<-stopped
		if failure == nil || failure.Name != "interrupted" {
			t.Fatal(failure)
		}
	}
	nb.want("n >= 0", "=> true\n")
}
