package f64

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The assembly in the tree is what the generator writes.
func TestAssemblyIsUpToDate(t *testing.T) {
	const asm = "../asm"
	download := exec.Command("go", "mod", "download")
	download.Dir = asm
	if out, err := download.CombinedOutput(); err != nil {
		t.Skipf("avo cannot be had here: %v\n%s", err, out)
	}
	dir := t.TempDir()
	generator := exec.Command("go", "run", ".", "-pkg", "f64",
		"-out", filepath.Join(dir, "asm_amd64.s"), "-stubs", filepath.Join(dir, "asm_amd64.go"))
	generator.Dir = asm
	if out, err := generator.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"asm_amd64.s", "asm_amd64.go"} {
		want, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		// The first line holds the generator's arguments.
		_, want, _ = bytes.Cut(want, []byte("\n"))
		_, got, _ = bytes.Cut(got, []byte("\n"))
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the generator writes: run go generate", name)
		}
	}
}
