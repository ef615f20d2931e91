package session_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gopherbook/gopherbook/kernel/session"
)

// A cell may end its process: the next one runs in another.
func TestWorkerEnds(t *testing.T) {
	nb := open(t)
	for _, c := range []struct {
		code string
		say  []string
	}{
		{"os.Exit(3)", []string{"the cell ended its process: exit status 3"}},
		{"log.Fatal(\"bye\")", []string{"exit status 1"}},
		{"func f(n int) int {\n\treturn f(n+1) + 1\n}\nf(0)", []string{"fatal error: stack overflow", "line 2\x1b[0m, in f", "more calls ..."}},
		{"m := map[int]int{}\ngo func() { for { m[1]++ } }()\nfor { m[2]++ }", []string{"fatal error: concurrent map", "Cell ["}},
		{"var once sync.Once\nonce.Do(func() { time.AfterFunc(0, func() { panic(\"late\") }) })\nselect {}", []string{"panic: late", "line 2"}},
		{"syscall.Kill(os.Getpid(), syscall.SIGSEGV)\nselect {}", []string{"SIGSEGV: segmentation violation"}},
		{"p, _ := os.FindProcess(os.Getpid())\np.Kill()\nselect {}", []string{"the process of the cells ended: signal: killed"}},
	} {
		nb.want("x := 1", "")
		show, failure := nb.run(c.code)
		if failure == nil || failure.Name != "WorkerExited" {
			t.Errorf("%s\nfailed with %v; it showed %.200s", c.code, failure, show)
			continue
		}
		text := strings.Join(failure.Traceback, "\n")
		for _, say := range append(c.say, "%restore runs their declarations again") {
			if !strings.Contains(text, say) {
				t.Errorf("%s\nfailed with\n%s\nwithout %q", c.code, text, say)
			}
		}
		if strings.Contains(show, "goroutine ") {
			t.Errorf("%s\nshowed %.500s", c.code, show)
		}
		nb.wantFailure("x", "CompileError", "undefined: x")
	}
	nb.want("fmt.Println(\"on\")", "on\n")
}

// Text like the runtime's last words is shown when the process lives.
func TestNoLastWords(t *testing.T) {
	nb := open(t)
	nb.want("fmt.Fprintln(os.Stderr, \"a\\npanic: no\")", "stderr: a\nstderr: panic: no\n")
	nb.want("println(\"fatal error: none\")\ndisplay.Text(\"b\")", "stderr: fatal error: none\n=> b\n")
}

func TestMemoryLimit(t *testing.T) {
	t.Setenv("GOPHERBOOK_MEMORY", "600MB")
	nb := open(t)
	nb.want("x := make([]byte, 100<<20)\nfor i := range x { x[i] = 1 }", "")
	for _, code := range []string{"y := make([]byte, 2<<30)", "var all [][]byte\nfor { all = append(all, bytes.Repeat([]byte{1}, 1<<20)) }"} {
		_, failure := nb.run(code)
		text := ""
		if failure != nil {
			text = strings.Join(failure.Traceback, "\n")
		}
		if !strings.Contains(text, "GOPHERBOOK_MEMORY=600MB bounds the memory of the cells.") {
			t.Errorf("%s\nfailed with\n%s", code, text)
		}
	}
	t.Setenv("GOPHERBOOK_MEMORY", "plenty")
	open(t).wantFailure("1 + 1", "BuildError", "GOPHERBOOK_MEMORY=plenty is no size of memory: write it as 4GiB or 500MB")
}

func TestOwnModule(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{
		"go.mod":              "module example.com/own\n\ngo 1.26\n\nrequire example.com/other v1.0.0\n\nreplace example.com/other => ./other\n",
		"lib/lib.go":          "package lib\n\nconst Name = \"lib\"\n",
		"internal/deep/in.go": "package deep\n\nfunc Secret() int { return 42 }\n",
		"other/go.mod":        "module example.com/other\n\ngo 1.26\n",
		"other/other.go":      "package other\n\nvar V = \"other\"\n",
		"books/keep":          "",
	}
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	before := listing(t, dir)
	nb := openIn(t, filepath.Join(dir, "books"))
	nb.want("import \"example.com/own/internal/deep\"\ndeep.Secret()", "=> 42\n")
	nb.want("fmt.Println(lib.Name, other.V)", "lib other\n")
	nb.want("wd, _ := os.Getwd()\nfilepath.Base(wd)", "=> books\n")
	nb.want("display.HTML(\"<b>x</b>\")", "=> x\n")
	if after := listing(t, dir); after != before {
		t.Errorf("the module has changed from\n%s\nto\n%s", before, after)
	}
}

// listing returns a directory's files with their contents.
func listing(t *testing.T, dir string) string {
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		b.WriteString(path + "\n" + string(content) + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSecondSessionBuildsNothing(t *testing.T) {
	cache := t.TempDir()
	cells := []string{"type p struct{ x int }\nv := p{1}", "v.x", "func f() int { return v.x }", "f() + v.x"}
	plugins := func() int {
		n, err := filepath.Glob(filepath.Join(cache, "plugins", "*", "*.so"))
		if err != nil {
			t.Fatal(err)
		}
		return len(n)
	}
	for run := range 2 {
		s := session.New(session.Options{Dir: t.TempDir(), Cache: cache, Source: os.DirFS("../.."), NoEvaluator: true})
		t.Cleanup(func() { s.Close() })
		nb := &notebook{t: t, s: s}
		for _, c := range cells {
			if _, failure := nb.run(c); failure != nil {
				t.Fatal(failure)
			}
		}
		if n := plugins(); n != len(cells) {
			t.Fatalf("after session %d there are %d plugins, not %d", run+1, n, len(cells))
		}
	}
}

func TestFloodOfOutput(t *testing.T) {
	nb := open(t)
	show, failure := nb.run("for i := range 200000 { fmt.Println(\"line é\", i) }")
	if failure != nil {
		t.Fatal(failure)
	}
	lines := strings.Split(strings.TrimSuffix(show, "\n"), "\n")
	if len(lines) != 200000 || lines[199999] != "line é 199999" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
	if strings.ContainsRune(show, '\uFFFD') {
		t.Error("a character was torn apart")
	}
}

func newSession(t *testing.T, dir, cache string) *session.Session {
	s := session.New(session.Options{Dir: dir, Cache: cache, Source: os.DirFS("../..")})
	t.Cleanup(func() { s.Close() })
	return s
}

// A panic of a goroutine is told, and the session lives.
func TestPanicInGoroutine(t *testing.T) {
	nb := open(t)
	nb.want("kept := 1\nfunc boom(s string, more ...int) { panic(fmt.Sprint(s, more)) }\ntype T struct{ n int }\nfunc (t T) boom() { panic(t.n) }\nvar wg sync.WaitGroup", "")
	for _, c := range []struct{ code, say string }{
		{"wg.Add(1)\ngo func() {\n\tdefer wg.Done()\n\tpanic(\"literal\")\n}()", "literal"},
		{"wg.Add(1)\ngo func(n int) { defer wg.Done(); var m map[int]int; m[n] = 1 }(kept)", "nil map"},
		{"go boom(\"call\", 1, 2)", "call[1 2]"},
		{"go boom(\"spread\", []int{3}...)", "spread[3]"},
		{"go T{7}.boom()", "7"},
		{"f := boom\ngo f(\"value\")", "value[]"},
		{"type deep struct{ t T }\nfor i := range 1 { go deep{T{i + 5}}.t.boom() }", "5"},
	} {
		told := make(chan string, 100)
		nb.onText = func(text string) { told <- text }
		if _, failure := nb.run(c.code + "\nwg.Wait()"); failure != nil {
			t.Fatal(c.code, failure)
		}
		select {
		case text := <-told:
			if !strings.Contains(text, "panic in a goroutine: ") || !strings.Contains(text, c.say) || !strings.Contains(text, "Cell[") {
				t.Errorf("%s told %q", c.code, text)
			}
		case <-time.After(time.Minute):
			t.Fatal(c.code, "told nothing")
		}
	}
	nb.onText = nil
	nb.want("kept", "=> 1\n")
}
