package kernelspec

import (
	"embed"
	"encoding/json"
	"fmt"
	"os"
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

	// DisplayName is what menus show. The default is DefaultDisplayName, with
	// the name in it if that is another.
	DisplayName string

	// Prefix is where to install: into PREFIX/share/jupyter, for all users of
	// what lies there, such as /usr/local or a Python environment. Without it,
	// the kernel is installed for the user alone.
	Prefix string

	// User says so explicitly. It excludes Prefix.
	User bool

	// Executable is the gopherbook program that Jupyter starts. The default is
	// the running program.
	Executable string
}

//go:embed logos
var logos embed.FS

// Install writes the kernel spec and returns its folder. Installing again brings
// it up to date. Each file is written whole or not at all, and kernel.json last,
// so that Jupyter never sees half a spec.
//
// It is an error if the executable is missing, or a temporary one that "go run"
// made, or if a kernel of that name is there that is not gopherbook's.
func Install(o Options) (dir string, err error) {
	dir, err = o.dir()
	if err != nil {
		return "", fmt.Errorf("kernelspec: cannot install: %w", err)
	}
	if _, exists, ours := read(dir); exists && !ours {
		return "", fmt.Errorf("kernelspec: cannot install: %s has another kernel of that name; choose another name", dir)
	}
	executable, err := o.executable()
	if err != nil {
		return "", fmt.Errorf("kernelspec: cannot install: %w", err)
	}
	if err := writeSpec(dir, executable, o.displayName()); err != nil {
		return "", fmt.Errorf("kernelspec: cannot install: %w", err)
	}
	return dir, nil
}

// writeSpec writes the folder's files.
func writeSpec(dir, executable, displayName string) error {
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
	data, err := json.MarshalIndent(kernelJSON{
		Argv:          argv(executable),
		DisplayName:   displayName,
		Language:      "go",
		InterruptMode: "message",
	}, "", "  ")
	if err != nil {
		return err
	}
	return renameio.WriteFile(filepath.Join(dir, "kernel.json"), append(data, '\n'), 0o644)
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

func (o *Options) displayName() string {
	switch {
	case o.DisplayName != "":
		return o.DisplayName
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
	var data string
	switch {
	case o.Prefix != "" && o.User:
		return "", fmt.Errorf("give either a prefix or the user's own folder, not both")
	case o.Prefix != "":
		prefix, err := filepath.Abs(o.Prefix)
		if err != nil {
			return "", err
		}
		data = prefixDir(prefix)
	default:
		var err error
		if data, err = userDir(); err != nil {
			return "", err
		}
	}
	// Jupyter finds names in small letters only.
	return filepath.Join(data, "kernels", strings.ToLower(o.name())), nil
}

// executable is the absolute path of the program to start.
func (o *Options) executable() (string, error) {
	file := o.Executable
	if file == "" {
		var err error
		if file, err = os.Executable(); err != nil {
			return "", fmt.Errorf("the running program's path is unknown: %w", err)
		}
	}
	file, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	if isTemporary(file) {
		return "", fmt.Errorf("%s is a temporary program of \"go run\", which Jupyter would not find later: build one with \"go install\" or \"go build\", and run that", file)
	}
	return file, checkExecutable(file)
}

// checkExecutable says what is wrong with a program, if anything is.
func checkExecutable(file string) error {
	info, err := os.Stat(file)
	if err != nil {
		return fmt.Errorf("no program to start: %w", err)
	}
	if !info.Mode().IsRegular() || info.Mode()&0o111 == 0 {
		return fmt.Errorf("%s is not a program that can be run", file)
	}
	return nil
}

// goRunDir is the name of the folders where "go run" puts programs: a temporary
// one, or since Go 1.24 the build cache.
var goRunDir = regexp.MustCompile(`^go-build\d*$`)

func isTemporary(file string) bool {
	for _, part := range strings.Split(filepath.Dir(file), string(filepath.Separator)) {
		if goRunDir.MatchString(part) {
			return true
		}
	}
	cache := os.Getenv("GOCACHE")
	return cache != "" && strings.HasPrefix(file, filepath.Clean(cache)+string(filepath.Separator))
}
