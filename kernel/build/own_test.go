package build_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/build"
)

var update = flag.Bool("update", false, "write reach.txt")

// TestReach compares reach.txt with what the packages for cells are built from.
// Run it with -update after a change of their imports or of go.mod.
func TestReach(t *testing.T) {
	const own = build.Module
	args := []string{"list", "-deps", "-json=ImportPath,Imports,Module"}
	for _, root := range build.OwnRoots {
		args = append(args, "./"+root+"/...")
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	imports, modules := make(map[string][]string), make(map[string]string)
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath string
			Imports    []string
			Module     struct{ Path string }
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		imports[p.ImportPath], modules[p.ImportPath] = p.Imports, p.Module.Path
		if p.Module.Path == own && !slices.ContainsFunc(build.OwnRoots, func(root string) bool {
			return strings.HasPrefix(p.ImportPath+"/", own+"/"+root+"/")
		}) {
			t.Errorf("cells reach %s, which does not go with them: see ownRoots", p.ImportPath)
		}
	}
	var lines []string
	for p, paths := range imports {
		for _, q := range paths {
			if m := modules[q]; m != "" && m != own && m != modules[p] {
				lines = append(lines, m+" "+q)
			}
		}
	}
	slices.Sort(lines)
	want := strings.Join(slices.Compact(lines), "\n") + "\n"
	if *update {
		if err := os.WriteFile("reach.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile("reach.txt"); err != nil || string(got) != want {
		t.Errorf("reach.txt is not what go list says (%v): run go test ./kernel/build -run TestReach -update", err)
	}
}
