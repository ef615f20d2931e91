package assist

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"iter"
	"slices"
	"strings"

	"github.com/gopherbook/gopherbook/kernel/cell"
)

// placeholder stands for the name at the cursor in repaired code. It is
// written with a letter that no programmer's name will begin with.
const placeholder = "ꞷꞷ"

// Complete returns what may stand before the cursor, which is an offset in the
// text of a cell.
func (a *Assistant) Complete(scope *cell.Scope, text string, cursor int) Completion {
	text = strings.ReplaceAll(text, "\r\n", " \n")
	cursor = toRune(text, cursor)
	code := cell.WithoutSpecials(text)
	if c, ok := a.completeSpecial(text, code, cursor); ok {
		return c
	}
	r := a.library.reader(scope)
	p := placeAt(code, cursor)
	c := newCollector(p.prefix)
	switch {
	case p.kind == inNothing:
		return Completion{cursor, cursor, []Match{}}
	case p.kind == inImport:
		r.completeImport(c)
	case p.kind == inString:
		return a.completeFile(code[p.start:cursor], cursor)
	case p.selector:
		r.completeSelector(c, code, p)
	default:
		r.completeName(c, code, p)
	}
	return Completion{p.start, cursor, c.matches()}
}

// drafts yields repaired versions of the text, checked, with the path to the
// name at the place: until one is found that is of use.
func (r *reader) drafts(text string, p place, name string) iter.Seq2[*cell.Draft, []ast.Node] {
	return func(yield func(*cell.Draft, []ast.Node) bool) {
		seen := make(map[string]bool)
		try := func(text string) bool {
			if seen[text] {
				return true
			}
			seen[text] = true
			d := r.scope.Draft(text, r)
			path := d.Path(p.start)
			return path == nil || yield(d, path)
		}
		for _, after := range []string{"", "()", "{}"} { // as defer and if want them
			if !try(repair(text, p.start, p.end, name+after)) {
				return
			}
		}
		for _, after := range []string{"", "()", "{}"} {
			if !try(cut(text, p.start, p.end, name+after)) {
				return
			}
		}
	}
}

// completeSelector collects what can be selected from what stands before the dot.
func (r *reader) completeSelector(c *collector, text string, p place) {
	for d, path := range r.drafts(text, p, placeholder) {
		sel, ok := path[max(0, len(path)-2)].(*ast.SelectorExpr)
		if !ok {
			continue
		}
		typed := wantsType(path[:len(path)-1])
		if id, ok := sel.X.(*ast.Ident); ok {
			if pkgs := r.packagesOf(d, id); pkgs != nil {
				for _, pkg := range pkgs {
					for _, can := range r.exported(pkg) {
						can.wanted = typed && can.Type == "class"
						c.add(can)
					}
				}
				return
			}
		}
		if tv := d.Info.Types[sel.X]; tv.Type != nil {
			for _, m := range membersOf(tv, d.Package) {
				can := describe(m.obj)
				can.depth = m.depth
				c.add(can)
			}
			if len(c.seen) > 0 {
				return
			}
		}
	}
}

// packagesOf returns the package that an identifier names, or those that it may
// name if nothing else is called so.
func (r *reader) packagesOf(d *cell.Draft, id *ast.Ident) []*types.Package {
	switch obj := d.Object(id).(type) {
	case *types.PkgName:
		return []*types.Package{obj.Imported()}
	case nil:
		return r.called(id.Name)
	}
	return nil
}

// completeName collects the names that can stand at a place.
func (r *reader) completeName(c *collector, text string, p place) {
	var draft *cell.Draft
	var path []ast.Node
	for d, at := range r.drafts(text, p, placeholder) {
		draft, path = d, at
		break
	}
	if draft == nil { // the name stands nowhere in the syntax
		draft = r.scope.Draft(cut(text, p.start, p.end, ""), r)
	}
	if only := literalFields(c, draft, path); only {
		return
	}
	r.collect(c, draft, path)
	keywordsAt(c, p.before)
}

// collect adds what is in scope at a path.
func (r *reader) collect(c *collector, d *cell.Draft, path []ast.Node) {
	typed := wantsType(path)
	add := func(obj types.Object, t tier) {
		can := describe(obj)
		can.tier = t
		can.wanted = typed && (can.Type == "class" || can.Type == "module")
		c.add(can)
	}
	c.hide(placeholder)
	c.hide("_")
	pos := token.NoPos
	if len(path) > 0 {
		pos = path[len(path)-1].Pos()
	}
	for _, s := range d.Scopes(path) {
		for _, name := range s.Names() {
			if at, obj := s.LookupParent(name, pos); at == s && c.wants(name) {
				add(obj, locals)
			}
		}
	}
	top := d.Package.Scope()
	for _, name := range top.Names() {
		obj := top.Lookup(name)
		if !d.Visible(obj, path) {
			obj = r.scope.Lookup(name) // what it was before this cell declares it again
		}
		if obj != nil && c.wants(name) {
			add(obj, session)
		}
	}
	for _, name := range d.Imports().Names() {
		if obj := d.Imports().Lookup(name); d.Visible(obj, nil) && c.wants(name) {
			t := session // imported with a dot
			if _, ok := obj.(*types.PkgName); ok {
				t = imported
			}
			add(obj, t)
		}
	}
	if pkg, err := r.Import(cell.DisplayPath); err == nil && c.wants("Display") {
		if obj := pkg.Scope().Lookup("Display"); obj != nil {
			add(obj, session)
		}
	}
	r.collectElse(c, typed)
}

// collectElse adds what is in scope everywhere.
func (r *reader) collectElse(c *collector, typed bool) {
	for _, name := range types.Universe.Names() {
		if c.wants(name) {
			can := describe(types.Universe.Lookup(name))
			can.tier = predeclared
			can.wanted = typed && can.Type == "class"
			c.add(can)
		}
	}
	for name, path := range r.scope.Imports() {
		c.add(candidate{Match: Match{name, "module", path}, tier: imported, wanted: typed})
	}
	if c.prefix == "" {
		return // there are hundreds
	}
	paths := make(map[string][]string)
	for path, name := range r.names() {
		if c.wants(name) {
			paths[name] = append(paths[name], path)
		}
	}
	for name, paths := range paths {
		c.add(candidate{Match: Match{name, "module", strings.Join(sorted(paths), ", ")}, tier: importable, wanted: typed})
	}
}

// completeImport collects the paths that can be imported: those that begin as
// typed, and those of the packages whose names do.
func (r *reader) completeImport(c *collector) {
	for path, name := range r.names() {
		match := Match{path, "module", name}
		switch {
		case strings.HasPrefix(path, c.prefix):
			c.add(candidate{Match: match})
		case c.prefix != "" && strings.HasPrefix(name, c.prefix):
			c.found = append(c.found, found{candidate{Match: match}, anyCase})
		}
	}
}

// sorted sorts paths, those of the standard library first.
func sorted(paths []string) []string {
	slices.SortFunc(paths, func(a, b string) int {
		return cmp.Or(cmp.Compare(order(!isStd(a)), order(!isStd(b))), strings.Compare(a, b))
	})
	return paths
}

// isStd tells whether a path is one of the standard library's: those of modules
// begin with a host.
func isStd(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}
