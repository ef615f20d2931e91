package session_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/session"
)

// A cell that uses a package for the first time is compiled. When there is
// time, the package's names are bound, and the next such cell is not.
func TestBindingInBackground(t *testing.T) {
	t.Parallel()
	log := boundLog{make(directCells), make(chan struct{})}
	nb := openWith(t, session.Options{Cache: t.TempDir(), Logger: slog.New(log)})
	nb.want("unicode.ToUpper('a')", "=> 65\n")
	if log.directCells[1] {
		t.Error("a cell has used names that nothing has bound")
	}
	<-log.bound
	nb.want("unicode.IsSpace('a')", "=> false\n")
	if !log.directCells[2] {
		t.Error("the names of a package are bound, and yet a cell has been compiled")
	}
}

// boundLog notes, from a session's log, when unicode is bound.
type boundLog struct {
	directCells
	bound chan struct{}
}

func (l boundLog) Handle(ctx context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if r.Message == "bound" && strings.Contains(a.Value.String(), "unicode") {
			close(l.bound)
		}
		return true
	})
	return l.directCells.Handle(ctx, r)
}
