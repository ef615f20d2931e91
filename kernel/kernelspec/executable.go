package kernelspec

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// executable is the absolute path of the program to start.
func (o *Options) executable() (string, error) {
	file := o.Executable
	if file == "" {
		running, err := os.Executable()
		if err != nil {
			return "", fmt.Errorf("the running program's path is unknown: %w", err)
		}
		file = lasting(running)
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

// lasting returns the path by which the running program is found in PATH, if it
// is, or else the one given. A package manager's link in PATH stays when the
// program that it leads to moves with each version.
func lasting(running string) string {
	found, err := exec.LookPath(filepath.Base(running))
	if err != nil {
		return running
	}
	if sameFile(found, running) {
		return found
	}
	return running
}

func sameFile(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
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
