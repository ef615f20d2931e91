package build

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/types"
	"io"
	"slices"
	"strings"
)

// Import returns the types of a package, compiling it if that has not been
// done. It is one of the two methods of cell.Packages.
func (b *Builder) Import(path string) (*types.Package, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.load(context.Background(), path); err != nil {
		return nil, err
	}
	return b.types.Import(path)
}

// Load compiles packages, with what they import, before they are needed.
func (b *Builder) Load(ctx context.Context, paths ...string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.load(ctx, paths...)
}

func (b *Builder) load(ctx context.Context, paths ...string) error {
	var missing []string
	for _, path := range paths {
		if err := b.wanted[path]; err != nil {
			return err
		}
		if _, ok := b.packages[path]; !ok && path != "unsafe" {
			missing = append(missing, path)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	args := append([]string{"list", "-export", "-deps", "-json=ImportPath,Name,Export,Error"}, b.flags...)
	args = append(args, "-buildmode=plugin", "--")
	out, err := b.goCommand(ctx, append(args, missing...)...)
	if err != nil {
		err = importError(err, missing)
		for _, path := range missing {
			if len(missing) == 1 && ctx.Err() == nil {
				b.wanted[path] = err
			}
		}
		return err
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("go list: %w", err)
		}
		if _, ok := b.packages[p.ImportPath]; !ok {
			b.packages[p.ImportPath] = p
		}
	}
}

// importError turns what go list says about a package into one sentence.
func importError(err error, paths []string) error {
	var c *CommandError
	if !errors.As(err, &c) {
		return err
	}
	text := c.Text
	if first, _, ok := strings.Cut(text, "; to add it:"); ok {
		return fmt.Errorf("%s: add it to the module with \"go get %s\"", first, paths[0])
	}
	if strings.Contains(text, "is not in std") {
		return fmt.Errorf("package %s is not in the standard library", paths[0])
	}
	return errors.New(text)
}

// Named returns the import paths of the packages with a name: the standard
// library's, gopherbook's own, and then those of the modules that the cells'
// module requires. It is one of the two methods of cell.Packages.
func (b *Builder) Named(name string) [][]string {
	b.mu.Lock()
	defer b.mu.Unlock()
	tiers := [][]string{b.std()[name]}
	if path, ok := own[name]; ok {
		tiers = append(tiers, []string{path})
	}
	if len(tiers) == 1 && tiers[0] == nil {
		tiers = append(tiers, b.modules()[name])
	}
	return tiers
}

// own are the packages of gopherbook's that cells use by name.
var own = map[string]string{
	"comm":      Module + "/kernel/comm",
	"display":   Module + "/kernel/display",
	"interrupt": Module + "/interrupt",
	"metrics":   Module + "/ptsne/metrics",
	"mnist":     Module + "/ptsne/mnist",
	"plotting":  Module + "/plotting",
	"ptsne":     Module + "/ptsne",
}

// std returns the packages of the standard library by name.
func (b *Builder) std() map[string][]string {
	if b.named == nil {
		b.named = b.names("std")
	}
	return b.named
}

// modules returns the packages that the module's requirements offer, by name.
func (b *Builder) modules() map[string][]string {
	if b.scanned == nil {
		b.scanned = b.names(b.scan...)
	}
	return b.scanned
}

// names lists packages that cells may import, by name.
func (b *Builder) names(patterns ...string) map[string][]string {
	names := make(map[string][]string)
	if len(patterns) == 0 {
		return names
	}
	args := append([]string{"list", "-e", "-f", "{{.Name}} {{.ImportPath}}"}, b.flags...)
	out, _ := b.goCommand(context.Background(), append(append(args, "--"), patterns...)...)
	for line := range strings.Lines(string(out)) {
		name, path, ok := strings.Cut(strings.TrimSpace(line), " ")
		parts := strings.Split(path, "/")
		if !ok || name == "main" || slices.Contains(parts, "vendor") || patterns[0] == "std" && slices.Contains(parts, "internal") ||
			strings.HasPrefix(path, Module+"/") && slices.Contains(parts, "internal") {
			continue
		}
		names[name] = append(names[name], path)
	}
	return names
}
