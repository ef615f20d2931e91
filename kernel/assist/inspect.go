package assist

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/gopherbook/gopherbook/kernel/cell"
)

// Inspect tells what is known of the name at an offset of a cell's text, or, if
// there is none, of the function whose arguments are being given there. The
// data are text/plain, text/markdown and text/html; detail 1 has the source too.
func (a *Assistant) Inspect(scope *cell.Scope, text string, cursor, detail int) (data map[string]any, found bool) {
	text = strings.ReplaceAll(text, "\r\n", " \n")
	cursor = toRune(text, cursor)
	e := inspectSpecial(text, cursor)
	if e == nil {
		i := &inspection{a.library.reader(scope), a, cell.WithoutSpecials(text)}
		e = i.at(cursor)
	}
	if e == nil {
		return nil, false
	}
	return e.data(detail), true
}

// Lookup tells what is known of a name, as Inspect does. The name is one that a
// cell could use, such as x.Field, fmt.Println or mat.Dense.Mul, or has an import
// path, such as encoding/json or math/rand/v2.Shuffle.
func (a *Assistant) Lookup(scope *cell.Scope, name string, detail int) (data map[string]any, found bool) {
	name = strings.TrimSpace(name)
	slash := strings.LastIndexByte(name, '/') + 1
	if slash == 0 {
		return a.Inspect(scope, name, len(name), detail)
	}
	path, member, _ := strings.Cut(name[slash:], ".")
	path = name[:slash] + path
	i := &inspection{a.library.reader(scope), a, ""}
	pkg, err := i.Import(path)
	if err != nil {
		return nil, false
	}
	e := i.ofPackage(pkg)
	if member != "" {
		e = i.ofMember(pkg, strings.Split(member, "."))
	}
	if e == nil {
		return nil, false
	}
	return e.data(detail), true
}

// inspectSpecial finds the special command at the cursor.
func inspectSpecial(text string, cursor int) *entry {
	start := strings.LastIndexByte(text[:cursor], '\n') + 1
	line, _, _ := strings.Cut(text[start:], "\n")
	word := strings.TrimLeft(line, " \t")
	start += len(line) - len(word)
	word, _, _ = strings.Cut(word, " ")
	for _, s := range cell.Specials {
		if s.Name == word && cursor >= start && cursor <= start+len(word) {
			return &entry{signature: s.Usage, doc: s.Help}
		}
	}
	return nil
}

// inspection looks for what is known of a name in a text.
type inspection struct {
	*reader
	*Assistant
	text string
}

// at finds what is known of what stands at the cursor.
func (i *inspection) at(cursor int) *entry {
	p := placeAt(i.text, cursor)
	switch {
	case p.kind == inImport:
		if pkg, err := i.Import(i.text[p.start:p.end]); err == nil {
			return i.ofPackage(pkg)
		}
		return nil
	case p.kind == inCode && p.start < p.end:
		if e := i.ofName(p); e != nil {
			return e
		}
	}
	if p, ok := called(i.text, cursor); ok {
		return i.ofName(p)
	}
	return nil
}

// called finds the name of the function whose arguments the cursor is among.
func called(text string, cursor int) (place, bool) {
	var open brackets
	names := make(map[int]tok) // what stands before a bracket
	var last tok
	for _, t := range tokens(text) {
		if t.start >= cursor {
			break
		}
		open.take(t)
		names[t.start] = last
		last = t
	}
	for n := len(open) - 1; n >= 0 && open[n].Token != token.LBRACE; n-- {
		if name := names[open[n].start]; open[n].Token == token.LPAREN && name.Token == token.IDENT {
			return place{start: name.start, end: name.end}, true
		}
	}
	return place{}, false
}

// ofName returns what is known of the name at a place.
func (i *inspection) ofName(p place) *entry {
	for d, path := range i.drafts(i.text, p, i.text[p.start:p.end]) {
		if e := i.ofPath(d, path); e != nil {
			return e
		}
	}
	return nil
}

// ofPath returns what is known of the name that a path leads to.
func (i *inspection) ofPath(d *cell.Draft, path []ast.Node) *entry {
	id := path[len(path)-1].(*ast.Ident)
	if sel, ok := path[max(0, len(path)-2)].(*ast.SelectorExpr); ok && sel.Sel == id {
		return i.ofSelector(d, sel)
	}
	if obj := d.Object(id); obj != nil {
		return i.ofObject(d, obj)
	}
	if pkgs := i.called(id.Name); pkgs != nil {
		return i.ofPackage(pkgs[0])
	}
	if obj := d.Imports().Lookup(id.Name); obj != nil {
		return i.ofObject(d, obj)
	}
	if id.Name == "Display" {
		if pkg, err := i.Import(cell.DisplayPath); err == nil {
			return i.ofMember(pkg, []string{id.Name})
		}
	}
	return nil
}

func (i *inspection) ofSelector(d *cell.Draft, sel *ast.SelectorExpr) *entry {
	if obj := d.Object(sel.Sel); obj != nil {
		return i.ofObject(d, obj)
	}
	if tv := d.Info.Types[sel.X]; tv.Type != nil { // as a method of a pointer, selected from a type
		if obj, _, _ := types.LookupFieldOrMethod(tv.Type, true, d.Package, sel.Sel.Name); obj != nil {
			return i.ofObject(d, obj)
		}
	}
	if x, ok := sel.X.(*ast.Ident); ok {
		for _, pkg := range i.packagesOf(d, x) {
			if e := i.ofMember(pkg, []string{sel.Sel.Name}); e != nil {
				return e
			}
		}
	}
	return nil
}

// ofMember returns what is known of an exported name of a package, or of a
// field or method of it.
func (i *inspection) ofMember(pkg *types.Package, names []string) *entry {
	obj := pkg.Scope().Lookup(names[0])
	for _, name := range names[1:] {
		if obj == nil {
			return nil
		}
		obj, _, _ = types.LookupFieldOrMethod(obj.Type(), true, pkg, name)
	}
	if obj == nil || !obj.Exported() {
		return nil
	}
	return i.ofObject(nil, obj)
}
