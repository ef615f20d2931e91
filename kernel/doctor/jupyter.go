package doctor

import (
	"context"
	"fmt"
	"os/exec"
	"strings"

	"github.com/gopherbook/gopherbook/kernel/kernelspec"
)

// checkJupyter looks for Jupyter's commands.
func checkJupyter() Result {
	r := Result{Name: "Jupyter"}
	if _, err := exec.LookPath("jupyter"); err != nil {
		r.Status = Warning
		r.Found = `no jupyter command in PATH; "gopherbook run" works without it`
		r.Help = install(
			"Debian: sudo apt-get install jupyter-notebook jupyter-console",
			"Fedora: sudo dnf install python3-notebook",
			"macOS: brew install jupyterlab")
		return r
	}
	var found []string
	for _, name := range []string{"lab", "notebook", "console", "nbconvert"} {
		if _, err := exec.LookPath("jupyter-" + name); err == nil {
			found = append(found, "jupyter "+name)
		}
	}
	if len(found) == 0 {
		r.Status = Warning
		r.Found = "the jupyter command is there, but neither lab, notebook nor console"
		r.Help = install(
			"Debian: sudo apt-get install jupyter-notebook jupyter-console",
			"Fedora: sudo dnf install python3-notebook",
			"macOS: brew install jupyterlab")
		return r
	}
	r.Found = strings.Join(found, ", ")
	return r
}

// checkKernel looks whether Jupyter knows the kernel, and starts a program that
// is there and of this version.
func checkKernel(ctx context.Context, version string) Result {
	r := Result{Name: "kernel in Jupyter"}
	specs := kernelspec.List()
	if len(specs) == 0 {
		r.Status = Warning
		r.Found = "not installed"
		r.Help = []string{"gopherbook install"}
		return r
	}
	var found []string
	for _, s := range specs {
		is := fmt.Sprintf("%s in %s", s.Name, tidy(s.Dir))
		if wrong := programTrouble(ctx, s, version); wrong != "" {
			is += ", but " + wrong
			r.Status = Warning
			r.Help = append(r.Help, s.InstallCommand())
		}
		found = append(found, is)
	}
	if r.Status != OK {
		r.Help = append(r.Help, "run that with the gopherbook that Jupyter is to start, where it is to stay")
	}
	r.Found = strings.Join(found, "; ")
	return r
}

// programTrouble says what is wrong with the program that a spec starts; "" if
// nothing is.
func programTrouble(ctx context.Context, s kernelspec.Spec, version string) string {
	program := "its program " + tidy(s.Executable)
	if !s.ExecutableExists() {
		return program + " is gone"
	}
	if version == "" {
		return ""
	}
	other, err := s.ExecutableVersion(ctx)
	switch {
	case err != nil:
		return fmt.Sprintf("%s does not run: %s", program, reason(err))
	case other != version:
		return fmt.Sprintf("%s is version %s, and this is %s", program, other, version)
	}
	return ""
}
