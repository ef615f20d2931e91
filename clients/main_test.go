package clients_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/build"
)

// python is Debian's: the python3 on PATH may be one without Jupyter.
const python = "/usr/bin/python3"

var (
	program     string   // gopherbook, built for these tests
	environment []string // in which clients find its kernelspec, and nothing of the user's
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "gopherbook-clients-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if err := prepare(dir); err != nil {
		fmt.Fprintln(os.Stderr, "clients:", err)
		return 1
	}
	return m.Run()
}

// prepare builds gopherbook, installs its kernelspec below dir, and compiles
// what the tests' cells import, so that no client waits for that.
func prepare(dir string) error {
	program = filepath.Join(dir, "gopherbook")
	if out, err := exec.Command("go", "build", "-o", program, "..").CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	var err error
	if environment, err = secluded(dir); err != nil {
		return err
	}
	if err := gopherbook("install", "--prefix", filepath.Join(dir, "prefix")); err != nil {
		return err
	}
	warm := filepath.Join(dir, "warm.ipynb")
	if err := newNotebook(code(plotCell), code(stderrCell)).Write(warm); err != nil {
		return err
	}
	return gopherbook("run", warm)
}

func gopherbook(args ...string) error {
	cmd := exec.Command(program, args...)
	cmd.Env = environment
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("gopherbook %s: %w\n%s", args[0], err, out)
	}
	return nil
}

// secluded returns an environment in which Jupyter reads and writes below dir
// only. Go's caches, and gopherbook's, stay where they are.
func secluded(dir string) ([]string, error) {
	out, err := exec.Command("go", "env", "-json", "GOCACHE", "GOMODCACHE", "GOPATH", "GOPROXY", "GOSUMDB", "GOTOOLCHAIN").Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	set := map[string]string{}
	if err := json.Unmarshal(out, &set); err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	if set["GOPHERBOOK_CACHE"], err = build.CacheDir(); err != nil {
		return nil, err
	}
	for name, sub := range map[string]string{
		"HOME":                "home",
		"IPYTHONDIR":          "ipython",
		"JUPYTER_CONFIG_DIR":  "config",
		"JUPYTER_DATA_DIR":    "data",
		"JUPYTER_RUNTIME_DIR": "runtime",
		"XDG_CACHE_HOME":      "cache",
		"XDG_CONFIG_HOME":     "xdg",
		"XDG_STATE_HOME":      "state",
	} {
		set[name] = filepath.Join(dir, sub)
		if err := os.Mkdir(set[name], 0o700); err != nil {
			return nil, err
		}
	}
	set["JUPYTER_PATH"] = filepath.Join(dir, "prefix", "share", "jupyter")
	set["PYTHONDONTWRITEBYTECODE"] = "1"
	set["PYTHONUNBUFFERED"] = "1"
	var env []string
	for _, e := range os.Environ() {
		name, _, _ := strings.Cut(e, "=")
		if !strings.HasPrefix(name, "JUPYTER") && !strings.HasPrefix(name, "PYTHON") {
			env = append(env, e)
		}
	}
	for name, value := range set {
		env = append(env, name+"="+value)
	}
	return slices.Clip(env), nil // so that appending copies
}
