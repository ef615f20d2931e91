package build_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gopherbook/gopherbook/kernel/build"
)

func TestPruneRemovesWhatWasUsedLongestAgo(t *testing.T) {
	cache := t.TempDir()
	now := time.Now()
	for i := range 10 { // plugin i was used i minutes ago, each has 1000 bytes
		for ending, size := range map[string]int{".so": 900, ".a": 100} {
			name := fmt.Sprintf("plugins/aa/%d%s", i, ending)
			write(t, cache, map[string]string{name: strings.Repeat("x", size)})
			used := now.Add(-time.Duration(i) * time.Minute)
			if err := os.Chtimes(filepath.Join(cache, name), used, used); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range []struct{ limit, freed int64 }{{10000, 0}, {7500, 3000}, {7000, 0}, {1000, 6000}} {
		freed, err := build.Prune(cache, c.limit)
		if err != nil || freed != c.freed {
			t.Errorf("limit %d: freed %d, %v; want %d", c.limit, freed, err, c.freed)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(cache, "plugins", "aa", "*")); len(left) != 2 || filepath.Base(left[0]) != "0.a" {
		t.Error("what was used last is not what is left:", left)
	}
}

func TestPruneWithoutCache(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "none")
	if freed, err := build.Prune(cache, 0); freed != 0 || err != nil {
		t.Error(freed, err)
	}
	if kernels, err := build.Clean(cache); kernels != 0 || err != nil {
		t.Error(kernels, err)
	}
	if exists(cache) {
		t.Error("a cache has been made to clean it")
	}
}

// What a living session uses is not removed, and the session goes on; what one
// has used that has ended, is.
func TestCleanBesideSessions(t *testing.T) {
	cache, dir := t.TempDir(), t.TempDir()
	write(t, dir, map[string]string{"go.mod": "module example.com/own\n\ngo 1.22\n", "lib/lib.go": "package lib\n\nvar V int\n"})
	o := build.Options{Dir: dir, Cache: cache}
	gone := newBuilder(t, o)
	left := plugin(t, gone, "strings")
	gone.Close()
	b := newBuilder(t, o)
	mine := plugin(t, b, "errors")

	for _, clean := range []func() error{
		func() error { _, err := build.Prune(cache, 0); return err },
		func() error {
			kernels, err := build.Clean(cache)
			if kernels != 1 {
				t.Errorf("Clean counts %d kernels, not one", kernels)
			}
			return err
		},
	} {
		if err := clean(); err != nil {
			t.Fatal(err)
		}
		if exists(left) {
			t.Error("what nobody uses is still there")
		}
		if !exists(mine) || plugin(t, b, "errors") != mine {
			t.Error("what a session uses is gone")
		}
	}
	left = plugin(t, b, "example.com/own/lib", "sort") // the module's files are there, too

	b.Close()
	if kernels, err := build.Clean(cache); kernels != 0 || err != nil {
		t.Error(kernels, err)
	}
	if exists(left) || exists(mine) {
		t.Error("Clean leaves what a session used that has ended")
	}
	_ = filepath.WalkDir(cache, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != "lock" {
			t.Error("Clean leaves", path)
		}
		return nil
	})
	plugin(t, newBuilder(t, o), "errors")
}

// Kernels that build the same at once, while others clean the cache, and one of
// them is killed, do not disturb each other, and all have the same files.
func TestConcurrentSessions(t *testing.T) {
	cache := t.TempDir()
	start := func() (*exec.Cmd, *strings.Builder) {
		cmd := exec.Command(os.Args[0], "-test.run=^TestConcurrentSession$", "-test.v")
		cmd.Env = append(os.Environ(), "GOPHERBOOK_CACHE="+cache, "GOPHERBOOK_TEST_SESSION=1")
		var out strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd, &out
	}
	var outs []*strings.Builder
	var wait sync.WaitGroup
	for range 3 {
		cmd, out := start()
		outs = append(outs, out)
		wait.Go(func() {
			if err := cmd.Wait(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	killed, _ := start()
	defer func() {
		if killed.ProcessState == nil {
			_ = killed.Process.Kill()
			_ = killed.Wait()
		}
	}()
	done := make(chan struct{})
	go func() { wait.Wait(); close(done) }()
	for ended := false; !ended; {
		select {
		case <-done:
			ended = true
		case <-time.After(10 * time.Millisecond):
		}
		if _, err := build.Prune(cache, 0); err != nil {
			t.Error(err)
		}
		if plugins, _ := filepath.Glob(filepath.Join(cache, "plugins", "*", "*.so")); len(plugins) > 0 && killed.ProcessState == nil {
			_ = killed.Process.Kill()
			_ = killed.Wait()
		}
	}
	var sums []string
	for _, out := range outs {
		for line := range strings.Lines(out.String()) {
			if strings.Contains(line, "built ") {
				sums = append(sums, line[strings.Index(line, "built "):])
			}
		}
	}
	if len(sums) != 3 || sums[0] != sums[1] || sums[1] != sums[2] {
		t.Errorf("the kernels have built different files:\n%s", sums)
	}
	if kernels, err := build.Clean(cache); kernels != 0 || err != nil {
		t.Errorf("when all have ended, %d kernels are left, %v", kernels, err)
	}
}

// TestConcurrentSession is one of the kernels of TestConcurrentSessions.
func TestConcurrentSession(t *testing.T) {
	if os.Getenv("GOPHERBOOK_TEST_SESSION") == "" {
		t.Skip("only for TestConcurrentSessions")
	}
	b := newBuilder(t, build.Options{Dir: t.TempDir()})
	var first *build.Plugin
	h := sha256.New()
	for i := range 4 {
		p := build.Package{Path: fmt.Sprintf("cell%d", i+1), Imports: []string{"strings"}, Code: "package main\n\nimport \"strings\"\n\nvar V = strings.ToUpper(\"v\")\n"}
		if first != nil {
			p.Plugins = []*build.Plugin{first}
			p.Code += "\nvar W = V + cell1.V\n"
			p.Code = strings.Replace(p.Code, "import \"strings\"", "import \"strings\"\nimport cell1 \"cell1\"", 1)
		}
		built, err := b.Plugin(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = built
		}
		for _, file := range []string{built.File, built.Archive} {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			h.Write(content)
		}
	}
	t.Logf("built %x", h.Sum(nil))
}
