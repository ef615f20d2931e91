package session_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/build"
	"github.com/gopherbook/gopherbook/kernel/session"
)

// TestEvaluator runs cells that need no compiler both ways, by the evaluator
// and compiled, and compares what they show and how they fail. The first cell of
// each file declares what the others use. Where a cell begins with "// compiled",
// the evaluator leaves it to the compiler; all others it runs itself.
func TestEvaluator(t *testing.T) {
	bindings(t, "regexp")
	files, err := filepath.Glob("testdata/direct/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cells: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			direct := make(directCells)
			evaluated := openWith(t, session.Options{Logger: slog.New(direct)})
			compiled := openWith(t, session.Options{NoEvaluator: true})
			for i, code := range strings.Split(string(content), cellSeparator) {
				got, want := evaluated.all(code), compiled.all(code)
				if timed(code) {
					got, want = withoutTimes(got), withoutTimes(want)
				}
				if got != want {
					t.Errorf("cell %d\n%s\nshows\n%s\nand compiled\n%s", i+1, code, got, want)
				}
				if ran, leave := direct[int64(i+1)], i == 0 || strings.HasPrefix(code, "// compiled"); ran == leave {
					t.Errorf("cell %d\n%s\nevaluated: %v", i+1, code, ran)
				}
			}
		})
	}
}

// bindings has those bindings built that sessions use if they are there.
func bindings(t *testing.T, others ...string) {
	t.Helper()
	b, err := build.New(context.Background(), build.Options{Dir: t.TempDir(), Source: os.DirFS("../..")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Binding(context.Background(), session.Bound...); err != nil {
		t.Fatal(err)
	}
	for _, path := range others {
		if _, err := b.Binding(context.Background(), path); err != nil {
			t.Fatal(err)
		}
	}
}

func openWith(t *testing.T, o session.Options) *notebook {
	o.Dir, o.Source = t.TempDir(), os.DirFS("../..")
	s := session.New(o)
	t.Cleanup(func() { s.Close() })
	return &notebook{t: t, s: s}
}

// all returns all that a cell shows, its failure included.
func (nb *notebook) all(code string) string {
	text, failure := nb.run(code)
	if failure != nil {
		text += "\n" + failure.Error() + "\n" + strings.Join(failure.Traceback, "\n")
	}
	return text
}

func timed(code string) bool { return strings.Contains(code, "%time") }

// withoutTimes leaves out the lines that %time prints.
func withoutTimes(text string) string {
	var kept []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "CPU times:") && !strings.HasPrefix(line, "Wall time:") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// directCells notes, from a session's log, which cells have not been compiled.
type directCells map[int64]bool

func (d directCells) Enabled(context.Context, slog.Level) bool { return true }
func (d directCells) WithAttrs([]slog.Attr) slog.Handler       { return d }
func (d directCells) WithGroup(string) slog.Handler            { return d }

func (d directCells) Handle(_ context.Context, r slog.Record) error {
	if r.Message != "cell" {
		return nil
	}
	var count int64
	r.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "count":
			count = a.Value.Int64()
		case "direct":
			d[count] = a.Value.Bool()
		}
		return true
	})
	return nil
}
