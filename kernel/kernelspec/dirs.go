package kernelspec

import (
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

// searchDirs are the folders in which Jupyter looks for data, as far as can be
// told from outside: its own prefix is taken to be that of the jupyter command.
func searchDirs() []string {
	dirs := filepath.SplitList(os.Getenv("JUPYTER_PATH"))
	if dir, err := userDir(); err == nil {
		dirs = append(dirs, dir)
	}
	if command, err := exec.LookPath("jupyter"); err == nil {
		dirs = append(dirs, prefixDir(filepath.Dir(filepath.Dir(command))))
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
