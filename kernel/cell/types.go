package cell

import (
	"fmt"
	"go/token"
	"go/types"
	"regexp"
	"strings"
)

// typeWriter writes types as source text of the package being made.
type typeWriter struct {
	session *Session
	home    *types.Package // the package being made
	// use notes that the text names a package, and returns the name to call it by.
	useImport func(path, name string) string
	useUnit   func(u *Unit) string
}

// foreignName finds the types of other units in a type's text.
var foreignName = regexp.MustCompile(`(` + mark + `cell\d+)\.([\pL_][\pL\pN_]*)`)

// write returns the text of a type, or an error where no text can name it.
func (w *typeWriter) write(t types.Type) (string, error) {
	if name := unnameable(t, w.home); name != "" {
		return "", fmt.Errorf("the type %s cannot be written outside the package or function it is declared in", name)
	}
	text := types.TypeString(t, func(p *types.Package) string {
		switch {
		case p == w.home:
			return ""
		case p.Path() == "main":
			return w.useUnit(w.session.units[p])
		}
		return w.useImport(p.Path(), p.Name())
	})
	return foreignName.ReplaceAllString(text, "$1."+mark+"$2"), nil
}

// unnameable returns the name of a type within t that source text of pkg
// cannot refer to: unexported in an imported package, or local to a function.
func unnameable(t types.Type, pkg *types.Package) string {
	seen := make(map[types.Type]bool)
	var visit func(t types.Type) string
	tuple := func(t *types.Tuple) string {
		for v := range t.Variables() {
			if s := visit(v.Type()); s != "" {
				return s
			}
		}
		return ""
	}
	object := func(obj *types.TypeName, args *types.TypeList) string {
		if p := obj.Pkg(); p != nil {
			if p.Path() != "main" && !obj.Exported() || p.Path() == "main" && p.Scope().Lookup(obj.Name()) != obj {
				return types.TypeString(obj.Type(), relative)
			}
		}
		for i := range args.Len() {
			if s := visit(args.At(i)); s != "" {
				return s
			}
		}
		return ""
	}
	visit = func(t types.Type) string {
		if seen[t] {
			return ""
		}
		seen[t] = true
		switch t := t.(type) {
		case *types.Alias:
			return object(t.Obj(), t.TypeArgs())
		case *types.Named:
			return object(t.Obj(), t.TypeArgs())
		case *types.Pointer:
			return visit(t.Elem())
		case *types.Slice:
			return visit(t.Elem())
		case *types.Array:
			return visit(t.Elem())
		case *types.Chan:
			return visit(t.Elem())
		case *types.Map:
			if s := visit(t.Key()); s != "" {
				return s
			}
			return visit(t.Elem())
		case *types.Signature:
			if s := tuple(t.Params()); s != "" {
				return s
			}
			return tuple(t.Results())
		case *types.Struct:
			for f := range t.Fields() {
				if s := visit(f.Type()); s != "" {
					return s
				}
			}
		case *types.Interface:
			for m := range t.ExplicitMethods() {
				if s := visit(m.Type()); s != "" {
					return s
				}
			}
		}
		return ""
	}
	return visit(t)
}

// mirror returns the text of a struct type with the same fields, and so the
// same layout, whose unexported fields belong to the package being made.
func (w *typeWriter) mirror(st *types.Struct) (string, error) {
	var b strings.Builder
	b.WriteString("struct{")
	for i := range st.NumFields() {
		f := st.Field(i)
		text, err := w.write(f.Type())
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%s %s;", f.Name(), text)
	}
	b.WriteString("}")
	return b.String(), nil
}

// foreign tells whether a name of a session's type belongs to another unit, so
// that the package being made has no right to it.
func (w *typeWriter) foreign(obj types.Object) bool {
	p := obj.Pkg()
	return p != nil && p != w.home && p.Path() == "main" && !token.IsExported(obj.Name())
}

// foreignFields tells whether a struct has unexported fields of another unit.
func (w *typeWriter) foreignFields(st *types.Struct) bool {
	for f := range st.Fields() {
		if w.foreign(f) {
			return true
		}
	}
	return false
}

// structOf returns the struct type under t, or under what t points to.
func structOf(t types.Type) (st *types.Struct, pointer bool) {
	t = types.Unalias(t)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t, pointer = p.Elem(), true
	}
	st, _ = t.Underlying().(*types.Struct)
	return st, pointer
}
