package build

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// toolchain is the user's Go toolchain as the notebook's directory has it: its
// go.mod may ask for another than the one on PATH.
type toolchain struct {
	program string // the go command
	GOVERSION, GOROOT, GOTOOLDIR, GOMODCACHE,
	GOMOD, GOWORK, GOPROXY, GOFLAGS,
	GOOS, GOARCH, CC, CXX string

	all string // all of environment, for keys
}

// environment are the settings of the go command that decide what it builds,
// and from which modules.
var environment = []string{
	"GOVERSION", "GOROOT", "GOTOOLDIR", "GOMODCACHE", "GOCACHE",
	"GOOS", "GOARCH", "GOEXPERIMENT", "GOFIPS140", "GOFLAGS",
	"GO386", "GOAMD64", "GOARM", "GOARM64", "GOMIPS", "GOMIPS64", "GOPPC64", "GORISCV64", "GOWASM",
	"CC", "CXX", "AR", "FC", "PKG_CONFIG",
	"CGO_CFLAGS", "CGO_CPPFLAGS", "CGO_CXXFLAGS", "CGO_FFLAGS", "CGO_LDFLAGS",
}

// findToolchain asks the go command on PATH, and looks for a C compiler.
func (b *Builder) findToolchain(ctx context.Context) error {
	if _, err := exec.LookPath("go"); err != nil {
		return errors.New("there is no go command on PATH: install Go 1.26 or newer (https://go.dev/dl), or add its bin directory to PATH")
	}
	b.env = append(os.Environ(), "CGO_ENABLED=1", "GO111MODULE=on")
	b.tools.program = "go"
	out, err := b.goCommand(ctx, b.dir, append([]string{"env", "-json", "GOMOD", "GOWORK", "GOPROXY"}, environment...)...)
	if err != nil {
		return err
	}
	var settings map[string]string
	if err := errors.Join(json.Unmarshal(out, &settings), json.Unmarshal(out, &b.tools)); err != nil {
		return fmt.Errorf("go env: %w", err)
	}
	for _, name := range environment {
		b.tools.all += name + "=" + settings[name] + "\n"
	}
	// From here on this very toolchain, whatever the modules to come ask for.
	if program := filepath.Join(b.tools.GOROOT, "bin", "go"); exists(program) {
		b.tools.program = program
		b.env = append(b.env, "GOTOOLCHAIN=local")
	}
	if strings.TrimSpace(b.tools.CC) == "" {
		b.tools.CC = "gcc"
	}
	if cc := strings.Fields(b.tools.CC)[0]; !onPath(cc) {
		return fmt.Errorf("there is no C compiler (%s), which Go needs to link plugins: install one, for example with \"apt-get install gcc\" or \"xcode-select --install\"", cc)
	}
	return nil
}

func onPath(program string) bool {
	_, err := exec.LookPath(program)
	return err == nil
}

// goCommand runs the go command in a directory and returns its output; its
// error is what it says.
func (b *Builder) goCommand(ctx context.Context, dir string, args ...string) ([]byte, error) {
	stdout, _, err := b.run(ctx, dir, b.tools.program, args...)
	return stdout, err
}

// run runs a program. Its error holds what the program wrote to stderr, or else
// to stdout.
func (b *Builder) run(ctx context.Context, dir, name string, args ...string) (stdout, stderr []byte, err error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, append(b.env[:len(b.env):len(b.env)], "PWD="+dir)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		text := cmp.Or(strings.TrimSpace(errs.String()), strings.TrimSpace(out.String()), err.Error()) // the compiler's errors go to stdout
		return out.Bytes(), errs.Bytes(), &CommandError{Command: filepath.Base(name) + " " + args[0], Text: text}
	}
	return out.Bytes(), errs.Bytes(), nil
}

// CommandError is a failure of the go command, the compiler or the linker.
type CommandError struct {
	Command string // such as "go list"
	Text    string // what it said
}

func (e *CommandError) Error() string { return e.Command + ": " + e.Text }
