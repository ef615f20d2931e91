package build

import (
	"context"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// Module is the path of gopherbook's own module.
const Module = "github.com/gopherbook/gopherbook"

// Options says where and from what to build.
type Options struct {
	Dir    string // the notebook's directory; by default the current one
	Cache  string // for plugins, workers and modules; by default CacheDir()
	Source fs.FS  // the source of gopherbook's module, for modules that do not have it
}

// Builder builds for the cells of one session. It is safe for concurrent use.
type Builder struct {
	dir   string // the notebook's
	cache string
	env   []string
	tools toolchain
	lease *lease

	mu       sync.Mutex // of what follows, and one go list at a time
	module   *mainModule
	index    *index
	packages map[string]*pkg
	held     map[string]bool // the packages that the worker may have loaded, or whose types have been read
	types    types.ImporterFrom
	named    map[string]map[string][]string // import paths by name, by the patterns that were listed
	absent   map[string]error               // paths that no module has
}

// New returns a builder, to be closed after use. It fails, in one sentence that
// says what to do, when there is no Go toolchain, no C compiler or no place to
// write to.
func New(ctx context.Context, o Options) (*Builder, error) {
	b := &Builder{cache: o.Cache}
	var err error
	if b.dir, err = filepath.Abs(o.Dir); err != nil {
		return nil, err
	}
	if b.cache == "" {
		if b.cache, err = CacheDir(); err != nil {
			return nil, err
		}
	} else if b.cache, err = filepath.Abs(b.cache); err != nil {
		return nil, err
	}
	if err := b.findToolchain(ctx); err != nil {
		return nil, err
	}
	if err := makeCache(b.cache); err != nil {
		return nil, err
	}
	if b.lease, err = openLease(b.cache); err != nil {
		return nil, err
	}
	m, err := b.chooseModule(o.Source)
	if err != nil {
		b.lease.close()
		return nil, err
	}
	b.setModule(m)
	b.Unload()
	return b, nil
}

// Close ends the use of the cache: what the builder has built may be removed.
func (b *Builder) Close() { b.lease.close() }

// Cache returns the builder's cache directory.
func (b *Builder) Cache() string { return b.cache }

// setModule makes the builder build in a module.
func (b *Builder) setModule(m *mainModule) {
	b.module = m
	b.index = openIndex(b.cache, b.indexKey())
	b.named = make(map[string]map[string][]string)
	b.absent = make(map[string]error)
}

// Unload notes that the worker has ended, and what it had loaded with it. The
// next one begins with the packages as they are then. What Import has returned
// before does not fit what it returns from then on.
func (b *Builder) Unload() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held, b.packages = make(map[string]bool), make(map[string]*pkg)
	b.types = importer.ForCompiler(token.NewFileSet(), "gc", b.openExport).(types.ImporterFrom)
}

// openExport opens a package's export data for go/types.
func (b *Builder) openExport(path string) (io.ReadCloser, error) {
	p := b.packages[path]
	if p == nil || p.Export == "" {
		return nil, fmt.Errorf("package %s has not been compiled", path)
	}
	return os.Open(p.Export)
}

// Check tells, in one sentence that says what to do, what is missing to build
// anything: a Go toolchain, a C compiler or a place for the cache.
func Check(ctx context.Context) error {
	b := &Builder{}
	if err := b.findToolchain(ctx); err != nil {
		return err
	}
	cache, err := CacheDir()
	if err != nil {
		return err
	}
	return makeCache(cache)
}
