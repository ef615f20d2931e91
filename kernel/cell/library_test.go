package cell_test

import (
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/cell"
)

// library gives sessions the packages that cells may import, as build.Builder
// does, but lists all of them beforehand: an import takes no go command.
type library struct {
	types.Importer
	named   map[string][]string // import paths by name
	exports map[string]string   // files with export data by path
}

func (l *library) Named(name string) [][]string { return [][]string{l.named[name]} }

// newLibrary has the go command compile what is not in its cache.
var newLibrary = sync.OnceValues(func() (*library, error) {
	const module = "github.com/gopherbook/gopherbook/"
	cmd := exec.Command("go", "list", "-export", "-deps", "-f", "{{.Name}} {{.ImportPath}} {{.Export}}", "std",
		cell.RuntimePath, cell.DisplayPath, "gonum.org/v1/gonum/mat", "gonum.org/v1/gonum/stat")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	l := &library{named: make(map[string][]string), exports: make(map[string]string)}
	for line := range strings.Lines(string(out)) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		path, export, _ := strings.Cut(rest, " ")
		l.exports[path] = export
		parts := strings.Split(path, "/")
		if !slices.Contains(parts, "internal") && parts[0] != "vendor" && (path == cell.DisplayPath || !strings.HasPrefix(path, module)) {
			l.named[name] = append(l.named[name], path)
		}
	}
	for _, paths := range l.named {
		slices.Sort(paths)
	}
	l.Importer = importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		if l.exports[path] == "" {
			return nil, fmt.Errorf("package %s is not in the standard library", path)
		}
		return os.Open(l.exports[path])
	})
	return l, nil
})

func libraryOf(t testing.TB) *library {
	t.Helper()
	l, err := newLibrary()
	if err != nil {
		t.Fatal(err)
	}
	return l
}
