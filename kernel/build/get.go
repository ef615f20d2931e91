package build

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
)

// Get adds or changes requirements, as "go get" with these arguments does:
// modules or packages, each perhaps with a version as in path@v1.2.3, and -u.
// They hold for this builder alone, and no file of the user's changes: the next
// session begins without them. Get returns what the go command says of the
// changes.
//
// What the worker has loaded cannot change its version. Then Get changes
// nothing, and returns a [LoadedError].
func (b *Builder) Get(ctx context.Context, args ...string) (text string, err error) {
	if err := checkGet(args); err != nil {
		return "", err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	m, text, err := b.getBefore(args)
	if m == nil && err == nil {
		m, text, err = b.get(ctx, args)
	}
	if err != nil {
		return "", err
	}
	return text, b.adopt(ctx, m)
}

// checkGet refuses arguments that Get cannot be called with.
func checkGet(args []string) error {
	paths := 0
	for _, a := range args {
		switch {
		case a == "-u" || a == "-u=patch":
		case strings.HasPrefix(a, "-"):
			return fmt.Errorf("go get: %s is none of the flags that can be used here (-u, -u=patch)", a)
		default:
			paths++
		}
	}
	if paths == 0 {
		return errors.New("go get: which module? For example: example.com/module@v1.2.3")
	}
	return nil
}

// get runs "go get".
func (b *Builder) get(ctx context.Context, args []string) (*mainModule, string, error) {
	m, said, err := b.edit(ctx, b.module, append([]string{"get"}, args...)...)
	if err != nil {
		return nil, "", explainGet(err)
	}
	text := withoutProgress(said)
	m.scan, err = withRequired(b.module, m, args)
	if err == nil && exact(args) {
		b.remember(args, m, text)
	}
	return m, text, err
}

// withRequired returns the patterns of a module's packages that cells may use
// by name, once more is required.
func withRequired(old, m *mainModule, args []string) ([][]string, error) {
	content, err := os.ReadFile(filepath.Join(m.dir(), "go.mod"))
	if err != nil {
		return nil, err
	}
	file, err := modfile.ParseLax("go.mod", content, nil)
	if err != nil {
		return nil, err
	}
	scan := slices.Clone(old.scan)
	scan[0] = slices.Clone(scan[0])
	for _, arg := range args {
		path, _, _ := strings.Cut(arg, "@")
		best := ""
		for _, r := range file.Require {
			if within(path, r.Mod.Path) && len(r.Mod.Path) > len(best) {
				best = r.Mod.Path
			}
		}
		if p := best + "/..."; best != "" && !slices.Contains(scan[0], p) {
			scan[0] = append(scan[0], p)
		}
	}
	return scan, nil
}

// within tells whether a package path is a module's.
func within(path, module string) bool {
	return path == module || strings.HasPrefix(path, module+"/")
}

// memory is what Get keeps beside a module, for sessions that get the same.
type memory struct {
	Text, Entry string
	Scan        [][]string
}

// exact tells whether arguments mean the same at any time.
func exact(args []string) bool {
	return !slices.ContainsFunc(args, func(a string) bool {
		_, v, _ := strings.Cut(a, "@")
		return v == "" || semver.Canonical(v) != v
	})
}

func (b *Builder) memoryFile(args []string) string {
	return filepath.Join(b.module.dir(), "get-"+digest(args...))
}

func (b *Builder) remember(args []string, m *mainModule, text string) {
	if content, err := json.Marshal(memory{text, m.entry, m.scan}); err == nil {
		_ = writeFile(b.memoryFile(args), content) // or it is done again
	}
}

// getBefore returns the module that the same Get has made in an earlier session.
func (b *Builder) getBefore(args []string) (*mainModule, string, error) {
	content, err := os.ReadFile(b.memoryFile(args))
	var known memory
	if err != nil || json.Unmarshal(content, &known) != nil {
		return nil, "", nil
	}
	if there, err := b.lease.use(known.Entry); !there || err != nil {
		return nil, "", err
	}
	m := *b.module
	m.entry, m.scan = known.Entry, known.Scan
	return b.repaired(&m), known.Text, nil
}

// adopt goes on with another module, which must leave alone what is held.
func (b *Builder) adopt(ctx context.Context, m *mainModule) error {
	if m.entry == b.module.entry {
		return nil
	}
	changes, err := b.changes(ctx, m)
	if err != nil {
		return err
	}
	if len(changes) > 0 {
		return &LoadedError{Changes: changes}
	}
	b.forget()
	named := b.named["std"]
	b.setModule(m)
	if named != nil {
		b.named["std"] = named
	}
	return nil
}

// changes compares the versions of what is held with those that it would have
// in another module.
func (b *Builder) changes(ctx context.Context, m *mainModule) ([]Change, error) {
	var paths []string
	for path := range b.held {
		if b.packages[path].Module != nil {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		return nil, nil
	}
	found, err := b.goList(ctx, m, paths)
	if err != nil {
		return nil, b.explain(err, paths)
	}
	changes := make(map[string]Change)
	for _, p := range found {
		if b.held[p.ImportPath] && p.Module != nil {
			if old := b.packages[p.ImportPath].Module; old.String() != p.Module.String() {
				changes[p.Module.Path] = Change{Module: p.Module.Path, Loaded: old.String(), Wanted: p.Module.String()}
			}
		}
	}
	return slices.SortedFunc(maps.Values(changes), func(a, b Change) int { return cmp.Compare(a.Module, b.Module) }), nil
}

// LoadedError says that modules cannot change while the worker lives, for it
// has loaded packages of theirs. With another worker, after [Builder.Unload],
// they can.
type LoadedError struct {
	Changes []Change
}

// Change is a module of which another version is wanted than has been loaded.
type Change struct {
	Module, Loaded, Wanted string
}

func (e *LoadedError) Error() string {
	var wanted, loaded []string
	for _, c := range e.Changes {
		wanted = append(wanted, c.Module+" "+c.Wanted)
		loaded = append(loaded, c.Loaded)
	}
	verb := "is"
	if len(loaded) > 1 {
		verb = "are"
	}
	return fmt.Sprintf("restart the kernel to use %s (%s %s loaded)", strings.Join(wanted, ", "), strings.Join(loaded, ", "), verb)
}

// needsEdit tells whether go list fails for what is missing in go.mod or go.sum
// though the modules are decided: a go.mod of before Go 1.17 does not name what
// is required indirectly, and the go.sum of one module does not know what
// another needs.
func needsEdit(err error) bool {
	var c *CommandError
	return errors.As(err, &c) && (strings.Contains(c.Text, "updates to go.mod needed") || strings.Contains(c.Text, "missing go.sum entry"))
}

// edits adds what go list misses in the module.
func (b *Builder) edits(ctx context.Context, paths []string) error {
	m, said, err := b.edit(ctx, b.module, append([]string{"list", "-mod=mod", "-deps", "--"}, paths...)...)
	if err != nil {
		return err
	}
	if found := searched.FindStringSubmatch(said); found != nil { // the go command adds any module that has the package
		return b.absentPackage(found[1])
	}
	if err := writeFile(filepath.Join(b.module.dir(), "repaired"), []byte(m.entry)); err != nil {
		return err
	}
	return b.adopt(ctx, m)
}

// repaired returns the module with what earlier sessions have missed in it.
func (b *Builder) repaired(m *mainModule) *mainModule {
	for {
		entry, err := os.ReadFile(filepath.Join(m.dir(), "repaired"))
		if err != nil || string(entry) == m.entry {
			return m
		}
		if there, err := b.lease.use(string(entry)); !there || err != nil {
			return m
		}
		next := *m
		next.entry = string(entry)
		m = &next
	}
}
