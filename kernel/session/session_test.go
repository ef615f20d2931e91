package session_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/session"
)

// notebook runs cells for a test, as a front end would.
type notebook struct {
	t testing.TB
	s *session.Session
	n int

	onOutput func()            // called with each output, if it is there
	onText   func(text string) // called with what is written to a stream, if it is there
	ask      output.Asker      // answers the cells' questions, if it is there
}

func open(t *testing.T) *notebook { return openIn(t, t.TempDir()) }

func openIn(t *testing.T, dir string) *notebook { return &notebook{t: t, s: newSession(t, dir, "")} }

// run runs a cell and returns what it showed, as text, and how it failed.
func (nb *notebook) run(code string) (string, *output.Failure) {
	nb.n++
	var mu sync.Mutex // goroutines that the cell leaves running print later
	var b strings.Builder
	ctx := context.Background()
	if nb.ask != nil {
		ctx = output.WithAsker(ctx, nb.ask)
	}
	failure := nb.s.Execute(ctx, code, nb.n, func(e output.Event) {
		mu.Lock()
		defer mu.Unlock()
		if nb.onOutput != nil {
			nb.onOutput()
		}
		if nb.onText != nil && e.Kind == output.Stream {
			nb.onText(e.Text)
		}
		switch e.Kind {
		case output.Stream:
			if e.Name == "stderr" {
				b.WriteString("stderr: ")
			}
			b.WriteString(e.Text)
		case output.ExecuteResult:
			fmt.Fprintf(&b, "=> %v\n", e.Data["text/plain"])
		default:
			fmt.Fprintf(&b, "<%s> %v\n", e.Kind, e.Data["text/plain"])
		}
	})
	mu.Lock()
	defer mu.Unlock()
	return b.String(), failure
}

// want runs a cell that must succeed and show this.
func (nb *notebook) want(code, want string) {
	nb.t.Helper()
	got, failure := nb.run(code)
	if failure != nil {
		nb.t.Fatalf("cell\n%s\nfailed: %s\n%s", code, failure.Error(), strings.Join(failure.Traceback, "\n"))
	}
	if got != want {
		nb.t.Errorf("cell\n%s\nshowed\n%q\nnot\n%q", code, got, want)
	}
}

// wantFailure runs a cell that must fail, and show these words in its traceback.
func (nb *notebook) wantFailure(code, name string, words ...string) {
	nb.t.Helper()
	_, failure := nb.run(code)
	if failure == nil {
		nb.t.Fatalf("cell\n%s\ndid not fail", code)
	}
	text := strings.Join(failure.Traceback, "\n")
	if failure.Name != name {
		nb.t.Errorf("cell\n%s\nfailed with %s, not %s:\n%s", code, failure.Name, name, text)
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			nb.t.Errorf("cell\n%s\nfailed with\n%s\nwithout %q", code, text, w)
		}
	}
}
