package build_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gopherbook/gopherbook/kernel/build"
)

func TestPruneRemovesWhatWasUsedLongestAgo(t *testing.T) {
	cache := t.TempDir()
	now := time.Now()
	for i := range 10 { // file i was used i hours ago, each has 1000 bytes
		path := filepath.Join(cache, "plugins", "aa", fmt.Sprintf("%d.so", i))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, make([]byte, 1000), 0o600); err != nil {
			t.Fatal(err)
		}
		used := now.Add(-time.Duration(i) * time.Hour)
		if err := os.Chtimes(path, used, used); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ limit, freed int64 }{{10000, 0}, {7500, 3000}, {7000, 0}, {0, 6000}} {
		freed, err := build.Prune(cache, c.limit)
		if err != nil || freed != c.freed {
			t.Errorf("limit %d: freed %d, %v; want %d", c.limit, freed, err, c.freed)
		}
	}
	if _, err := os.Stat(filepath.Join(cache, "plugins", "aa", "0.so")); err != nil {
		t.Error("what is in use has been removed:", err)
	}
	if err := build.Clean(cache); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(cache, "plugins")); !os.IsNotExist(err) {
		t.Error("Clean has left the plugins")
	}
}

func TestPruneWithoutCache(t *testing.T) {
	if freed, err := build.Prune(filepath.Join(t.TempDir(), "none"), 0); freed != 0 || err != nil {
		t.Error(freed, err)
	}
}
