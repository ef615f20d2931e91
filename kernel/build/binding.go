package build

import (
	"context"
	"fmt"
	"go/types"
	"path/filepath"
	"strings"
)

// Binding builds a plugin that makes the exported names of packages known to
// the worker, for cells that run without being compiled. It is kept in the
// cache as other plugins are.
func (b *Builder) Binding(ctx context.Context, paths ...string) (*Plugin, error) {
	p, err := b.bindingPackage(paths)
	if err != nil {
		return nil, err
	}
	return b.Plugin(ctx, p)
}

// FindBinding returns the file of a binding that has been built before.
func (b *Builder) FindBinding(paths ...string) (file string, ok bool) {
	p, err := b.bindingPackage(paths)
	if err != nil {
		return "", false
	}
	parts, err := b.parts(context.Background(), p)
	if err != nil {
		return "", false
	}
	entry := pluginEntry(parts.key)
	there, err := b.lease.use(entry, ".so", ".a")
	return filepath.Join(b.cache, entry) + ".so", there && err == nil
}

const (
	runtimePath = Module + "/kernel/worker/rt"
	hidpiPath   = Module + "/plotting/hidpi"
)

// bindingPackage writes the source of a binding.
func (b *Builder) bindingPackage(paths []string) (Package, error) {
	p := Package{Path: "binding/" + strings.Join(paths, "+"), Imports: []string{runtimePath}}
	if len(paths) > 1 {
		p.Path = "binding/" + digest(paths...)
	}
	var imports, body strings.Builder
	fmt.Fprintf(&imports, "package main\n\nimport rt %q\n", runtimePath)
	for i, path := range paths {
		pkg, err := b.Import(path)
		if err != nil {
			return Package{}, err
		}
		name := fmt.Sprintf("p%d", i)
		symbols := symbolsOf(pkg, name)
		if symbols == "" {
			name = "_"
		}
		fmt.Fprintf(&imports, "import %s %q\n", name, path)
		fmt.Fprintf(&body, "\nfunc init() {\n\trt.Bind(%q,\n%s\t)\n}\n", path, symbols)
		if path != runtimePath {
			p.Imports = append(p.Imports, path)
		}
		if path == "gonum.org/v1/plot" { // plots are drawn for fine screens, as in cells that are compiled
			fmt.Fprintf(&imports, "import _ %q\n", hidpiPath)
			p.Imports = append(p.Imports, hidpiPath)
		}
	}
	p.Code = imports.String() + body.String()
	return p, nil
}

// symbolsOf lists what a package exports. Generic types and functions are left
// out: there is no value of theirs to be had.
func symbolsOf(pkg *types.Package, name string) string {
	var b strings.Builder
	for _, id := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(id)
		if !obj.Exported() {
			continue
		}
		kind, value := "", name+"."+id
		switch obj := obj.(type) {
		case *types.Func:
			if obj.Signature().TypeParams().Len() == 0 {
				kind = "Func"
			}
		case *types.Var:
			kind, value = "Var", "&"+value
		case *types.TypeName:
			if hasValues(obj.Type()) {
				kind, value = "Type", "(*"+value+")(nil)"
			}
		}
		if kind != "" {
			fmt.Fprintf(&b, "\t\trt.Symbol{Name: %q, Kind: rt.%s, Value: %s},\n", id, kind, value)
		}
	}
	return b.String()
}

// hasValues tells whether there are variables of a type: not of generic types,
// nor of those that are constraints.
func hasValues(t types.Type) bool {
	switch t := t.(type) {
	case *types.Alias:
		if t.TypeParams().Len() > 0 {
			return false
		}
		return hasValues(types.Unalias(t))
	case *types.Named:
		if t.TypeParams().Len() > t.TypeArgs().Len() {
			return false
		}
	}
	i, ok := t.Underlying().(*types.Interface)
	return !ok || i.IsMethodSet()
}
