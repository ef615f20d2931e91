package assist_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/assist"
	"github.com/gopherbook/gopherbook/kernel/build"
	"github.com/gopherbook/gopherbook/kernel/cell"
)

// notebook is a session whose cells are declared but not run.
type notebook struct {
	t testing.TB
	*assist.Assistant
	builder *build.Builder
	cells   *cell.Session
	n       int
}

func open(t testing.TB, o assist.Options, cells ...string) *notebook {
	t.Helper()
	b, err := build.New(context.Background(), build.Options{Dir: t.TempDir(), Source: os.DirFS("../..")})
	if err != nil {
		t.Fatal(err)
	}
	// No answer waits for a compiler.
	if err := b.Load(context.Background(), compiled...); err != nil {
		t.Fatal(err)
	}
	nb := &notebook{t: t, Assistant: assist.New(b, o), builder: b, cells: cell.NewSession(b)}
	nb.Warm()
	for _, code := range cells {
		nb.declare(code)
	}
	return nb
}

// compiled are the packages that the tests ask about.
var compiled = []string{cell.DisplayPath, build.Module + "/plotting", build.Module + "/ptsne",
	"crypto/rand", "encoding/json", "fmt", "math/rand", "math/rand/v2", "net/http", "os", "strings", "syscall", "time"}

// declare makes visible what a cell declares.
func (nb *notebook) declare(code string) {
	nb.t.Helper()
	nb.n++
	u, err := nb.cells.Plan(&cell.Source{Number: nb.n, Text: code})
	if err != nil {
		nb.t.Fatal(err)
	}
	nb.cells.Commit(u)
}

// cursor returns a text without its |, and where that stood.
func cursor(text string) (string, int) {
	i := strings.Index(text, "|")
	return text[:i] + text[i+1:], i
}

// complete completes at the | of a text.
func (nb *notebook) complete(text string) assist.Completion {
	code, at := cursor(text)
	return nb.Complete(nb.cells.Scope(), code, at)
}

func texts(c assist.Completion) []string {
	all := make([]string, len(c.Matches))
	for i, m := range c.Matches {
		all[i] = m.Text
	}
	return all
}
