package session_test

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/build"
	"github.com/gopherbook/gopherbook/kernel/session"
)

var compiled = flag.Bool("compiled", false, "also compile the cells of TestEvaluator, and write down what they show")

// TestEvaluator runs cells that need no compiler and compares what they show and
// how they fail with what the same cells do when they are compiled. That takes
// minutes, so it is written down beside them: with -compiled it is done anew.
//
// The first cell of each file declares what the others use. Where a cell begins
// with "// compiled", the evaluator leaves it to the compiler; all others it runs
// itself.
func TestEvaluator(t *testing.T) {
	bindings(t, "regexp")
	files, err := filepath.Glob("testdata/direct/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cells: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			cells := strings.Split(read(t, file), cellSeparator)
			golden := strings.TrimSuffix(file, ".txt") + ".golden"
			direct := make(directCells)
			nb := openWith(t, session.Options{Logger: slog.New(direct)})
			if *compiled {
				compiler := openWith(t, session.Options{NoEvaluator: true})
				var shown []string
				for _, code := range cells {
					shown = append(shown, compiler.all(code))
				}
				if err := os.WriteFile(golden, []byte(strings.Join(shown, cellSeparator)), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			wants := strings.Split(read(t, golden), cellSeparator)
			if len(wants) != len(cells) {
				t.Fatalf("%s is of other cells: run the test with -compiled", golden)
			}
			for i, code := range cells {
				if got := nb.all(code); got != wants[i] {
					t.Errorf("cell %d\n%s\nshows\n%s\nand compiled\n%s", i+1, code, got, wants[i])
				}
				if ran, leave := direct[int64(i+1)], i == 0 || strings.HasPrefix(code, "// compiled"); ran == leave {
					t.Errorf("cell %d\n%s\nevaluated: %v", i+1, code, ran)
				}
			}
		})
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// bindings has those bindings built that sessions use if they are there.
func bindings(t testing.TB, others ...string) {
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

func openWith(t testing.TB, o session.Options) *notebook {
	o.Dir, o.Source = t.TempDir(), os.DirFS("../..")
	s := session.New(o)
	t.Cleanup(func() { s.Close() })
	return &notebook{t: t, s: s}
}

// all returns all that a cell shows, its failure included, but no times.
func (nb *notebook) all(code string) string {
	text, failure := nb.run(code)
	if failure != nil {
		text += "\n" + failure.Error() + "\n" + strings.Join(failure.Traceback, "\n")
	}
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
