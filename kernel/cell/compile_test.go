package cell_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/cell"
)

// What fuzzing has found, and a part of what it begins with, goes through the
// compiler, which is to agree with go/types.
func TestCompile(t *testing.T) {
	found, err := filepath.Glob("testdata/fuzz/FuzzPlan/*")
	if err != nil || len(found) == 0 {
		t.Fatalf("no corpus: %v", err)
	}
	var texts []string
	for _, file := range found {
		texts = append(texts, corpusText(t, file))
	}
	for i, seed := range seeds(t) {
		if i%20 == 0 {
			texts = append(texts, seed)
		}
	}
	l := libraryOf(t)
	for _, text := range texts {
		p := newPlanner(t, l)
		p.dir = t.TempDir()
		for i, text := range strings.Split(text, cellSeparator) {
			p.plan(i+1, text)
		}
	}
}

// corpusText returns the text in a file of FuzzPlan's corpus.
func corpusText(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, quoted, _ := strings.Cut(string(content), "string(")
	text, err := strconv.Unquote(strings.TrimSuffix(strings.TrimSpace(quoted), ")"))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return text
}

// compile runs the compiler on a unit, if there is a directory for that.
func (p *planner) compile(u *cell.Unit) {
	if p.dir == "" {
		return
	}
	source, config := filepath.Join(p.dir, u.Path+".go"), filepath.Join(p.dir, "importcfg")
	var imports strings.Builder
	for path, file := range p.library.exports {
		if file != "" {
			fmt.Fprintf(&imports, "packagefile %s=%s\n", path, file)
		}
	}
	for path := range p.checked {
		fmt.Fprintf(&imports, "packagefile %s=%s\n", path, filepath.Join(p.dir, path+".a"))
	}
	for file, content := range map[string]string{source: u.Code, config: imports.String()} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			p.t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "tool", "compile", "-o", filepath.Join(p.dir, u.Path+".a"), "-p", u.Path, "-complete", "-importcfg", config, source)
	if out, err := cmd.CombinedOutput(); err != nil {
		p.t.Errorf("the package of cell\n%s\ndoes not compile: %v\n%s\n%s", p.text, err, out, u.Code)
	}
}
