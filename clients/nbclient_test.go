package clients_test

import (
	"path/filepath"
	"testing"
)

func TestNBClient(t *testing.T) {
	needs(t, "python:nbclient")
	out := filepath.Join(t.TempDir(), "executed.ipynb")
	succeeds(t, client(t, python, "testdata/nbclient_run.py", sample(t), out))
	checkSample(t, out)
	leavesNothing(t)
}

func TestNBConvert(t *testing.T) {
	needs(t, "jupyter-nbconvert")
	out := filepath.Join(t.TempDir(), "executed.ipynb")
	succeeds(t, client(t, "jupyter", "nbconvert", "--to", "notebook", "--execute", "--output", out, sample(t)))
	checkSample(t, out)
	leavesNothing(t)
}
