package main_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gopherbook/gopherbook/kernel/notebook"
)

// program is gopherbook, built for these tests.
var program string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "gopherbook-command-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "gopherbook")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// patience is how long anything may take that a test waits for. It only ends
// what would never end.
const patience = 4 * time.Minute

// command is a run of gopherbook and what it prints.
type command struct {
	*exec.Cmd
	t              *testing.T
	stdout, stderr bytes.Buffer
}

// gopherbook returns a run of gopherbook, to be started. Variables are set on
// top of the environment.
func gopherbook(t *testing.T, variables []string, args ...string) *command {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	c := &command{Cmd: exec.CommandContext(ctx, program, args...), t: t}
	c.Env = append(append(os.Environ(), mark(t)), variables...)
	c.Stdout, c.Stderr = &c.stdout, &c.stderr
	return c
}

// succeeds runs gopherbook to its end and returns what it printed.
func succeeds(t *testing.T, args ...string) string {
	t.Helper()
	c := gopherbook(t, nil, args...)
	if err := c.Run(); err != nil {
		t.Fatalf("gopherbook %s: %v\n%s%s", strings.Join(args, " "), err, &c.stdout, &c.stderr)
	}
	if c.stderr.Len() > 0 {
		t.Errorf("gopherbook %s has on stderr %q", strings.Join(args, " "), &c.stderr)
	}
	return c.stdout.String()
}

// saysWhy checks that a run ended with exit code 1 and one sentence on stderr
// that has these words.
func (c *command) saysWhy(err error, words ...string) {
	c.t.Helper()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 {
		c.t.Errorf("%v, not exit status 1", err)
	}
	sentence := c.stderr.String()
	if !strings.HasPrefix(sentence, "gopherbook: ") || strings.Count(sentence, "\n") != 1 {
		c.t.Errorf("stderr has not one sentence, but\n%s", sentence)
	}
	for _, w := range words {
		if !strings.Contains(sentence, w) {
			c.t.Errorf("stderr lacks %q: %s", w, sentence)
		}
	}
}

// mark is an environment variable by which the processes that a test started
// are known, however deep they stem from it.
func mark(t *testing.T) string { return "GOPHERBOOK_TEST=" + t.Name() }

// started returns the processes that the test has started and that still run.
func started(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("ps", "axeww", "-o", "pid=,stat=,command=").Output()
	if err != nil {
		t.Fatalf("ps: %v", err)
	}
	var found []string
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if slices.Contains(fields, mark(t)) && !strings.HasPrefix(fields[1], "Z") {
			found = append(found, strings.Join(fields[:4], " "))
		}
	}
	return found
}

// leavesNothing waits until nothing runs any more that the test has started.
func leavesNothing(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		left := started(t)
		if len(left) == 0 {
			return
		}
		if time.Now().After(end) {
			t.Errorf("these processes were left behind:\n%s", strings.Join(left, "\n"))
			return
		}
	}
}

// write writes a notebook with these code cells and returns its path.
func write(t *testing.T, cells ...*notebook.Cell) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "nb.ipynb")
	nb := &notebook.Notebook{Minor: 4, Cells: cells}
	if err := nb.Write(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func code(source string) *notebook.Cell {
	return &notebook.Cell{Type: notebook.Code, Source: source}
}

// read returns the outputs of a notebook's code cells, described in a line each.
func read(t *testing.T, path string) []string {
	t.Helper()
	nb, err := notebook.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, c := range nb.Cells {
		var line []string
		for _, o := range c.Outputs {
			switch o.Type {
			case notebook.Stream:
				line = append(line, o.Name+": "+o.Text)
			case notebook.Error:
				line = append(line, o.EName+": "+o.EValue)
			default:
				line = append(line, fmt.Sprint(o.Data["text/plain"]))
			}
		}
		all = append(all, strings.Join(line, ", "))
	}
	return all
}

func check(t *testing.T, path string, want ...string) {
	t.Helper()
	if got := read(t, path); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("the notebook has the outputs\n%q, not\n%q", got, want)
	}
}

// onlyGo returns a directory in which there is the go command and nothing else.
func onlyGo(t *testing.T) string {
	t.Helper()
	command, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(command, filepath.Join(dir, "go")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestVersion(t *testing.T) {
	out := succeeds(t, "version")
	if !regexp.MustCompile(`^gopherbook \S+ \(built with go1\.\S+ for \w+/\w+\)\n$`).MatchString(out) {
		t.Errorf("version prints %q", out)
	}
}

func TestDoctor(t *testing.T) {
	out := succeeds(t, "doctor")
	for _, want := range []string{"Go toolchain", "C compiler", "cache"} {
		if !strings.Contains(out, want) {
			t.Errorf("the doctor does not speak of %q:\n%s", want, out)
		}
	}

	c := gopherbook(t, []string{"PATH=" + onlyGo(t), "CC="}, "doctor")
	c.saysWhy(c.Run(), "C compiler")
	if out := c.stdout.String(); !strings.Contains(out, "no gcc in PATH") {
		t.Errorf("the doctor does not find that there is no C compiler:\n%s", out)
	}
}

func TestClean(t *testing.T) {
	cache := t.TempDir()
	plugin := filepath.Join(cache, "plugins", "00", "old.so")
	if err := os.MkdirAll(filepath.Dir(plugin), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(plugin, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := gopherbook(t, []string{"GOPHERBOOK_CACHE=" + cache}, "clean")
	if err := c.Run(); err != nil {
		t.Fatalf("%v\n%s", err, &c.stderr)
	}
	if _, err := os.Stat(plugin); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the cache still has a plugin (%v)", err)
	}
}

func TestRunWritesANotebookAndAPage(t *testing.T) {
	path := write(t, code("x := 20"), code("x + 22"), code("Display(image.NewGray(image.Rect(0, 0, 8, 8)))"))
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	output, page := filepath.Join(t.TempDir(), "out.ipynb"), filepath.Join(t.TempDir(), "out.html")
	shown := succeeds(t, "run", path, "--output", output, "--html", page)
	for _, want := range []string{"[1/3] x := 20\n", "[2/3] x + 22\n42\n", "[3/3] Display("} {
		if !strings.Contains(shown, want) {
			t.Errorf("the run did not show %q:\n%s", want, shown)
		}
	}
	if got := read(t, output); len(got) != 3 || got[1] != "42" {
		t.Errorf("the notebook has the outputs %q", got)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("--output did not keep the notebook as it was (%v)", err)
	}
	html, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(html, []byte(`src="data:image/png;base64,`)) {
		t.Error("the page lacks the picture")
	}
	if m := regexp.MustCompile(`(?i)(src|href)="(https?:)?//[^"]*"`).Find(html); m != nil {
		t.Errorf("the page is not one file: %s", m)
	}
	leavesNothing(t)
}

func TestRunWritesTheNotebookItself(t *testing.T) {
	path := write(t, code("1 + 1"))
	succeeds(t, "run", path)
	check(t, path, "2")
}

// Where the module cache has what gopherbook requires, no network is needed, and
// nothing that an earlier run has left in gopherbook's own cache.
func TestRunWithoutNetwork(t *testing.T) {
	cells := []*notebook.Cell{code("m := mat.NewDense(1, 2, []float64{1, 2})\nmat.Sum(m)"), code("fmt.Sprint(plot.New().Title.Text == \"\", ptsne.ReLU)")}
	scratch, own := write(t, cells...), write(t, append(cells, code("lib.V"))...)
	for name, content := range map[string]string{"go.mod": "module own\n\ngo 1.22\n", "lib/lib.go": "package lib\n\nvar V = 7\n"} {
		file := filepath.Join(filepath.Dir(own), name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(content), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	cache := t.TempDir()
	for _, path := range []string{scratch, own} {
		c := gopherbook(t, []string{"GOPHERBOOK_CACHE=" + cache, "GOPROXY=off"}, "run", path)
		if err := c.Run(); err != nil {
			t.Fatalf("%v\n%s", err, &c.stderr)
		}
	}
	check(t, scratch, "3", "true relu")
	check(t, own, "3", "true relu", "7")
}

func TestAFailingCellEndsTheRun(t *testing.T) {
	path := write(t, code("x := 3"), code("x"), code("// The index is too large.\n[]int{}[x]"), code("println(1)"))
	c := gopherbook(t, nil, "run", path)
	c.saysWhy(c.Run(), "code cell 3", "[]int{}[x]", "index out of range [3]")
	check(t, path, "", "3", "panic: runtime error: index out of range [3] with length 0", "")
	leavesNothing(t)
}

func TestACellThatMayFail(t *testing.T) {
	fails := code("missing")
	fails.Metadata = map[string]any{"tags": []any{"raises-exception"}}
	path := write(t, fails, code("2"))
	succeeds(t, "run", path)
	check(t, path, "CompileError: undefined: missing", "2")

	path = write(t, code("missing"), code("2"))
	succeeds(t, "run", "--allow-errors", path)
	check(t, path, "CompileError: undefined: missing", "2")
}

func TestOneSentenceSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write(t, code("1"))
	before, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}

	for name, test := range map[string]struct {
		variables []string
		args      []string
		words     []string
	}{
		"missing file":        {args: []string{"run", filepath.Join(dir, "none.ipynb")}, words: []string{"none.ipynb", "no such file"}},
		"directory":           {args: []string{"run", dir}, words: []string{dir, "directory"}},
		"text":                {args: []string{"run", file("text.ipynb", "hello\n")}, words: []string{"text.ipynb is not a notebook", "line 1"}},
		"empty":               {args: []string{"run", file("empty.ipynb", "")}, words: []string{"empty.ipynb is not a notebook", "empty"}},
		"other JSON":          {args: []string{"run", file("json.ipynb", "{}")}, words: []string{"json.ipynb is not a notebook", "nbformat"}},
		"old notebook":        {args: []string{"run", file("old.ipynb", `{"nbformat": 3}`)}, words: []string{"old.ipynb", "too old", "nbconvert"}},
		"no notebook given":   {args: []string{"run"}, words: []string{"wants a notebook"}},
		"unknown command":     {args: []string{"walk"}, words: []string{`unknown command "walk"`}},
		"unknown flag":        {args: []string{"run", "--fast", good}, words: []string{"unknown flag: --fast"}},
		"no Go":               {variables: []string{"PATH=" + t.TempDir()}, args: []string{"run", good}, words: []string{"no go command on PATH", "install Go"}},
		"no C compiler":       {variables: []string{"PATH=" + onlyGo(t), "CC="}, args: []string{"run", good}, words: []string{"no C compiler", "install"}},
		"no connection file":  {args: []string{"kernel", filepath.Join(dir, "none.json")}, words: []string{"connection file", "none.json"}},
		"no place to install": {args: []string{"install", "--prefix", good}, words: []string{"cannot install", good}},
	} {
		t.Run(name, func(t *testing.T) {
			c := gopherbook(t, test.variables, test.args...)
			c.saysWhy(c.Run(), test.words...)
		})
	}
	if after, err := os.ReadFile(good); err != nil || !bytes.Equal(before, after) {
		t.Errorf("a run that could not begin changed the notebook (%v)", err)
	}
}

// runsUntil starts a run of a notebook whose second cell never ends, and
// returns when that cell has printed.
func runsUntil(t *testing.T, path string) *command {
	t.Helper()
	c := gopherbook(t, nil, "run", path)
	c.Stdout = nil
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for buf := make([]byte, 4096); !strings.Contains(c.stdout.String(), "\nbegun\n"); {
		n, err := out.Read(buf)
		c.stdout.Write(buf[:n])
		if err != nil {
			t.Fatalf("the second cell did not print: %v\n%s%s", err, &c.stdout, &c.stderr)
		}
	}
	return c
}

func TestCtrlCSavesWhatRan(t *testing.T) {
	path := write(t, code("40 + 2"), code("fmt.Println(\"begun\")\nfor {\n}"), code("3"))
	c := runsUntil(t, path)
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	c.saysWhy(c.Wait(), "interrupted")
	if got := read(t, path); len(got) != 3 || got[0] != "42" || !strings.HasPrefix(got[1], "stdout: begun\n") || !strings.Contains(got[1], "interrupted") || got[2] != "" {
		t.Errorf("the notebook has the outputs %q", got)
	}
	leavesNothing(t)
}

func TestAKilledRunLeavesNoKernel(t *testing.T) {
	c := runsUntil(t, write(t, code("1"), code("fmt.Println(\"begun\")\nfor {\n}")))
	if running := started(t); len(running) < 3 {
		t.Errorf("a run, its kernel and its worker are not the processes %q", running)
	}
	if err := c.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err == nil {
		t.Error("a killed run exits with 0")
	}
	leavesNothing(t)
}
