// Package special does what the %, ! and ? of cells ask for.
package special

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gopherbook/gopherbook/interrupt"
)

// Specials does it for the worker.
type Specials struct{}

// Print prints what a special has found out before the cell ran.
func (Specials) Print(text string) { fmt.Print(text) }

// Shell runs a command by the shell, with the cell's outputs for its own.
func (Specials) Shell(command string) {
	cmd := exec.CommandContext(interrupt.Context(), "sh", "-c", command)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		fmt.Fprintf(os.Stderr, "!%s: %v\n", command, err)
	}
}

// Env does what %env asks for: "" shows the environment, "NAME" a variable of
// it, and "NAME=value" or "NAME value" sets one; $NAME in the value is replaced.
func (Specials) Env(what string) {
	name, value, set := strings.Cut(what, "=")
	if !set {
		name, value, set = strings.Cut(what, " ")
	}
	name = strings.TrimSpace(name)
	switch {
	case what == "":
		all := os.Environ()
		slices.Sort(all)
		fmt.Println(strings.Join(all, "\n"))
	case set:
		value = os.ExpandEnv(strings.TrimSpace(value))
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
		fmt.Printf("%s=%s\n", name, value)
	default:
		value, ok := os.LookupEnv(name)
		if !ok {
			panic(fmt.Errorf("%%env: %s is not set", name))
		}
		fmt.Println(value)
	}
}

var previousDir string

// Chdir changes the working directory: to the user's home for "", back for "-".
func (s Specials) Chdir(dir string) {
	home, err := os.UserHomeDir()
	switch {
	case dir == "" || dir == "~" || strings.HasPrefix(dir, "~/"):
		if err != nil {
			panic(err)
		}
		dir = filepath.Join(home, strings.TrimPrefix(strings.TrimPrefix(dir, "~"), "/"))
	case dir == "-" && previousDir == "":
		panic("%cd -: there is no directory to go back to")
	case dir == "-":
		dir = previousDir
	}
	before, _ := os.Getwd()
	if err := os.Chdir(dir); err != nil {
		panic(err)
	}
	previousDir = before
	s.Getwd()
}

// Getwd prints the working directory.
func (Specials) Getwd() {
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	fmt.Println(dir)
}
