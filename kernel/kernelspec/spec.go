package kernelspec

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A Spec is a kernel spec of gopherbook that was found.
type Spec struct {
	Name        string // as in "jupyter console --kernel NAME"
	DisplayName string // as in menus
	Dir         string // the folder with kernel.json
	Executable  string // the program that Jupyter starts

	// Env is what Jupyter adds to the program's environment.
	Env map[string]string
}

// ExecutableExists reports whether the program is there and can be run.
func (s Spec) ExecutableExists() bool { return checkExecutable(s.Executable) == nil }

// ExecutableVersion asks the program for its version, as in "v0.1.0".
func (s Spec) ExecutableVersion(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, s.Executable, "version").Output()
	if err != nil {
		return "", err
	}
	words := strings.Fields(string(out))
	if len(words) < 2 || words[0] != "gopherbook" {
		return "", errors.New("it is another program")
	}
	return words[1], nil
}

// InstallCommand is the command that installs the spec again, where it is.
func (s Spec) InstallCommand() string {
	data := filepath.Dir(filepath.Dir(s.Dir))
	command := "gopherbook install"
	if user, err := userDir(); err != nil || data != user {
		if prefix := filepath.Dir(filepath.Dir(data)); prefixDir(prefix) == data {
			command += " --prefix " + shellWord(prefix)
		} else {
			command = "JUPYTER_DATA_DIR=" + shellWord(data) + " " + command
		}
	}
	if s.Name != DefaultName {
		command += " --name " + s.Name
	}
	return command
}

// shellWord quotes a path for the shell, if it must.
func shellWord(path string) string {
	if plainPath.MatchString(path) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

var plainPath = regexp.MustCompile(`^[\w@%+=:,./~-]+$`)

// kernelJSON is what the file kernel.json says.
type kernelJSON struct {
	Argv          []string          `json:"argv"`
	DisplayName   string            `json:"display_name"`
	Language      string            `json:"language"`
	InterruptMode string            `json:"interrupt_mode"`
	Env           map[string]string `json:"env"`
	Metadata      map[string]any    `json:"metadata"`
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
	spec = Spec{Name: filepath.Base(dir), DisplayName: k.DisplayName, Dir: dir, Executable: k.Argv[0], Env: k.Env}
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
