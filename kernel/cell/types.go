package cell

import (
	"fmt"
	"go/types"
	"strconv"
	"strings"
)

// typeWriter writes types as source text of the package being made.
type typeWriter struct {
	session *Session
	home    *types.Package // the package being made
	structs *structTable
	local   *types.Package // the package whose functions' types have names where the text stands, or nil
	params  []types.Type   // the types that type parameters of the text stand for: see witness

	// These note that the text names a package, a unit or an embedded type, and
	// return the name to call it by.
	useImport func(path, name string) string
	useUnit   func(u *Unit) string
	useEmbed  func(obj *types.TypeName) string
}

// write returns the text of a type, or an error where no text can name it.
func (w *typeWriter) write(t types.Type) (string, error) {
	return w.text(t, nil)
}

// writeHere is write for text that stands inside a function of the package,
// where the function's own types have names.
func (w *typeWriter) writeHere(t types.Type) (string, error) { return w.text(t, w.home) }

func (w *typeWriter) text(t types.Type, local *types.Package) (string, error) {
	for _, p := range privateTypes(t, local) {
		if w.param(p) == "" {
			return "", fmt.Errorf("the type %s cannot be written outside the package or function it is declared in", types.TypeString(p, relative))
		}
	}
	defer func(before *types.Package) { w.local = before }(w.local)
	w.local = local
	var b strings.Builder
	w.typ(&b, t)
	return b.String(), nil
}

func (w *typeWriter) typ(b *strings.Builder, t types.Type) {
	switch t := t.(type) {
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			b.WriteString(w.useImport("unsafe", "unsafe") + ".Pointer")
			return
		}
		b.WriteString(w.predeclared(t.Name()))
	case *types.Alias:
		if isPrivate(t.Obj(), w.local) {
			w.typ(b, types.Unalias(t))
			return
		}
		w.named(b, t.Obj(), t.TypeArgs())
	case *types.Named:
		if name := w.param(t); name != "" {
			b.WriteString(name)
			return
		}
		w.named(b, t.Obj(), t.TypeArgs())
	case *types.TypeParam:
		b.WriteString(t.Obj().Name())
	case *types.Pointer:
		b.WriteString("*")
		w.typ(b, t.Elem())
	case *types.Slice:
		b.WriteString("[]")
		w.typ(b, t.Elem())
	case *types.Array:
		fmt.Fprintf(b, "[%d]", t.Len())
		w.typ(b, t.Elem())
	case *types.Map:
		b.WriteString("map[")
		w.typ(b, t.Key())
		b.WriteString("]")
		w.typ(b, t.Elem())
	case *types.Chan:
		b.WriteString(map[types.ChanDir]string{types.SendRecv: "chan (", types.SendOnly: "chan<- (", types.RecvOnly: "<-chan ("}[t.Dir()])
		w.typ(b, t.Elem())
		b.WriteString(")")
	case *types.Signature:
		b.WriteString("func")
		w.signature(b, t)
	case *types.Struct:
		if u := w.structs.unit(t); u != nil {
			b.WriteString(w.useUnit(u) + "." + w.structs.name(t))
			return
		}
		w.structType(b, t)
	case *types.Interface:
		w.interfaceType(b, t)
	case *types.Union:
		for i := range t.Len() {
			if i > 0 {
				b.WriteString("|")
			}
			if t.Term(i).Tilde() {
				b.WriteString("~")
			}
			w.typ(b, t.Term(i).Type())
		}
	default:
		panic(fmt.Sprintf("cell: no text for a %T", t))
	}
}

func (w *typeWriter) named(b *strings.Builder, obj *types.TypeName, args *types.TypeList) {
	switch p := obj.Pkg(); {
	case p == nil: // error, or another of Go's own
		b.WriteString(w.predeclared(obj.Name()))
	case p == w.home:
		if obj.Parent() == p.Scope() {
			b.WriteString(localName(obj))
		} else { // a type of a function
			b.WriteString(obj.Name())
		}
	case p.Path() == "main":
		b.WriteString(w.useUnit(w.session.units[p]) + "." + exportName(obj.Name()))
	default:
		b.WriteString(w.useImport(p.Path(), p.Name()) + "." + obj.Name())
	}
	for i := range args.Len() {
		b.WriteString(map[bool]string{true: "[", false: ", "}[i == 0])
		w.typ(b, args.At(i))
	}
	if args.Len() > 0 {
		b.WriteString("]")
	}
}

// predeclared returns the text of one of Go's own types, whose name the package
// may have given to a type of its own.
func (w *typeWriter) predeclared(name string) string {
	if obj := w.home.Scope().Lookup(name); obj == nil || obj.Pkg() != w.home {
		return name
	}
	return w.useImport(RuntimePath, "rt") + "." + strings.ToUpper(name[:1]) + name[1:]
}

func (w *typeWriter) signature(b *strings.Builder, sig *types.Signature) {
	b.WriteString("(")
	for i := range sig.Params().Len() {
		if i > 0 {
			b.WriteString(", ")
		}
		t := sig.Params().At(i).Type()
		if s, ok := t.(*types.Slice); ok && sig.Variadic() && i == sig.Params().Len()-1 {
			b.WriteString("...")
			t = s.Elem()
		}
		w.typ(b, t)
	}
	b.WriteString(") (")
	for i := range sig.Results().Len() {
		if i > 0 {
			b.WriteString(", ")
		}
		w.typ(b, sig.Results().At(i).Type())
	}
	b.WriteString(")")
}

func (w *typeWriter) structType(b *strings.Builder, t *types.Struct) {
	b.WriteString("struct{")
	for i := range t.NumFields() {
		f := t.Field(i)
		if f.Embedded() {
			w.embedded(b, f.Type())
		} else {
			b.WriteString(f.Name() + " ")
			w.typ(b, f.Type())
		}
		if tag := t.Tag(i); tag != "" {
			b.WriteString(" " + strconv.Quote(tag))
		}
		b.WriteString(";")
	}
	b.WriteString("}")
}

// embedded writes the type of an embedded field by the name that the field has.
func (w *typeWriter) embedded(b *strings.Builder, t types.Type) {
	if p, ok := t.(*types.Pointer); ok {
		b.WriteString("*")
		t = p.Elem()
	}
	if n, ok := t.(interface {
		Obj() *types.TypeName
		TypeArgs() *types.TypeList
	}); ok && n.TypeArgs().Len() == 0 {
		if p := n.Obj().Pkg(); p != nil && p != w.home && p.Path() == "main" {
			b.WriteString(w.useEmbed(n.Obj()))
			return
		}
	}
	w.typ(b, t)
}

func (w *typeWriter) interfaceType(b *strings.Builder, t *types.Interface) {
	b.WriteString("interface{")
	for m := range t.ExplicitMethods() {
		if !m.Exported() {
			b.WriteString(mark)
		}
		b.WriteString(m.Name())
		w.signature(b, m.Signature())
		b.WriteString(";")
	}
	for e := range t.EmbeddedTypes() {
		w.typ(b, e)
		b.WriteString(";")
	}
	b.WriteString("}")
}

// mirror returns the text of a struct type with the same fields, and so the
// same layout, whose unexported fields belong to the package being made.
func (w *typeWriter) mirror(st *types.Struct) (string, error) {
	var b strings.Builder
	b.WriteString("struct{")
	for f := range st.Fields() {
		text, err := w.writeHere(f.Type())
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%s %s;", f.Name(), text)
	}
	b.WriteString("}")
	return b.String(), nil
}

// foreign tells whether the struct type under t has unexported fields that
// belong to another unit, so that the package being made has no right to them.
func (w *typeWriter) foreign(t types.Type) bool {
	st, pointer := structOf(t)
	if st == nil {
		return false
	}
	if pointer {
		t = types.Unalias(t).Underlying().(*types.Pointer).Elem()
	}
	if _, unnamed := types.Unalias(t).(*types.Struct); unnamed {
		return w.structs.unit(st) != nil
	}
	for f := range st.Fields() {
		if p := f.Pkg(); !f.Exported() && p != w.home && p.Path() == "main" {
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
