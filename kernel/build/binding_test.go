package build_test

import (
	"context"
	"os"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/build"
)

// Packages with generic functions, constraints, variables and types under
// other names can be bound, and what has been built is found again.
func TestBinding(t *testing.T) {
	ctx := context.Background()
	o := build.Options{Dir: t.TempDir(), Cache: t.TempDir(), Source: os.DirFS("../..")}
	b, err := build.New(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{"cmp", "slices", "io/fs", "os"}
	if _, ok := b.FindBinding(paths...); ok {
		t.Fatal("a binding is there that nobody has built")
	}
	p, err := b.Binding(ctx, paths...)
	if err != nil {
		t.Fatal(err)
	}
	if file, ok := b.FindBinding(paths...); !ok || file != p.File {
		t.Errorf("FindBinding = %q, %v, not %q", file, ok, p.File)
	}
	if _, err := b.Binding(ctx, "no/such/package"); err == nil {
		t.Error("a package that is not there has been bound")
	}
}
