package history_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/gopherbook/gopherbook/kernel/history"
)

func add(t *testing.T, s *history.Store, line int, input, output string) {
	t.Helper()
	if err := s.Add(line, input); err != nil {
		t.Fatal(err)
	}
	if err := s.SetOutput(output); err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, got []history.Entry, want ...history.Entry) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestHistoryOfFormerSessions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "history")
	first := history.New(path)
	add(t, first, 1, "x := 1", "")
	add(t, first, 2, "x", "1")
	a, b := history.Entry{Session: 1, Line: 1, Input: "x := 1"}, history.Entry{Session: 1, Line: 2, Input: "x", Output: "1"}

	second := history.New(path)
	same(t, second.Tail(10), a, b)
	add(t, second, 1, "y\n", "é\n2")
	c := history.Entry{Session: 2, Line: 1, Input: "y\n", Output: "é\n2"}
	add(t, first, 3, "late", "")
	d := history.Entry{Session: 1, Line: 3, Input: "late"}

	same(t, second.Tail(2), d, c)
	same(t, second.Tail(0))
	same(t, second.Tail(-1))
	same(t, second.Range(0, 1, 0), c)
	same(t, second.Range(-1, 0, 0), a, b, d)
	same(t, second.Range(1, 2, 3), b)
	same(t, second.Range(-2, 0, 0))
	same(t, history.New(path).Range(0, 0, 0))
	same(t, history.New(path).Range(-1, 0, 0), c)

	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode: %v, %v", info.Mode(), err)
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the directory's mode: %v, %v", info.Mode(), err)
	}
}

func TestSearch(t *testing.T) {
	s := history.New("")
	inputs := []string{"a/b", "1 + 2", "a/b ", "for {\n}", "1 + 2"}
	for i, input := range inputs {
		add(t, s, i+1, input, "")
	}
	for _, c := range []struct {
		pattern string
		n       int
		unique  bool
		lines   string
	}{
		{"*", 0, false, "1 2 3 4 5"},
		{"*", 2, false, "4 5"},
		{"*", 0, true, "3 4 5"},
		{"1 + 2", 0, false, "2 5"},
		{"1 + 2", 0, true, "5"},
		{"1 ? 2", 1, false, "5"},
		{"a*b*", 0, false, "1 3"},
		{"*{?}", 0, false, "4"},
		{"[a-f]*", 0, false, "1 3 4"},
		{"[!a-e]*", 0, false, "2 4 5"},
		{"nothing", 0, false, ""},
		{"", 0, false, ""},
		{"*+*+*", 0, false, ""},
		{"*1*2*", 0, false, "2 5"},
		{"1 + 2*2", 0, false, ""},
		{"[", 0, false, ""},
		{"[]a]/b", 0, false, "1"},
	} {
		var lines []string
		for _, e := range s.Search(c.pattern, c.n, c.unique) {
			lines = append(lines, fmt.Sprint(e.Line))
		}
		if got := strings.Join(lines, " "); got != c.lines {
			t.Errorf("%q, n %d, unique %v: lines %s, not %s", c.pattern, c.n, c.unique, got, c.lines)
		}
	}
}

// Several kernels write to one file at once.
func TestSessionsAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	const sessions, lines = 8, 25
	var wg sync.WaitGroup
	for range sessions {
		wg.Go(func() {
			s := history.New(path)
			for i := range lines {
				if err := s.Add(i+1, strings.Repeat("x", i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	s := history.New(path)
	if n := len(s.Tail(1000)); n != sessions*lines {
		t.Errorf("%d entries, not %d", n, sessions*lines)
	}
	for session := 1; session <= sessions; session++ {
		if n := len(s.Range(session, 0, 0)); n != lines {
			t.Errorf("session %d has %d lines, not %d", session, n, lines)
		}
	}
}

func TestBrokenLinesArePassedOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	add(t, history.New(path), 1, "good", "")
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("\n\x00\xff\n[]\n{\"Session\":-1,\"Input\":\"x\"}\n{\"Session\":1,\"Output\":\"of nothing\"}\n{\"Session\":9,\"Li"); err != nil {
		t.Fatal(err)
	}
	f.Close()
	s := history.New(path)
	add(t, s, 1, "after", "")
	same(t, history.New(path).Tail(9),
		history.Entry{Session: 1, Line: 1, Input: "good"}, history.Entry{Session: 2, Line: 1, Input: "after"})
}

func TestTheFileIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	s := history.New(path)
	input := strings.Repeat("x", 100<<10)
	n := 3 * history.Limit / len(input)
	for i := range n {
		add(t, s, i+1, input, "")
	}
	add(t, s, n+1, strings.Repeat("y", 300<<10), "") // too long to be kept
	info, err := os.Stat(path)
	if err != nil || info.Size() > history.Limit+200<<10 {
		t.Errorf("%d bytes, %v", info.Size(), err)
	}
	for name, s := range map[string]*history.Store{"its own session": s, "another": history.New(path)} {
		all := s.Tail(n)
		if len(all) < n/8 || len(all) == n || all[len(all)-1].Line != n {
			t.Errorf("%s knows %d of %d entries", name, len(all), n)
		}
	}
}

func TestLongResultsAreCut(t *testing.T) {
	s := history.New("")
	add(t, s, 1, "x", strings.Repeat("é", 10_000))
	if out := s.Tail(1)[0].Output; len(out) > 11<<10 || !strings.HasSuffix(out, "é…") {
		t.Errorf("%d bytes, ending with %q", len(out), out[len(out)-10:])
	}
}

func TestWithoutAFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := history.New(filepath.Join(dir, "file", "history"))
	if err := s.Add(1, "x"); err == nil {
		t.Error("no error")
	}
	s.SetOutput("1")
	same(t, s.Tail(1), history.Entry{Session: 1, Line: 1, Input: "x", Output: "1"})
}

func TestPath(t *testing.T) {
	t.Setenv("HOME", "/home/ada")
	t.Setenv("XDG_STATE_HOME", "relative")
	t.Setenv("GOPHERBOOK_HISTORY", "")
	for _, c := range []struct{ name, value, want string }{
		{"HOME", "/home/ada", "/home/ada/.local/state/gopherbook/history"},
		{"XDG_STATE_HOME", "/state", "/state/gopherbook/history"},
		{"GOPHERBOOK_HISTORY", "/elsewhere", "/elsewhere"},
		{"GOPHERBOOK_HISTORY", "off", ""},
	} {
		t.Setenv(c.name, c.value)
		if got := history.Path(); got != c.want {
			t.Errorf("with %s=%s: %s, not %s", c.name, c.value, got, c.want)
		}
	}
}

func FuzzSearch(f *testing.F) {
	for _, pattern := range []string{"*", "a[b-", "[]]", "[^]", "[z-a]", "\\", "é?", "\xff", "[[:x:]]"} {
		f.Add(pattern, pattern)
	}
	f.Fuzz(func(t *testing.T, pattern, input string) {
		if !utf8.ValidString(pattern) || !utf8.ValidString(input) || len(input) > 1000 {
			t.Skip()
		}
		s := history.New("")
		s.Add(1, input)
		finds := func(pattern string) bool { return len(s.Search(pattern, 0, true)) == 1 }
		found := finds(pattern)
		if !strings.ContainsAny(pattern, "*?[") && found != (pattern == input) {
			t.Errorf("%q finds %q: %v", pattern, input, found)
		}
		if found && !(finds("*"+pattern) && finds(pattern+"*") && finds("**"+pattern)) {
			t.Errorf("%q finds %q only without a star", pattern, input)
		}
		literal := strings.NewReplacer("*", "[*]", "?", "[?]", "[", "[[]").Replace(input)
		if !finds(literal) || !finds(strings.Repeat("?", utf8.RuneCountInString(input))) {
			t.Errorf("%q does not find %q", literal, input)
		}
	})
}
