package doctor

import (
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

// checkKernel looks whether Jupyter knows the kernel, and can start it.
func checkKernel() Result {
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
		found = append(found, fmt.Sprintf("%s in %s", s.Name, tidy(s.Dir)))
		if !s.ExecutableExists() {
			r.Status = Warning
			found[len(found)-1] += fmt.Sprintf(", but its program %s is gone", tidy(s.Executable))
			r.Help = []string{"gopherbook install, with the program where it is to stay"}
		}
	}
	r.Found = strings.Join(found, "; ")
	return r
}
