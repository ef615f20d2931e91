package build

import (
	"fmt"
	"go/version"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// vendorDir returns the vendor directory that the go command would build the
// user's modules from, or "".
func (b *Builder) vendorDir(users []localModule, work *modfile.WorkFile) string {
	if len(users) == 0 && work == nil {
		return ""
	}
	root, language, since := "", "", "go1.14"
	if work != nil {
		root, since = filepath.Dir(b.tools.GOWORK), "go1.22"
		if work.Go != nil {
			language = work.Go.Version
		}
	} else {
		root = users[0].dir
		if users[0].file.Go != nil {
			language = users[0].file.Go.Version
		}
	}
	dir := filepath.Join(root, "vendor")
	list, err := os.ReadFile(filepath.Join(dir, "modules.txt"))
	if err != nil || strings.HasPrefix(string(list), "## workspace") != (work != nil) {
		return ""
	}
	switch mod := b.goflag("mod"); {
	case mod == "vendor":
		return dir
	case mod != "", language == "", version.Compare("go"+language, since) < 0:
		return ""
	}
	return dir
}

// vendored is a module in a vendor directory.
type vendored struct {
	module.Version
	language string // of its go line, or ""
	packages int
}

// readVendored reads a vendor/modules.txt, whose form is that of "go mod vendor".
func readVendored(text string) []*vendored {
	var modules []*vendored
	var m *vendored
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch {
		case len(words) >= 3 && words[0] == "#" && words[2] != "=>":
			m = &vendored{Version: module.Version{Path: words[1], Version: words[2]}}
			modules = append(modules, m)
		case len(words) > 0 && words[0] == "#":
			m = nil // a replacement, said once more
		case m == nil || len(words) == 0:
		case words[0] == "##":
			if _, v, ok := strings.Cut(line, "go "); ok {
				m.language = strings.TrimSpace(v)
			}
		default:
			m.packages++
		}
	}
	return modules
}

// addVendored replaces the modules of a vendor directory by what stands there.
// A go.mod for each, which go mod vendor leaves out, and one for each of the
// user's modules, which names no requirements, are laid over the directories.
// Modules that gopherbook needs more of than is there, and that obtainable says
// can be had, stay as they are required: they come from the module cache, in the
// same version or a higher one.
func (r *requirements) addVendored(dir string, users []localModule, obtainable func(module.Version) bool) error {
	list, err := os.ReadFile(filepath.Join(dir, "modules.txt"))
	if err != nil {
		return fmt.Errorf("cannot read the vendor directory of the notebook's module: %w", err)
	}
	for _, m := range readVendored(string(list)) {
		if m.packages == 0 || m.Path == Module || r.isLocal(m.Path) {
			continue
		}
		here := filepath.Join(dir, filepath.FromSlash(m.Path))
		own := r.require[m.Path] // gopherbook's, if it needs the module
		r.addRequire(m.Path, m.Version.Version)
		if own != "" && (semver.Compare(m.Version.Version, own) < 0 || !holds(dir, reach()[m.Path]) && obtainable(m.Version)) {
			continue
		}
		maps.DeleteFunc(r.replace, func(old, _ module.Version) bool { return old.Path == m.Path })
		r.replace[m.Version] = module.Version{Path: here}
		r.overlay[filepath.Join(here, "go.mod")] = bareMod(m.Path, m.language)
		r.locals = append(slices.DeleteFunc(r.locals, func(l localModule) bool { return l.path == m.Path }), localModule{path: m.Path, dir: here})
	}
	for _, m := range users {
		language := ""
		if m.file.Go != nil {
			language = m.file.Go.Version
		}
		r.overlay[filepath.Join(m.dir, "go.mod")] = bareMod(m.path, language)
	}
	return nil
}

// obtainable tells whether a module is in the module cache, or may be fetched.
func (b *Builder) obtainable(m module.Version) bool {
	path, err1 := module.EscapePath(m.Path)
	v, err2 := module.EscapeVersion(m.Version)
	if err1 != nil || err2 != nil {
		return false
	}
	return b.tools.GOPROXY != "off" || exists(filepath.Join(b.tools.GOMODCACHE, "cache", "download", filepath.FromSlash(path), "@v", v+".zip"))
}

// bareMod returns a go.mod without requirements.
func bareMod(path, language string) string {
	if language == "" {
		return "module " + path + "\n"
	}
	return "module " + path + "\n\ngo " + language + "\n"
}

// holds tells whether a vendor directory has all of these packages.
func holds(dir string, packages []string) bool {
	return !slices.ContainsFunc(packages, func(path string) bool { return !exists(filepath.Join(dir, filepath.FromSlash(path))) })
}
