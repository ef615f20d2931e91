package kernelspec

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
)

// A Spec is a kernel spec of gopherbook that was found.
type Spec struct {
	Name        string // as in "jupyter console --kernel NAME"
	DisplayName string // as in menus
	Dir         string // the folder with kernel.json
	Executable  string // the program that Jupyter starts
}

// ExecutableExists reports whether the program is there and can be run.
func (s Spec) ExecutableExists() bool { return checkExecutable(s.Executable) == nil }

// kernelJSON is what the file kernel.json says.
type kernelJSON struct {
	Argv          []string `json:"argv"`
	DisplayName   string   `json:"display_name"`
	Language      string   `json:"language"`
	InterruptMode string   `json:"interrupt_mode"`
}

// argv is how Jupyter starts gopherbook, and how its specs are recognised.
func argv(executable string) []string {
	return []string{executable, "kernel", "{connection_file}"}
}

// read reads the spec in a folder. It reports whether there is one, and whether
// it is gopherbook's.
func read(dir string) (spec Spec, exists, ours bool) {
	data, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
	if err != nil {
		return Spec{}, false, false
	}
	var k kernelJSON
	if json.Unmarshal(data, &k) != nil || len(k.Argv) == 0 {
		return Spec{}, true, false
	}
	spec = Spec{Name: filepath.Base(dir), DisplayName: k.DisplayName, Dir: dir, Executable: k.Argv[0]}
	return spec, true, k.Language == "go" && slices.Equal(k.Argv, argv(k.Argv[0]))
}

// List returns gopherbook's kernel specs in the folders where Jupyter looks. If
// two have the same name, Jupyter takes the first.
func List() []Spec {
	var specs []Spec
	for _, data := range searchDirs() {
		kernels := filepath.Join(data, "kernels")
		entries, err := os.ReadDir(kernels)
		if err != nil {
			continue // most of the folders are not there
		}
		for _, e := range entries {
			if spec, _, ours := read(filepath.Join(kernels, e.Name())); ours {
				specs = append(specs, spec)
			}
		}
	}
	return specs
}
