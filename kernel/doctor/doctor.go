package doctor

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
)

// Status says how a check went.
type Status int

const (
	OK      Status = iota
	Warning        // something useful is missing, but notebooks run
	Failed         // notebooks do not run without it
)

// String returns "ok", "warning" or "failed".
func (s Status) String() string {
	return [...]string{"ok", "warning", "failed"}[s]
}

// A Result is the outcome of one check.
type Result struct {
	Name   string // what was looked at, such as "C compiler"
	Status Status
	Found  string   // what was found, or what is wrong
	Help   []string // what to do about it, a line each; none where all is well
}

// Options says what to look at.
type Options struct {
	// Cache is the folder in which gopherbook keeps what it built.
	Cache string

	// Version is the version of the gopherbook that runs, with which those that
	// Jupyter starts are compared. Without it, they are not.
	Version string
}

// Report is the outcome of all checks.
type Report []Result

// Examine makes all checks. It takes a second or two: a small C program is
// compiled and linked.
func Examine(ctx context.Context, o Options) Report {
	toolchain, env := checkGo(ctx)
	report := Report{toolchain, checkPlatform(env), checkCompiler(ctx, env)}
	if env.GOVERSION != "" { // without Go, more lines about it do not help
		report = append(report, checkCgo(env), checkCache("Go's build cache", env.GOCACHE))
	}
	return append(report, checkCache("gopherbook's cache", o.Cache), checkJupyter(), checkKernel(ctx, o.Version))
}

// Err is nil if notebooks can run, and otherwise says which checks failed: a
// command should then exit with an error. Warnings are no error.
func (r Report) Err() error {
	var names []string
	for _, c := range r {
		if c.Status == Failed {
			names = append(names, c.Name)
		}
	}
	if names == nil {
		return nil
	}
	return fmt.Errorf("doctor: notebooks cannot run here yet: see %s", strings.Join(names, ", "))
}

// marks stand before the lines of a report.
var marks = [...]string{OK: "✓", Warning: "!", Failed: "✗"}

// ansi are the colours of the marks on a terminal.
var ansi = [...]string{OK: "32", Warning: "33", Failed: "1;31"}

// WriteText writes the report for a person to read: a line for each check, and
// below it what to do. With color, marks have ANSI colours.
func (r Report) WriteText(w io.Writer, color bool) error {
	width := 0
	for _, c := range r {
		width = max(width, len(c.Name))
	}
	var b strings.Builder
	for _, c := range r {
		mark := marks[c.Status]
		if color {
			mark = "\x1b[" + ansi[c.Status] + "m" + mark + "\x1b[0m"
		}
		fmt.Fprintf(&b, "%s %-*s  %s\n", mark, width, c.Name, c.Found)
		for _, line := range c.Help {
			fmt.Fprintf(&b, "  %*s  → %s\n", width, "", line)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// tidy shortens the user's home folder in a path to ~.
func tidy(path string) string {
	if home, err := os.UserHomeDir(); err == nil && home != "" && home != "/" {
		if rest, ok := strings.CutPrefix(path, home+"/"); ok {
			return "~/" + rest
		}
	}
	return path
}
