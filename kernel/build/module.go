package build

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// mainName is the path of the modules that cells are built in.
const mainName = "gopherbook.session"

// mainModule is the module that cells are built in. It lies in the cache, holds
// no packages and never changes. It requires the user's modules, each replaced
// by its directory, and gopherbook's own: so no file of the user's is touched,
// and every module is compiled with the language version of its own go.mod.
type mainModule struct {
	entry    string // of the cache, with go.mod and go.sum
	overlay  string // the entry with a file for -overlay; "" when there is none
	cache    string
	settings string        // what go.mod says of the programs built in it: its go and godebug lines
	locals   []localModule // the modules whose files may change
	users    int           // how many of them, at the beginning, are the user's own
	scan     [][]string    // patterns of the packages that cells may use by name, in tiers
}

// localModule is a module in a directory of the user's.
type localModule struct {
	path, dir string
	file      *modfile.File // nil for one that other modules are replaced by
	gomod     string        // where file was read
}

// readonly has the go command fail rather than change go.mod or go.sum.
const readonly = "-mod=readonly"

func (m *mainModule) dir() string { return filepath.Join(m.cache, m.entry) }

// flags are those that make the go command build in the module, whatever GOFLAGS
// says of modules.
func (m *mainModule) flags(more ...string) []string {
	flags := append(more, "-buildvcs=false", "-race=false", "-modfile=")
	if m.overlay != "" {
		flags = append(flags, "-overlay="+filepath.Join(m.cache, m.overlay, overlayFile))
	}
	return flags
}

// isUsers tells whether a path is in one of the user's own modules.
func (m *mainModule) isUsers(path string) bool {
	return slices.ContainsFunc(m.locals[:m.users], func(l localModule) bool { return within(path, l.path) })
}

// chooseModule makes the module for the notebook's directory.
func (b *Builder) chooseModule(source fs.FS) (*mainModule, error) {
	users, work, err := b.userModules()
	if err != nil {
		return nil, err
	}
	r := newRequirements()
	vendor := b.vendorDir(users, work)
	for _, m := range users {
		r.addLocal(m)
	}
	if work != nil {
		r.addReplaces(work.Replace, filepath.Dir(b.tools.GOWORK))
		r.addGodebug(work.Godebug)
	}
	for _, m := range users {
		r.addFile(m, vendor == "")
	}
	own, err := b.ownModule(r, source)
	if err != nil {
		return nil, err
	}
	if vendor != "" {
		if err := r.addVendored(vendor, users, b.obtainable); err != nil {
			return nil, err
		}
	}
	sums, _ := fs.ReadFile(source, "go.sum")
	r.addSums(sums)
	if work != nil {
		sums, _ := os.ReadFile(b.tools.GOWORK + ".sum")
		r.addSums(sums)
	}
	m := &mainModule{cache: b.cache, settings: r.settings(), locals: r.locals, users: len(users)}
	if len(users) > 0 {
		m.scan = append(m.scan, patternsOf(users))
	}
	m.scan = append(m.scan, patternsOf(nil, own))
	if err := b.writeModule(m, r); err != nil {
		return nil, err
	}
	return b.repaired(m), nil
}

// patternsOf returns the patterns of modules and of what they require; of others,
// only of what they require.
func patternsOf(modules []localModule, others ...localModule) []string {
	var patterns []string
	for _, m := range modules {
		patterns = append(patterns, m.path+"/...")
	}
	for _, m := range slices.Concat(modules, others) {
		for _, r := range m.file.Require {
			if p := r.Mod.Path + "/..."; !r.Indirect && !slices.Contains(patterns, p) {
				patterns = append(patterns, p)
			}
		}
	}
	return patterns
}

// ownModule adds gopherbook's own module, unless the user's workspace holds it,
// or a replace line of the user's names a directory with it.
func (b *Builder) ownModule(r *requirements, source fs.FS) (localModule, error) {
	at := slices.IndexFunc(r.locals, func(m localModule) bool { return m.path == Module })
	if at >= 0 && r.locals[at].file != nil {
		return r.locals[at], nil
	}
	if at >= 0 {
		return r.addOwn(r.locals[at].dir)
	}
	dir, err := b.extract(source)
	if err != nil {
		return localModule{}, err
	}
	return r.addOwn(dir)
}

// userModules returns the module that the notebook lies in and the others of
// its workspace, and the workspace's file. There may be neither.
func (b *Builder) userModules() (modules []localModule, work *modfile.WorkFile, err error) {
	gomod := b.tools.GOMOD
	if gomod != "" && gomod != os.DevNull {
		m, err := readModule(b.modfile(gomod), filepath.Dir(gomod))
		if err != nil {
			return nil, nil, err
		}
		modules = append(modules, m)
	}
	if b.tools.GOWORK == "" || b.tools.GOWORK == "off" {
		return modules, nil, nil
	}
	content, err := os.ReadFile(b.tools.GOWORK)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot read the workspace that the notebook lies in: %w", err)
	}
	if work, err = modfile.ParseWork(b.tools.GOWORK, content, nil); err != nil {
		return nil, nil, fmt.Errorf("the workspace that the notebook lies in has a broken go.work: %w", err)
	}
	var siblings []localModule
	inside := len(modules) == 0
	for _, use := range work.Use {
		dir := absolute(filepath.Dir(b.tools.GOWORK), use.Path)
		if len(modules) > 0 && sameFile(dir, modules[0].dir) {
			inside = true
			continue
		}
		m, err := readModule(filepath.Join(dir, "go.mod"), dir)
		if err != nil {
			return nil, nil, err
		}
		siblings = append(siblings, m)
	}
	if !inside { // the workspace does not concern this module
		return modules, nil, nil
	}
	return append(modules, siblings...), work, nil
}

// modfile returns the file that describes a module: its go.mod, or what GOFLAGS
// names instead.
func (b *Builder) modfile(gomod string) string {
	if name := b.goflag("modfile"); name != "" {
		return absolute(b.dir, name)
	}
	return gomod
}

// goflag returns the value of a flag in GOFLAGS.
func (b *Builder) goflag(name string) (value string) {
	for _, f := range strings.Fields(b.tools.GOFLAGS) {
		if k, v, ok := strings.Cut(strings.TrimLeft(f, "-"), "="); ok && k == name {
			value = v
		}
	}
	return value
}

// readModule reads a module's go.mod.
func readModule(gomod, dir string) (localModule, error) {
	content, err := os.ReadFile(gomod)
	if err != nil {
		return localModule{}, fmt.Errorf("cannot read the module that cells are to use: %w", err)
	}
	file, err := modfile.Parse(gomod, content, nil)
	if err == nil && file.Module == nil {
		err = fmt.Errorf("%s: no module declaration", gomod)
	}
	if err != nil {
		return localModule{}, fmt.Errorf("a module that cells are to use has a broken go.mod: %w", err)
	}
	m := localModule{path: file.Module.Mod.Path, dir: dir, file: file, gomod: gomod}
	if prefix, _, ok := module.SplitPathVersion(m.path); !ok { // such as example.com/m/v1
		return m, fmt.Errorf("cells cannot use the module %s, for its path has no valid ending: call it %s", m.path, prefix)
	}
	return m, nil
}

// absolute returns a path that may be relative to a directory.
func absolute(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

func sameFile(a, b string) bool {
	x, err1 := os.Stat(a)
	y, err2 := os.Stat(b)
	return errors.Join(err1, err2) == nil && os.SameFile(x, y)
}

// writeModule writes the module's files into the cache.
func (b *Builder) writeModule(m *mainModule, r *requirements) error {
	if len(r.overlay) > 0 {
		files, key := r.overlayFiles(b.cache)
		m.overlay = filepath.Join("overlays", key)
		if err := b.lease.make(m.overlay, files); err != nil {
			return err
		}
	}
	gomod, err := r.format()
	if err != nil {
		return fmt.Errorf("cannot make a module for the cells: %w", err)
	}
	return b.storeModule(m, gomod, r.formatSums())
}

// storeModule makes the entry of a module with this go.mod and go.sum.
func (b *Builder) storeModule(m *mainModule, gomod, gosum []byte) error {
	m.entry = filepath.Join("modules", digest(string(gomod), string(gosum), m.overlay))
	return b.lease.make(m.entry, map[string][]byte{"go.mod": gomod, "go.sum": gosum})
}

// edit runs a go command that may change the module's go.mod and go.sum, in a
// copy of them. It returns the module that has come of it, and what the command
// has said.
func (b *Builder) edit(ctx context.Context, m *mainModule, args ...string) (*mainModule, string, error) {
	temp, err := b.lease.temp()
	if err != nil {
		return nil, "", err
	}
	defer os.RemoveAll(temp)
	for _, name := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join(m.dir(), name))
		if err == nil {
			err = os.WriteFile(filepath.Join(temp, name), content, 0o600)
		}
		if err != nil {
			return nil, "", cannotWrite(err)
		}
	}
	_, said, err := b.run(ctx, temp, b.tools.program, slices.Concat(args[:1], m.flags(), args[1:])...)
	if err != nil {
		return nil, "", err
	}
	gomod, err1 := os.ReadFile(filepath.Join(temp, "go.mod"))
	gosum, err2 := os.ReadFile(filepath.Join(temp, "go.sum"))
	if err := errors.Join(err1, err2); err != nil {
		return nil, "", cannotWrite(err)
	}
	edited := *m
	return &edited, string(said), b.storeModule(&edited, gomod, gosum)
}
