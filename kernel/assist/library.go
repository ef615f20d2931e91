package assist

import (
	"errors"
	"fmt"
	"go/types"
	"sync"
	"time"

	"github.com/gopherbook/gopherbook/kernel/cell"
)

// library gives out what is known of packages, and remembers it. What takes
// longer than an answer may take goes on in the background.
type library struct {
	source Packages

	mu    sync.Mutex
	known map[any]*lookup // by question
}

// lookup is one question put to the source.
type lookup struct {
	done   chan struct{} // closed when the answer is there
	answer any
	err    error
}

func newLibrary(source Packages) *library {
	return &library{source: source, known: make(map[any]*lookup)}
}

func (l *library) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.known)
}

// errLater is the error where an answer takes too long.
var errLater = errors.New("assist: this is not known yet")

// ask returns the answer to a question, or errLater when it is not there at the
// deadline. Errors are not remembered.
func (l *library) ask(question any, deadline time.Time, find func() (any, error)) (any, error) {
	l.mu.Lock()
	p := l.known[question]
	if p == nil {
		p = &lookup{done: make(chan struct{})}
		l.known[question] = p
		go func() {
			defer close(p.done)
			defer func() {
				if v := recover(); v != nil { // the kernel lives on without this answer
					p.err = fmt.Errorf("assist: %v", v)
					l.drop(question, p)
				}
			}()
			if p.answer, p.err = find(); p.err != nil {
				l.drop(question, p)
			}
		}()
	}
	l.mu.Unlock()
	select {
	case <-p.done:
		return p.answer, p.err
	default:
	}
	timer := time.NewTimer(time.Until(deadline))
	defer timer.Stop()
	select {
	case <-p.done:
		return p.answer, p.err
	case <-timer.C:
		return nil, errLater
	}
}

func (l *library) drop(question any, p *lookup) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known[question] == p {
		delete(l.known, question)
	}
}

// The kinds of questions.
type (
	importOf   string // the types of a package, by path
	pathsOf    string // the paths of packages, by name
	sourcesOf  string // the documentation of a package, by path
	exportsOf  string // what a package exports, by path
	everything struct{}
)

func (l *library) importable(deadline time.Time) map[string]string {
	names, _ := l.ask(everything{}, deadline, func() (any, error) { return l.source.Importable(), nil })
	all, _ := names.(map[string]string)
	return all
}

// reader is the library for one answer.
type reader struct {
	*library
	scope    *cell.Scope
	deadline time.Time
}

func (l *library) reader(scope *cell.Scope) *reader {
	return &reader{l, scope, time.Now().Add(patience)}
}

// Import and Named make a reader the cell.Packages of a draft.

// Import gives out only packages that are there: looking up a path that is half
// typed would lead to the network.
func (r *reader) Import(path string) (*types.Package, error) {
	if path != cell.RuntimePath && r.names()[path] == "" && !r.scope.HasImported(path) {
		return nil, fmt.Errorf("assist: no package %q is known", path)
	}
	pkg, err := r.ask(importOf(path), r.deadline, func() (any, error) { return r.source.Import(path) })
	if err != nil {
		return nil, err
	}
	return pkg.(*types.Package), nil
}

func (r *reader) Named(name string) [][]string {
	tiers, err := r.ask(pathsOf(name), r.deadline, func() (any, error) { return r.source.Named(name), nil })
	if err != nil {
		return nil
	}
	return tiers.([][]string)
}

// names returns the packages that are offered, as names by import path.
func (r *reader) names() map[string]string { return r.importable(r.deadline) }

// called returns the packages with a name, those that come first where several
// would fit first.
func (r *reader) called(name string) (pkgs []*types.Package) {
	for _, tier := range r.Named(name) {
		for _, path := range tier {
			if pkg, err := r.Import(path); err == nil {
				pkgs = append(pkgs, pkg)
			}
		}
	}
	return pkgs
}

// docs returns the documentation of a package.
func (r *reader) docs(path string) (*sources, error) {
	s, err := r.ask(sourcesOf(path), r.deadline, func() (any, error) {
		dir, err := r.source.SourceDir(path)
		if err != nil {
			return nil, err
		}
		return readSources(dir)
	})
	if err != nil {
		return nil, err
	}
	return s.(*sources), nil
}

// exported returns the names that a package exports.
func (r *reader) exported(pkg *types.Package) []candidate {
	all, _ := r.ask(exportsOf(pkg.Path()), r.deadline, func() (any, error) {
		var all []candidate
		scope := pkg.Scope()
		for _, name := range scope.Names() {
			if obj := scope.Lookup(name); obj.Exported() {
				all = append(all, describe(obj))
			}
		}
		return all, nil
	})
	members, _ := all.([]candidate)
	return members
}
