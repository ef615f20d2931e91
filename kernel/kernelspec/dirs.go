package kernelspec

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
)

// userDir is the folder in which Jupyter keeps a user's own data.
func userDir() (string, error) {
	if dir := os.Getenv("JUPYTER_DATA_DIR"); dir != "" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("no home folder to install into: %w; give a prefix, or set JUPYTER_DATA_DIR", err)
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Jupyter"), nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "jupyter"), nil
	}
	return filepath.Join(home, ".local", "share", "jupyter"), nil
}

// prefixDir is Jupyter's data folder below a prefix such as /usr/local or a
// Python environment.
func prefixDir(prefix string) string { return filepath.Join(prefix, "share", "jupyter") }

// activePrefix is the prefix of the Python environment that is active in the
// shell: one of venv, or else of conda.
func activePrefix() (string, error) {
	for _, name := range []string{"VIRTUAL_ENV", "CONDA_PREFIX"} {
		if prefix := os.Getenv(name); prefix != "" {
			return prefix, nil
		}
	}
	return "", errors.New("no Python environment is active (neither VIRTUAL_ENV nor CONDA_PREFIX is set): activate one, or give its path as the prefix")
}

// searchDirs are the folders in which Jupyter looks for data, as far as can be
// told from outside: its own prefix is taken to be that of the jupyter command.
func searchDirs() []string {
	dirs := filepath.SplitList(os.Getenv("JUPYTER_PATH"))
	if dir, err := userDir(); err == nil {
		dirs = append(dirs, dir)
	}
	if prefix, err := activePrefix(); err == nil {
		dirs = append(dirs, prefixDir(prefix))
	}
	if command, err := exec.LookPath("jupyter"); err == nil {
		dirs = append(dirs, prefixDir(filepath.Dir(filepath.Dir(command))))
		if target, err := filepath.EvalSymlinks(command); err == nil { // into an environment of its own
			dirs = append(dirs, prefixDir(filepath.Dir(filepath.Dir(target))))
		}
	}
	dirs = append(dirs, prefixDir("/usr/local"), prefixDir("/usr"))
	var unique []string
	for _, dir := range dirs {
		if dir != "" && !slices.Contains(unique, dir) {
			unique = append(unique, dir)
		}
	}
	return unique
}
