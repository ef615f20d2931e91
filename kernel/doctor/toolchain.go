package doctor

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// minGo is the oldest Go release that gopherbook works with.
const minGo = "go1.26"

// goEnv is what "go env" says.
type goEnv struct {
	GOVERSION   string
	GOROOT      string
	GOOS        string
	CC          string
	CGO_ENABLED string
	GOCACHE     string
}

// checkGo looks for the go command and its version.
func checkGo(ctx context.Context) (Result, goEnv) {
	r := Result{Name: "Go toolchain"}
	var env goEnv
	path, err := exec.LookPath("go")
	if err != nil {
		r.Status = Failed
		r.Found = "no go command in PATH"
		r.Help = install(
			"download Go 1.26 or later from https://go.dev/dl/, unpack it to /usr/local, and add /usr/local/go/bin to PATH",
			"Fedora: sudo dnf install golang",
			"macOS: brew install go")
		return r, env
	}
	cmd := exec.CommandContext(ctx, path, "env", "-json")
	cmd.Dir = os.TempDir() // so that no go.mod asks for another toolchain
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, &env)
	}
	if err != nil {
		r.Status = Failed
		r.Found = fmt.Sprintf("%s does not work: %s", tidy(path), reason(err))
		r.Help = []string{"install Go again from https://go.dev/dl/"}
		return r, env
	}
	r.Found = fmt.Sprintf("%s, %s", env.GOVERSION, tidy(path))
	// A development version has no number, and is newer than any.
	if strings.HasPrefix(env.GOVERSION, "go") && version.Compare(version.Lang(env.GOVERSION), minGo) < 0 {
		r.Status = Failed
		r.Found += ", which is too old: 1.26 or later is needed"
		r.Help = install("download it from https://go.dev/dl/", "macOS: brew upgrade go")
	}
	return r, env
}

// checkPlatform looks whether Go has plugins here.
func checkPlatform(env goEnv) Result {
	r := Result{Name: "platform", Found: runtime.GOOS + "/" + runtime.GOARCH}
	goos := env.GOOS
	if goos == "" {
		goos = runtime.GOOS
	}
	if goos != "linux" && goos != "darwin" {
		r.Status = Failed
		r.Found = goos + ": Go has no plugins there"
		r.Help = []string{"use Linux or macOS; on Windows, a Linux in WSL2; and leave GOOS unset"}
	}
	return r
}

// checkCompiler compiles and links a small program.
func checkCompiler(ctx context.Context, env goEnv) Result {
	r := Result{Name: "C compiler"}
	command := strings.Fields(env.CC)
	if len(command) == 0 {
		command = []string{"gcc"}
		if runtime.GOOS == "darwin" {
			command = []string{"clang"}
		}
	}
	help := install(
		"Debian: sudo apt-get install gcc libc6-dev",
		"Fedora: sudo dnf install gcc glibc-devel",
		"macOS: xcode-select --install")
	path, err := exec.LookPath(command[0])
	if err != nil {
		r.Status = Failed
		r.Found = fmt.Sprintf("no %s in PATH, which Go uses to link cells", command[0])
		r.Help = append(help, "if you have another, name it: go env -w CC=clang")
		return r
	}
	if err := tryCompiler(ctx, path, command[1:]); err != nil {
		r.Status = Failed
		r.Found = fmt.Sprintf("%s cannot compile a small program: %s", tidy(path), reason(err))
		r.Help = help
		return r
	}
	r.Found = tidy(path) + ", compiles and links"
	return r
}

// tryCompiler compiles a C program that needs the C library and its headers.
func tryCompiler(ctx context.Context, compiler string, args []string) error {
	dir, err := os.MkdirTemp("", "gopherbook-doctor-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	source := filepath.Join(dir, "main.c")
	const program = "#include <stdlib.h>\nint main(void) { return abs(0); }\n"
	if err := os.WriteFile(source, []byte(program), 0o600); err != nil {
		return err
	}
	args = append(args[:len(args):len(args)], "-o", filepath.Join(dir, "main"), source)
	cmd := exec.CommandContext(ctx, compiler, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		if said := firstLine(stderr.String()); said != "" {
			return errors.New(said)
		}
		return err
	}
	return nil
}

// checkCgo looks whether Go is allowed to use the C compiler.
func checkCgo(env goEnv) Result {
	r := Result{Name: "cgo", Found: "CGO_ENABLED=" + env.CGO_ENABLED}
	if env.CGO_ENABLED != "1" {
		r.Status = Failed
		r.Found += ", but plugins need cgo"
		r.Help = []string{"install a C compiler, then: go env -u CGO_ENABLED; unset CGO_ENABLED"}
	}
	return r
}

// reason is the first line of what a failed command said, or else the error.
func reason(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if said := firstLine(string(exit.Stderr)); said != "" {
			return said
		}
	}
	return err.Error()
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

// install picks the lines that are for this system: those that name another are
// left out.
func install(lines ...string) []string {
	var mine []string
	for _, line := range lines {
		if mac := strings.HasPrefix(line, "macOS: "); mac == (runtime.GOOS == "darwin") || !strings.Contains(line, ": ") {
			mine = append(mine, line)
		}
	}
	return mine
}
