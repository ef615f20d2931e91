package assist

import (
	"cmp"
	"fmt"
	"go/doc"
	"go/types"
	"slices"
	"strings"

	"github.com/gopherbook/gopherbook/kernel/cell"
)

// ofPackage returns what is known of a package.
func (i *inspection) ofPackage(pkg *types.Package) *entry {
	e := &entry{signature: fmt.Sprintf("import %q", pkg.Path()), path: pkg.Path()}
	if s, err := i.docs(pkg.Path()); err == nil {
		e.doc, e.sources = s.doc, s
	}
	return e
}

// ofObject returns what is known of an object. The draft is that of the text
// it stands in, or nil.
func (i *inspection) ofObject(d *cell.Draft, obj types.Object) *entry {
	if p, ok := obj.(*types.PkgName); ok {
		return i.ofPackage(p.Imported())
	}
	e := &entry{signature: declarationOf(obj)}
	switch pkg := obj.Pkg(); {
	case pkg == nil:
		i.addBuiltin(e, obj)
	case ofCells(pkg):
		i.addDeclaration(e, d, obj)
	default:
		i.addSource(e, obj)
	}
	switch obj := obj.(type) {
	case *types.TypeName:
		e.methods = methodsOf(obj.Type())
	case *types.Var:
		e.about = i.aboutType(d, obj.Type())
	}
	return e
}

// addSource adds what the source of an object's package says of it.
func (i *inspection) addSource(e *entry, obj types.Object) {
	e.path = obj.Pkg().Path()
	e.origin = fmt.Sprintf("import %q", e.path)
	s, err := i.docs(e.path)
	if err != nil {
		return
	}
	e.sources = s
	symbol := s.symbols[keyOf(obj)]
	e.doc, e.source = symbol.doc, symbol.source
	switch obj.(type) {
	case *types.TypeName:
		e.signature = cmp.Or(exportedPart(symbol.source), e.signature)
	case *types.Builtin: // of unsafe
		e.signature = cmp.Or(symbol.source, e.signature)
	}
}

// addBuiltin adds what the documentation of Go's own names says of one.
func (i *inspection) addBuiltin(e *entry, obj types.Object) {
	s, err := i.docs("builtin")
	if err != nil {
		return
	}
	symbol := s.symbols[keyOf(obj)]
	e.signature, e.doc, e.path, e.sources = cmp.Or(symbol.source, obj.Name()), symbol.doc, "builtin", s
}

// addDeclaration adds what the cell says that has declared an object.
func (i *inspection) addDeclaration(e *entry, d *cell.Draft, obj types.Object) {
	decl, ok := i.scope.Declaration(origin(obj))
	if d != nil {
		decl, ok = d.Declaration(origin(obj))
	}
	if !ok {
		return
	}
	e.doc, e.source, e.origin = decl.Doc, decl.Source, "this cell"
	if decl.Cell != 0 {
		e.origin = fmt.Sprintf("cell %d", decl.Cell)
	}
	switch obj.(type) {
	case *types.TypeName:
		e.signature = decl.Source
	case *types.Var:
		if i.options.Value != nil && i.scope.Lookup(obj.Name()) == obj {
			e.value, _ = i.options.Value(obj.Name())
		}
	}
}

// aboutType says what a type is, when it has a name.
func (i *inspection) aboutType(d *cell.Draft, t types.Type) string {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return ""
	}
	e := &entry{}
	obj := named.Obj()
	switch {
	case obj.Pkg() == nil:
		return ""
	case ofCells(obj.Pkg()):
		i.addDeclaration(e, d, obj)
	default:
		i.addSource(e, obj)
	}
	about := typeString(named)
	if synopsis := new(doc.Package).Synopsis(e.doc); synopsis != "" {
		about += ": " + synopsis
	}
	return about
}

// declarationOf returns the declaration of an object in short.
func declarationOf(obj types.Object) string {
	name := obj.Name()
	switch obj := obj.(type) {
	case *types.Func:
		recv := ""
		if r := obj.Signature().Recv(); r != nil {
			recv = "(" + strings.TrimSpace(r.Name()+" "+typeString(r.Type())) + ") "
		}
		return "func " + recv + name + signature(obj.Type())
	case *types.Var:
		if obj.IsField() {
			return "field " + name + " " + typeString(obj.Type())
		}
		return "var " + name + " " + typeString(obj.Type())
	case *types.Const:
		typ := ""
		if b, ok := obj.Type().(*types.Basic); !ok || b.Info()&types.IsUntyped == 0 {
			typ = " " + typeString(obj.Type())
		}
		return "const " + name + typ + " = " + obj.Val().String()
	case *types.TypeName:
		return "type " + name + " " + typeString(obj.Type().Underlying())
	}
	return name
}

// keyOf returns the name under which sources have an object.
func keyOf(obj types.Object) string {
	owner := ""
	switch obj := origin(obj).(type) {
	case *types.Func:
		if r := obj.Signature().Recv(); r != nil {
			owner = nameOf(r.Type())
		}
	case *types.Var:
		if obj.IsField() && obj.Pkg() != nil {
			owner = ownerOf(obj)
		}
	}
	if owner != "" {
		return owner + "." + obj.Name()
	}
	return obj.Name()
}

// origin returns the generic field or method that one is an instance of.
func origin(obj types.Object) types.Object {
	switch obj := obj.(type) {
	case *types.Func:
		return obj.Origin()
	case *types.Var:
		return obj.Origin()
	}
	return obj
}

// nameOf returns the name of a type, or of what it points to.
func nameOf(t types.Type) string {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if named, ok := types.Unalias(t).(*types.Named); ok {
		return named.Obj().Name()
	}
	return ""
}

// ownerOf returns the name of the struct type of its package that a field
// belongs to.
func ownerOf(field *types.Var) string {
	scope := field.Pkg().Scope()
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || obj.IsAlias() {
			continue
		}
		if u, ok := obj.Type().Underlying().(*types.Struct); ok {
			for f := range u.Fields() {
				if f == field {
					return name
				}
			}
		}
	}
	return ""
}

// methodsOf returns the methods of a type, or of a pointer to it, a line each.
// Those of interfaces stand in their declarations.
func methodsOf(t types.Type) (lines []string) {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || types.IsInterface(t) {
		return nil
	}
	for m := range named.Methods() {
		if m.Exported() || ofCells(m.Pkg()) {
			lines = append(lines, declarationOf(m))
		}
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(afterReceiver(a), afterReceiver(b)) })
	return lines
}

func afterReceiver(declaration string) string {
	_, rest, _ := strings.Cut(declaration, ") ")
	return rest
}
