package kernelspec

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/google/renameio/v2"
)

// DefaultName is the name under which Jupyter knows the kernel.
const DefaultName = "gopherbook"

// DefaultDisplayName is the name that Jupyter's menus show.
const DefaultDisplayName = "Go (gopherbook)"

// Options says what to install, and where. All fields may be left out.
type Options struct {
	// Name is the kernel's name: letters, digits, '.', '_' and '-'. The
	// default is DefaultName.
	Name string

	// DisplayName is what menus show. The default is the name that an
	// installation before has given it, or else DefaultDisplayName, with the
	// kernel's name in it if that is another.
	DisplayName string

	// Prefix is where to install: into PREFIX/share/jupyter, for all users of
	// what lies there, such as /usr/local or a Python environment. Without it,
	// the kernel is installed for the user alone.
	Prefix string

	// SysPrefix installs into the Python environment that is active in the
	// shell, of venv or conda: its path takes the place of Prefix.
	SysPrefix bool

	// User says explicitly that the kernel is for the user. Of Prefix, SysPrefix
	// and User only one may be given.
	User bool

	// Executable is the gopherbook program that Jupyter starts. The default is
	// the running program, by its path in PATH if it is there.
	Executable string
}

//go:embed logos
var logos embed.FS

// Install writes the kernel spec and returns its folder. Installing again brings
// it up to date, and keeps what people have added to kernel.json's environment.
// Each file is written whole or not at all, and kernel.json last, so that
// Jupyter never sees half a spec.
//
// The spec tells the kernel where the go command is, in the variable GoVariable:
// a Jupyter that the desktop has started often has a shorter PATH.
//
// It is an error if the executable is missing, or a temporary one that "go run"
// made, or if a kernel of that name is there that is not gopherbook's.
func Install(o Options) (dir string, err error) {
	dir, err = o.dir()
	if err != nil {
		return "", fmt.Errorf("kernelspec: cannot install: %w", err)
	}
	before, exists, ours := read(dir)
	if exists && !ours {
		return "", fmt.Errorf("kernelspec: cannot install: %s has another kernel of that name; choose another name", dir)
	}
	executable, err := o.executable()
	if err != nil {
		return "", fmt.Errorf("kernelspec: cannot install: %w", err)
	}
	if err := writeSpec(dir, kernelJSON{
		Argv:          argv(executable),
		DisplayName:   o.displayName(before.DisplayName),
		Language:      "go",
		InterruptMode: "message",
		Env:           environment(before.Env),
		Metadata:      map[string]any{"debugger": false},
	}); err != nil {
		return "", fmt.Errorf("kernelspec: cannot install: %w", err)
	}
	return dir, nil
}

// writeSpec writes the folder's files.
func writeSpec(dir string, spec kernelJSON) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	entries, err := logos.ReadDir("logos")
	if err != nil {
		return err
	}
	for _, e := range entries {
		logo, err := logos.ReadFile(path.Join("logos", e.Name()))
		if err != nil {
			return err
		}
		if err := renameio.WriteFile(filepath.Join(dir, e.Name()), logo, 0o644); err != nil {
			return err
		}
	}
	data, err := json.MarshalIndent(spec, "", "  ")
	if err != nil {
		return err
	}
	return renameio.WriteFile(filepath.Join(dir, "kernel.json"), append(data, '\n'), 0o644)
}

// GoVariable is the environment variable in which a kernel spec names the go
// command, for a kernel that finds none in PATH.
const GoVariable = "GOPHERBOOK_GO"

// environment is the kernel's environment: what there was, and where Go is.
func environment(before map[string]string) map[string]string {
	env := map[string]string{}
	maps.Copy(env, before)
	if command, err := exec.LookPath("go"); err == nil {
		if command, err = filepath.Abs(command); err == nil {
			env[GoVariable] = command
		}
	}
	return env
}

// Uninstall removes the kernel spec that Install wrote with the same options,
// and returns the folder that was removed. It is an error if there is none, or
// one that is not gopherbook's.
func Uninstall(o Options) (dir string, err error) {
	dir, err = o.dir()
	if err != nil {
		return "", fmt.Errorf("kernelspec: cannot uninstall: %w", err)
	}
	_, exists, ours := read(dir)
	switch {
	case !exists:
		return "", fmt.Errorf("kernelspec: cannot uninstall: no kernel is installed in %s", dir)
	case !ours:
		return "", fmt.Errorf("kernelspec: cannot uninstall: the kernel in %s is not gopherbook's", dir)
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", fmt.Errorf("kernelspec: cannot uninstall: %w", err)
	}
	return dir, nil
}

var validName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

func (o *Options) name() string {
	if o.Name == "" {
		return DefaultName
	}
	return o.Name
}

func (o *Options) displayName(before string) string {
	switch {
	case o.DisplayName != "":
		return o.DisplayName
	case before != "":
		return before
	case o.name() != DefaultName:
		return "Go (" + o.name() + ")"
	}
	return DefaultDisplayName
}

// dir is the folder of the spec.
func (o *Options) dir() (string, error) {
	if !validName.MatchString(o.name()) || strings.Trim(o.name(), ".") == "" {
		return "", fmt.Errorf("%q is no name for a kernel: use letters, digits, '.', '_' and '-'", o.Name)
	}
	data, err := o.dataDir()
	if err != nil {
		return "", err
	}
	// Jupyter finds names in small letters only.
	return filepath.Join(data, "kernels", strings.ToLower(o.name())), nil
}

// dataDir is Jupyter's data folder to install into.
func (o *Options) dataDir() (string, error) {
	places := 0
	for _, given := range []bool{o.Prefix != "", o.SysPrefix, o.User} {
		if given {
			places++
		}
	}
	if places > 1 {
		return "", fmt.Errorf("give either a prefix, the active environment or the user's own folder, and not two of them")
	}
	prefix := o.Prefix
	if o.SysPrefix {
		var err error
		if prefix, err = activePrefix(); err != nil {
			return "", err
		}
	}
	if prefix == "" {
		return userDir()
	}
	prefix, err := filepath.Abs(prefix)
	return prefixDir(prefix), err
}
