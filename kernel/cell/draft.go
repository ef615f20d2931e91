package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Draft is the text of a cell that is still being typed, checked as far as it
// goes: what does not parse, or means nothing, is left out.
type Draft struct {
	Package *types.Package // its scope has the names of the cell and of earlier ones
	Info    *types.Info

	scope    *Scope
	files    *fileTable
	syntax   *syntax
	decls    *ast.File // the two files of the cell: see parse
	stmts    *ast.File
	segments []segment
	known    map[types.Object]*entity
}

// Draft checks the text of a cell against what earlier cells have declared.
// The packages are where it imports from.
func (s *Scope) Draft(text string, packages Packages) *Draft {
	fset := token.NewFileSet()
	fset.AddExistingFiles(slices.Collect(maps.Keys(s.session.files.files))...) // the checker asks where earlier declarations stand
	d := &Draft{
		Package: types.NewPackage("main", "main"), Info: &types.Info{},
		scope: s, files: &fileTable{fset, make(map[*token.File]origin)},
	}
	for _, e := range s.session.entities {
		d.Package.Scope().Insert(e.obj)
	}
	d.check(text, packages)
	return d
}

// check does what Plan does up to the checker, whatever errors there are.
func (d *Draft) check(text string, packages Packages) {
	defer func() { _ = recover() }() // parser and checker panic on some texts: then there is less to know
	src := &Source{Text: text}
	d.segments, _, _ = split(src)
	d.parse(src)
	s := d.scope.session
	c := &checked{syn: d.syntax, s: &Session{
		packages: packages, files: d.files, entities: s.entities, imports: s.imports, dots: s.dots,
	}}
	c.collect()
	c.check()
	d.Package, d.Info, d.known = c.pkg, c.info, c.known
}

// parse is fileTable.parse for a text that may be broken.
func (d *Draft) parse(src *Source) {
	declText, stmtText := blank(src.code, d.segments)
	d.decls, _ = d.files.parseFile(src, declPrefix, declText, "")
	d.stmts, _ = d.files.parseFile(src, stmtPrefix, stmtText, "\n}")
	s := &syntax{src: src, imports: d.decls.Imports, free: d.stmts.Unresolved}
	d.syntax = s
	for _, node := range d.decls.Decls {
		if f, ok := node.(*ast.FuncDecl); ok {
			s.decls = append(s.decls, funcDecl(src, f))
		}
	}
	for _, stmt := range statements(d.stmts) {
		if decl, ok := stmt.(*ast.DeclStmt); ok {
			gen, ok := decl.Decl.(*ast.GenDecl)
			switch {
			case !ok:
				continue
			case gen.Tok != token.VAR:
				s.decls = append(s.decls, genDecls(src, gen)...)
				continue
			}
		}
		s.stmts = append(s.stmts, stmt)
		s.addVars(stmt)
	}
	for _, decl := range s.decls {
		if decl.node.End() <= d.files.end(decl.node.Pos()) {
			decl.place(d.files)
		}
	}
}

// end returns the end of the text of the cell that a position lies in.
func (t *fileTable) end(pos token.Pos) token.Pos {
	file := t.fset.File(pos)
	o, ok := t.files[file]
	if !ok {
		return token.NoPos
	}
	return file.Pos(o.prefix + len(o.src.code))
}

// statements returns those of the first function of a file.
func statements(file *ast.File) []ast.Stmt {
	for _, node := range file.Decls {
		if f, ok := node.(*ast.FuncDecl); ok && f.Body != nil {
			return f.Body.List
		}
	}
	return nil
}

// Path returns the identifier that begins at an offset of the text, and before
// it the nodes that it stands in, outermost first. It returns nil where there
// is none.
func (d *Draft) Path(offset int) (path []ast.Node) {
	defer func() {
		if recover() != nil { // a syntax tree with holes
			path = nil
		}
	}()
	for _, file := range []*ast.File{d.decls, d.stmts} {
		if file == nil {
			continue
		}
		var stack []ast.Node
		ast.Inspect(file, func(n ast.Node) bool {
			switch {
			case path != nil:
				return false
			case n == nil:
				stack = stack[:len(stack)-1]
				return true
			}
			stack = append(stack, n)
			if id, ok := n.(*ast.Ident); ok && d.offset(id) == offset {
				path = append(path, stack...)
			}
			return true
		})
	}
	return path
}

// offset returns where an identifier of the text stands, or -1 when it is one
// that the parser has made up.
func (d *Draft) offset(id *ast.Ident) int {
	src, offset := d.files.locate(id.NamePos)
	if src == nil || id.Name == "" || offset < 0 || offset+len(id.Name) > len(src.code) {
		return -1
	}
	return offset
}

// AtTop tells whether a path leads to a statement at the cell's top level,
// outside all functions.
func (d *Draft) AtTop(path []ast.Node) bool {
	functions := 0
	for _, n := range path {
		switch n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			functions++
		}
	}
	return functions == 1 && len(path) > 0 && path[0] == d.stmts // the cell's own function
}

// Scopes returns the scopes that a path lies in, innermost first, those of the
// package and its file left out.
func (d *Draft) Scopes(path []ast.Node) []*types.Scope {
	var scopes []*types.Scope
	for i := len(path) - 1; i >= 0; i-- {
		n := path[i]
		switch f := n.(type) {
		case *ast.FuncDecl:
			n = f.Type
		case *ast.FuncLit:
			n = f.Type
		}
		if s := d.Info.Scopes[n]; s != nil && (len(scopes) == 0 || scopes[len(scopes)-1] != s) {
			scopes = append(scopes, s)
		}
	}
	return scopes
}

// Imports returns the scope of the packages that the text uses, and of what has
// been imported with a dot.
func (d *Draft) Imports() *types.Scope {
	if scope := d.Package.Scope(); scope.NumChildren() > 0 {
		return scope.Child(0)
	}
	return types.NewScope(nil, token.NoPos, token.NoPos, "")
}

// Object returns what an identifier of the text stands for, or nil.
func (d *Draft) Object(id *ast.Ident) types.Object {
	obj := d.Info.ObjectOf(id)
	if e := d.known[obj]; e != nil {
		return e.obj // it may have been checked under another name
	}
	return obj
}

// Visible tells whether a variable of the package's level can be used at a
// path: where it stands in a statement of the cell, only after its declaration.
func (d *Draft) Visible(obj types.Object, path []ast.Node) bool {
	if !utf8.ValidString(obj.Name()) || strings.HasPrefix(obj.Name(), mark) {
		return false // a name that this package has made up
	}
	v, ok := obj.(*types.Var)
	if !ok || !d.AtTop(path) || d.files.fset.File(v.Pos()) != d.files.fset.File(d.stmts.FileStart) {
		return true
	}
	statement := path[min(3, len(path)-1)] // below the file, its function and the body
	return v.Pos() < statement.Pos()
}

// Declaration is Scope.Declaration for what the text declares too.
func (d *Draft) Declaration(obj types.Object) (Declaration, bool) {
	src, offset := d.files.locate(obj.Pos())
	if src == nil {
		return d.scope.Declaration(obj)
	}
	line, _ := src.position(offset)
	decl := Declaration{Doc: docAbove(src, line), Source: strings.TrimSpace(src.Line(line))}
	for _, own := range d.syntax.decls {
		if file := d.files.fset.File(own.node.Pos()); file == d.files.fset.File(obj.Pos()) && own.declares(obj.Pos()) {
			decl.Source = own.source()
		}
	}
	return decl, true
}

// declares tells whether a declaration is that of the name at a position.
func (d *decl) declares(pos token.Pos) bool {
	if f, ok := d.node.(*ast.FuncDecl); ok {
		return f.Name.Pos() == pos
	}
	for _, spec := range d.node.(*ast.GenDecl).Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.Pos() == pos {
				return true
			}
		case *ast.ValueSpec:
			if slices.ContainsFunc(spec.Names, func(name *ast.Ident) bool { return name.Pos() == pos }) {
				return true
			}
		}
	}
	return false
}

// WithoutSpecials returns the text of a cell with spaces in the place of its
// special commands, so that every offset keeps its place. The Go in them stays,
// such as what %time times, and names that are asked about.
func WithoutSpecials(text string) string {
	s := &splitter{src: &Source{}, text: text}
	out := []byte(text)
	for pos := 0; pos < len(text); {
		end := lineEnd(text, pos)
		line := strings.TrimRight(text[pos:end], "\n")
		start := leadingSpace(line)
		if start == len(line) || !strings.ContainsRune("%!$?:", rune(line[start])) && !asksAbout(line[start:]) {
			pos = s.chunk(pos)
			continue
		}
		from, to := goPart(line[start:])
		copy(out[pos:pos+start+from], spaces(line[:start+from]))
		copy(out[pos+start+to:], spaces(line[start+to:]))
		if s.text = string(out); strings.TrimSpace(s.text[pos:end]) == "" {
			pos = end
		} else {
			pos = s.scan(pos)
		}
	}
	return string(out)
}

// goPart returns where in a special's line the Go in it stands.
func goPart(line string) (start, end int) {
	word, args, _ := strings.Cut(line, " ")
	switch {
	case line[0] == '?', asksAbout(line):
		name := strings.TrimLeft(line, "?")
		return len(line) - len(name), len(strings.TrimRight(line, "? \t"))
	case word == "%time":
		return len(word), len(line)
	case word == "%timeit":
		if _, _, statement, ok := timeitFlags(args); ok {
			return len(line) - len(args) + statement, len(line)
		}
	}
	return len(line), len(line)
}
