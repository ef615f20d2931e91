package build

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// Module is the path of gopherbook's own module.
const Module = "github.com/gopherbook/gopherbook"

// Options says where and from what to build.
type Options struct {
	Dir    string // the notebook's directory; by default the current one
	Cache  string // for plugins, workers and scratch modules; by default CacheDir()
	Source fs.FS  // the source of gopherbook's module, for modules that do not have it
}

// Builder builds for the cells of one session. It is safe for concurrent use.
type Builder struct {
	dir   string // where the go command runs
	cache string
	flags []string // -modfile and the like
	scan  []string // the patterns that match what cells may import, beyond the standard library
	goenv goEnv
	env   []string

	mu       sync.Mutex // of what follows, and one go list at a time
	packages map[string]pkg
	types    types.ImporterFrom
	named    map[string][]string // import paths of the standard library by name
	scanned  map[string][]string // the same of the modules' packages
	wanted   map[string]error    // paths that could not be had
}

// pkg is a package that has been compiled.
type pkg struct {
	ImportPath string
	Name       string
	Export     string // the file with its export data and code
}

// goEnv is what the go command says of itself.
type goEnv struct {
	GOVERSION, GOTOOLDIR, GOMOD, GOOS, GOARCH, CC, CGO_ENABLED, GOROOT string
}

// CacheDir is where builds are kept: $GOPHERBOOK_CACHE, or gopherbook in the
// user's cache directory.
func CacheDir() (string, error) {
	if dir := os.Getenv("GOPHERBOOK_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("there is no place for a cache (%w): set GOPHERBOOK_CACHE to a directory", err)
	}
	return filepath.Join(dir, "gopherbook"), nil
}

// New returns a builder. It fails, in one sentence that says what to do, when
// there is no Go toolchain, no C compiler or no place to write to.
func New(ctx context.Context, o Options) (*Builder, error) {
	b := &Builder{
		dir: o.Dir, cache: o.Cache,
		packages: make(map[string]pkg), wanted: make(map[string]error),
	}
	var err error
	if b.dir == "" {
		if b.dir, err = os.Getwd(); err != nil {
			return nil, err
		}
	}
	if b.cache == "" {
		if b.cache, err = CacheDir(); err != nil {
			return nil, err
		}
	}
	if err := b.readEnv(ctx); err != nil {
		return nil, err
	}
	if err := makeCache(b.cache); err != nil {
		return nil, err
	}
	if err := b.chooseModule(ctx, o.Source); err != nil {
		return nil, err
	}
	b.types = importer.ForCompiler(token.NewFileSet(), "gc", b.openExport).(types.ImporterFrom)
	return b, nil
}

// Cache returns the builder's cache directory.
func (b *Builder) Cache() string { return b.cache }

// readEnv asks the go command for what is needed of it, and looks for a C compiler.
func (b *Builder) readEnv(ctx context.Context) error {
	if _, err := exec.LookPath("go"); err != nil {
		return errors.New("there is no go command on PATH: install Go 1.26 or newer (https://go.dev/dl), or add its bin directory to PATH")
	}
	b.env = append(os.Environ(), "CGO_ENABLED=1", "PWD="+b.dir)
	out, err := b.goCommand(ctx, "env", "-json", "GOVERSION", "GOTOOLDIR", "GOMOD", "GOOS", "GOARCH", "CC", "GOROOT")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(out, &b.goenv); err != nil {
		return fmt.Errorf("go env: %w", err)
	}
	cc := strings.Fields(b.goenv.CC)
	if len(cc) == 0 {
		cc = []string{"gcc"}
	}
	if _, err := exec.LookPath(cc[0]); err != nil {
		return fmt.Errorf("there is no C compiler (%s), which Go needs to link plugins: install one, for example with \"apt-get install gcc\" or \"xcode-select --install\"", cc[0])
	}
	return nil
}

// goCommand runs the go command and returns its output; its error is what it says.
func (b *Builder) goCommand(ctx context.Context, args ...string) ([]byte, error) {
	return b.run(ctx, b.dir, "go", args...)
}

// run runs a program. Its error holds what the program wrote to stderr.
func (b *Builder) run(ctx context.Context, dir, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, b.env
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		text := strings.TrimSpace(stderr.String() + stdout.String()) // the compiler's errors go to stdout
		if text == "" {
			text = err.Error()
		}
		return stdout.Bytes(), &CommandError{Command: filepath.Base(name) + " " + args[0], Text: text}
	}
	return stdout.Bytes(), nil
}

// CommandError is a failure of the go command, the compiler or the linker.
type CommandError struct {
	Command string // such as "go list"
	Text    string // what it said
}

func (e *CommandError) Error() string { return e.Command + ": " + e.Text }

// openExport opens a package's export data for go/types.
func (b *Builder) openExport(path string) (io.ReadCloser, error) {
	p, ok := b.packages[path]
	if !ok || p.Export == "" {
		return nil, fmt.Errorf("package %s has not been compiled", path)
	}
	return os.Open(p.Export)
}

// Check tells, in one sentence that says what to do, what is missing to build
// anything: a Go toolchain, a C compiler or a place for the cache.
func Check(ctx context.Context) error {
	b := &Builder{}
	if err := b.readEnv(ctx); err != nil {
		return err
	}
	cache, err := CacheDir()
	if err != nil {
		return err
	}
	return makeCache(cache)
}

// makeCache makes the cache directory, for its owner alone.
func makeCache(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("cannot make the cache directory (%w): set GOPHERBOOK_CACHE to a directory that can be written to", err)
	}
	return nil
}
