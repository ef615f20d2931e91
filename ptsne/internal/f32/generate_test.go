package f32

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The assembly in the tree, this package's and f64's, is what the generator
// writes.
func TestAssemblyIsUpToDate(t *testing.T) {
	const asm = "../asm"
	download := exec.Command("go", "mod", "download")
	download.Dir = asm
	if out, err := download.CombinedOutput(); err != nil {
		t.Skipf("avo cannot be had here: %v\n%s", err, out)
	}
	for _, pkg := range []string{"f32", "f64"} {
		dir := t.TempDir()
		generator := exec.Command("go", "run", ".", "-pkg", pkg,
			"-out", filepath.Join(dir, "asm_amd64.s"), "-stubs", filepath.Join(dir, "asm_amd64.go"))
		generator.Dir = asm
		if out, err := generator.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for _, name := range []string{"asm_amd64.s", "asm_amd64.go"} {
			want := afterFirstLine(t, filepath.Join(dir, name))
			if got := afterFirstLine(t, filepath.Join("..", pkg, name)); !bytes.Equal(got, want) {
				t.Errorf("%s/%s is not what the generator writes: run go generate", pkg, name)
			}
		}
	}
}

// afterFirstLine reads a file but for its first line, which holds the generator's
// arguments.
func afterFirstLine(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ = bytes.Cut(text, []byte("\n"))
	return text
}
