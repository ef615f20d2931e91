package build

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/module"
)

// absentError says that no module has a package.
type absentError struct {
	path, text string
}

func (e *absentError) Error() string { return e.text }

var (
	noModule = regexp.MustCompile(`(?:no required module provides package|cannot find module providing package) ([^\s:;]+)`)
	notInStd = regexp.MustCompile(`package (\S+) is not in std`)

	searched    = regexp.MustCompile(`(?m)^go: finding module for package (\S+)`)
	downloading = regexp.MustCompile(`(?m)^go: downloading (\S+) (\S+)$`)
	position    = regexp.MustCompile(`^\S+\.go:\d+:\d+: `)

	// What the go command says when there is no network, or no proxy in it.
	unreachable = regexp.MustCompile(`dial tcp|no such host|connection refused|connection reset|network is unreachable|i/o timeout|TLS handshake|proxyconnect|Client\.Timeout|server misbehaving|disabled by GOPROXY=off|Could not resolve host`)
)

// explain turns what go list says about packages into a sentence that says what
// to do.
func (b *Builder) explain(err error, paths []string) error {
	var c *CommandError
	if !errors.As(err, &c) {
		return err
	}
	for _, path := range paths {
		if b.isAbsent(path) {
			return b.absentPackage(path)
		}
	}
	switch m := noModule.FindStringSubmatch(c.Text); {
	case unreachable.MatchString(c.Text):
		return explainNetwork(c.Text)
	case m != nil:
		return b.absentPackage(m[1])
	}
	if m := notInStd.FindStringSubmatch(c.Text); m != nil {
		return b.absentPackage(m[1])
	}
	return errors.New(withoutProgress(c.Text))
}

// isAbsent tells whether it is certain, without a module proxy, that there is no
// package of a path: it looks like one of the standard library, or is of one of
// the user's modules, which lie here.
func (b *Builder) isAbsent(path string) bool {
	for _, m := range b.module.locals {
		if within(path, m.path) {
			return b.module.isUsers(path) && !exists(filepath.Join(m.dir, filepath.FromSlash(strings.TrimPrefix(path, m.path))))
		}
	}
	if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") || slices.Contains(strings.Split(path, "/"), "internal") {
		return false
	}
	return !exists(filepath.Join(b.tools.GOROOT, "src", filepath.FromSlash(path)))
}

// checkPath refuses what the go command would take for something else than the
// path of a package.
func (b *Builder) checkPath(path string) error {
	if err := module.CheckImportPath(path); err != nil {
		return err
	}
	if slices.Contains([]string{"all", "cmd", "std", "tool", "work"}, path) { // they mean many packages
		return b.absentPackage(path)
	}
	return nil
}

// absentPackage says what to do about a package that no module has.
func (b *Builder) absentPackage(path string) error {
	e := &absentError{path: path}
	first, _, _ := strings.Cut(path, "/")
	switch {
	case b.module.isUsers(path):
		e.text = fmt.Sprintf("package %s is not in your module", path)
	case strings.Contains(first, "."):
		e.text = fmt.Sprintf("no required module provides package %s: run %%go get %s", path, path)
	default:
		e.text = fmt.Sprintf("package %s is not in std", path)
		if likely := b.likely(path); len(likely) > 0 {
			e.text += ": did you mean " + strings.Join(likely, " or ") + "?"
		}
	}
	return e
}

// likely returns the packages of the standard library whose paths are nearly
// this one, quoted.
func (b *Builder) likely(wanted string) []string {
	type candidate struct {
		path     string
		distance int
	}
	var candidates []candidate
	for name, paths := range b.names("std") {
		for _, p := range paths {
			d := min(distance(wanted, p), distance(wanted, name))
			if limit := 1 + len(wanted)/4; d <= limit && d < len(wanted) {
				candidates = append(candidates, candidate{p, d})
			}
		}
	}
	slices.SortFunc(candidates, func(a, b candidate) int {
		if a.distance != b.distance {
			return a.distance - b.distance
		}
		return strings.Compare(a.path, b.path)
	})
	var likely []string
	for _, c := range candidates {
		if c.distance == candidates[0].distance && len(likely) < 3 {
			likely = append(likely, strconv.Quote(c.path))
		}
	}
	return likely
}

// distance counts the letters to be put in, left out or replaced to make one
// word of another.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// explainGet turns what go get says into one sentence, as far as that is possible.
func explainGet(err error) error {
	var c *CommandError
	switch {
	case !errors.As(err, &c):
		return err
	case unreachable.MatchString(c.Text):
		return explainNetwork(c.Text)
	}
	return fmt.Errorf("go get: %s", strings.TrimPrefix(withoutProgress(c.Text), "go: "))
}

// explainNetwork says that a module is not there and cannot be had.
func explainNetwork(text string) error {
	lines := strings.Split(withoutProgress(text), "\n")
	last := position.ReplaceAllString(strings.TrimPrefix(strings.TrimSpace(lines[len(lines)-1]), "go: "), "")
	if m := downloading.FindStringSubmatch(text); m != nil && !strings.Contains(last, m[1]) {
		return fmt.Errorf("cannot reach the module proxy for %s %s: %s", m[1], m[2], last)
	}
	return fmt.Errorf("cannot reach the module proxy: %s", last)
}

// withoutProgress leaves out what the go command says of its downloads.
func withoutProgress(text string) string {
	var kept []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "go: downloading ") && !strings.HasPrefix(line, "go: finding ") {
			kept = append(kept, line)
		}
	}
	return strings.TrimSpace(strings.Join(kept, ""))
}
