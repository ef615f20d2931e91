package build

import (
	"context"
	"slices"
	"strings"
)

// Named returns the import paths of the packages with a name: the standard
// library's, gopherbook's own, then those of the user's modules and what they
// require, and last those that gopherbook is made of. It is one of the two
// methods of cell.Packages.
func (b *Builder) Named(name string) [][]string {
	b.mu.Lock()
	defer b.mu.Unlock()
	tiers := [][]string{b.names("std")[name]}
	if path, ok := own[name]; ok {
		return append(tiers, []string{path})
	}
	for _, patterns := range b.module.scan {
		if tiers[len(tiers)-1] != nil {
			break // listing takes time
		}
		tiers = append(tiers, b.names(patterns...)[name])
	}
	return tiers
}

// own are the packages of gopherbook's that cells use by name.
var own = map[string]string{
	"backend":   Module + "/ptsne/backend",
	"comm":      Module + "/kernel/comm",
	"display":   Module + "/kernel/display",
	"interrupt": Module + "/interrupt",
	"metrics":   Module + "/ptsne/metrics",
	"mnist":     Module + "/ptsne/mnist",
	"plotting":  Module + "/plotting",
	"ptsne":     Module + "/ptsne",
	"rbm":       Module + "/ptsne/rbm",
	"tsne":      Module + "/ptsne/tsne",
}

// names returns packages that cells may import, by name.
func (b *Builder) names(patterns ...string) map[string][]string {
	if names, known := b.knownNames(b.module, patterns); known {
		return names
	}
	stamp, settled := stampOf(b.module, patterns)
	names, whole := b.listNames(b.module, patterns)
	b.keepNames(b.module, patterns, names, stamp, whole && settled)
	return names
}

// knownNames returns the names that have been listed before, in this session or
// in one for which the modules were the same.
func (b *Builder) knownNames(m *mainModule, patterns []string) (names map[string][]string, known bool) {
	if m != b.module {
		return nil, false
	}
	key := strings.Join(patterns, " ")
	if names := b.named[key]; names != nil {
		return names, true
	}
	stamp, _ := stampOf(m, patterns)
	if names, known = b.index.names(key, stamp); known {
		b.named[key] = names
	}
	return names, known
}

// keepNames keeps names that have been listed: for the session, and for others
// if they are lasting.
func (b *Builder) keepNames(m *mainModule, patterns []string, names map[string][]string, stamp string, lasting bool) {
	if m != b.module {
		return
	}
	key := strings.Join(patterns, " ")
	b.named[key] = names
	if lasting {
		b.index.addNames(key, stamp, names)
	}
}

// stampOf returns the stamp of the files that names depend on.
func stampOf(m *mainModule, patterns []string) (stamp string, ok bool) {
	if patterns[0] == "std" {
		return "", true
	}
	return stampModules(m.locals)
}

// listNames has the go command list packages, and tells whether it could list
// them all.
func (b *Builder) listNames(m *mainModule, patterns []string) (names map[string][]string, whole bool) {
	args := slices.Concat([]string{"list", "-e", "-f", "{{.Name}} {{.ImportPath}}"}, m.flags(readonly), []string{"--"}, patterns)
	out, said, err := b.run(context.Background(), m.dir(), b.tools.program, args...)
	names = make(map[string][]string)
	for line := range strings.Lines(string(out)) {
		name, path, ok := strings.Cut(strings.TrimSpace(line), " ")
		parts := strings.Split(path, "/")
		if !ok || name == "main" || slices.Contains(parts, "vendor") || slices.Contains(parts, "internal") && (!m.isUsers(path) || within(path, Module)) {
			continue
		}
		names[name] = append(names[name], path)
	}
	return names, err == nil && withoutProgress(string(said)) == ""
}
