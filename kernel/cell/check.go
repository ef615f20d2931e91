package cell

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// resultFunc is the name under which a cell's last expression is checked:
// as the argument of a function that takes anything.
const resultFunc = mark + "result"

// oldName is the name under which a cell refers to what a name stood for in an
// earlier cell, where it declares a variable of that name further down. It is as long
// as the name itself, for syntax trees measure identifiers by their names.
func oldName(name string) string {
	b := []byte(name)
	for i := range b {
		b[i] ^= 0x80
	}
	return string(b)
}

// checked is a cell with what it brings along, type-checked as one package.
type checked struct {
	s       *Session
	syn     *syntax
	decls   []*decl   // the cell's own declarations and those rebuilt, in order
	rebound []*entity // variables whose types are rebuilt: the same memory under the new type
	forget  []string
	notes   []string

	pkg       *types.Package
	info      *types.Info
	result    ast.Expr              // the last expression, when the cell ends with one
	files     map[string]importSpec // the imports of the package by name
	dots      []string
	blanks    []importSpec             // imported for their effect only
	known     map[types.Object]*entity // objects of earlier units
	olds      []types.Object           // stand for those of earlier cells under another name
	display   types.Object             // display.Display, when the cell calls it by its name alone
	builtins  []string                 // names of Go's own that variables of the cell take
	ambiguous []ambiguity
	errs      Diagnostics
}

// collect decides what is built: the cell's own declarations, except those that
// change nothing, and all that depends on what changes.
func (c *checked) collect() {
	s := c.s
	own := make(map[string]bool)
	for _, name := range c.syn.vars {
		own[name] = true
	}
	changed := make(map[string]bool)
	moved := make(map[string]bool) // changed so that values of old types do not fit any more
	methods := make(map[string]map[string]*decl)
	for _, d := range c.syn.decls {
		if d.recv != "" {
			if e := s.entities[d.recv]; e != nil && e.isType() {
				name := d.node.(*ast.FuncDecl).Name.Name
				if old := e.methods[name]; old != nil && old.text == d.text {
					continue
				}
				changed[d.recv] = true
				if methods[d.recv] == nil {
					methods[d.recv] = make(map[string]*decl)
				}
				methods[d.recv][name] = d
			}
			c.decls = append(c.decls, d)
			continue
		}
		if len(d.names) > 0 {
			if e := s.entities[d.names[0]]; e != nil && e.decl != nil && e.decl.text == d.text && slices.Equal(e.decl.names, d.names) {
				continue
			}
		}
		c.decls = append(c.decls, d)
		for _, name := range d.names {
			own[name] = true
			if e := s.entities[name]; e != nil {
				changed[name] = true
				moved[name] = !isFunc(d)
			}
		}
	}

	affected := s.dependents(changed)
	stale := s.closure(moved, func(e *entity) []string { return e.layout })
	brought := make(map[*decl]bool)
	for _, name := range slices.Sorted(maps.Keys(affected)) {
		e := s.entities[name]
		if e.isType() {
			for _, m := range slices.Sorted(maps.Keys(e.methods)) {
				if methods[name][m] == nil {
					c.decls = append(c.decls, e.methods[m])
				}
			}
		}
		switch {
		case own[name]:
		case e.decl != nil:
			if !brought[e.decl] {
				c.decls = append(c.decls, e.decl)
				brought[e.decl] = true
			}
		case stale[name]:
			c.forget = append(c.forget, name)
			c.notes = append(c.notes, fmt.Sprintf("%s (cell %d) was of a type that is now another one, and is gone: run its cell again", name, e.cell))
		default:
			c.rebound = append(c.rebound, e)
		}
	}
}

func isFunc(d *decl) bool { _, ok := d.node.(*ast.FuncDecl); return ok }

// check type-checks the collected declarations and the cell's statements
// against what the session has.
func (c *checked) check() {
	c.pkg = types.NewPackage("main", "main")
	c.info = &types.Info{
		Types:      make(map[ast.Expr]types.TypeAndValue),
		Defs:       make(map[*ast.Ident]types.Object),
		Uses:       make(map[*ast.Ident]types.Object),
		Implicits:  make(map[ast.Node]types.Object),
		Selections: make(map[*ast.SelectorExpr]*types.Selection),
		Instances:  make(map[*ast.Ident]types.Instance),
	}
	c.known = make(map[types.Object]*entity)

	file := &ast.File{Name: ast.NewIdent("main")}
	var rebound []ast.Decl
	c.files = make(map[string]importSpec)
	for _, e := range c.rebound {
		rebound = append(rebound, c.reboundVar(e))
	}
	body := c.body(file)
	declares := c.declares()
	c.insert(declares)
	c.addImports(file, declares)
	for _, d := range c.decls {
		file.Decls = append(file.Decls, d.node)
	}
	file.Decls = append(file.Decls, rebound...)
	file.Decls = append(file.Decls, &ast.FuncDecl{
		Name: ast.NewIdent("_"), Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: body,
	})

	conf := types.Config{
		GoVersion: goVersion(),
		Importer:  importerFunc(c.s.packages.Import),
		Sizes:     types.SizesFor("gc", runtime.GOARCH),
		Error:     func(err error) { c.typeError(err.(types.Error)) },
	}
	checker := types.NewChecker(&conf, c.s.files.fset, c.pkg, c.info)
	_ = checker.Files([]*ast.File{file}) // every error has gone to typeError
	if len(c.errs) == 0 {
		c.checkRepeated()
	}
	c.explain()
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	return f(path)
}

var _ types.Importer = importerFunc(nil)

// goVersion is the language version of cells: that of the toolchain.
func goVersion() string {
	v := runtime.Version()
	if i := strings.Index(v, "go1."); i >= 0 {
		parts := strings.FieldsFunc(v[i+len("go1."):], func(r rune) bool { return r < '0' || r > '9' })
		return "go1." + parts[0]
	}
	return ""
}

// declares returns the names that the package declares itself.
func (c *checked) declares() map[string]bool {
	names := make(map[string]bool)
	for _, d := range c.decls {
		for _, name := range d.names {
			names[name] = true
		}
	}
	for _, name := range c.syn.vars {
		names[name] = true
	}
	for _, e := range c.rebound {
		names[e.name] = true
	}
	return names
}

// insert puts the session's entities in scope.
func (c *checked) insert(declares map[string]bool) {
	scope := c.pkg.Scope()
	for name, e := range c.s.entities {
		if !declares[name] {
			scope.Insert(e.obj)
		}
		c.known[e.obj] = e
	}
	for _, old := range c.olds {
		scope.Insert(old)
	}
	c.insertDisplay(declares)
	anything := types.NewSlice(types.NewInterfaceType(nil, nil))
	sig := types.NewSignatureType(nil, nil, nil,
		types.NewTuple(types.NewParam(token.NoPos, c.pkg, "v", anything)), nil, true)
	scope.Insert(types.NewFunc(token.NoPos, c.pkg, resultFunc, sig))
}

// insertDisplay lets cells call display.Display by its name alone, unless they
// have something of that name.
func (c *checked) insertDisplay(declares map[string]bool) {
	const name = "Display"
	if declares[name] || c.s.entities[name] != nil {
		return
	}
	used := false
	visit := func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		used = used || ok && id.Name == name
		return !used
	}
	for _, d := range c.decls {
		ast.Inspect(d.node, visit)
	}
	for _, stmt := range c.syn.stmts {
		ast.Inspect(stmt, visit)
	}
	if !used {
		return
	}
	if pkg, err := c.s.packages.Import(DisplayPath); err == nil {
		c.display = pkg.Scope().Lookup(name)
		c.pkg.Scope().Insert(c.display)
	}
}

// reboundVar declares a variable again, with the type that its old one is called by.
func (c *checked) reboundVar(e *entity) ast.Decl {
	text := types.TypeString(e.obj.Type(), func(p *types.Package) string {
		if p.Path() == "main" {
			return ""
		}
		name := mark + p.Name()
		c.files[name] = importSpec{name, p.Path()}
		return name
	})
	expr, err := parser.ParseExpr(text)
	if err != nil {
		c.errs = append(c.errs, Diagnostic{Message: fmt.Sprintf("%s (cell %d) cannot take its new type: %v", e.name, e.cell, err)})
		expr = ast.NewIdent("int")
	}
	return varDecl([]*ast.Ident{ast.NewIdent(e.name)}, expr, nil)
}

func varDecl(names []*ast.Ident, typ ast.Expr, values []ast.Expr) *ast.GenDecl {
	return &ast.GenDecl{Tok: token.VAR, Specs: []ast.Spec{&ast.ValueSpec{Names: names, Type: typ, Values: values}}}
}

// body returns the statements as they are checked. Variables of the top level
// become variables of the package, so that functions and later cells see them.
func (c *checked) body(file *ast.File) *ast.BlockStmt {
	c.renameOld()
	body := &ast.BlockStmt{}
	seen := make(map[string]bool)
	first := func(id *ast.Ident) *ast.Ident {
		if id.Name != "_" && seen[id.Name] {
			return &ast.Ident{NamePos: id.NamePos, Name: "_"}
		}
		seen[id.Name] = true
		return id
	}
	for i, stmt := range c.syn.stmts {
		switch stmt := stmt.(type) {
		case *ast.DeclStmt:
			for _, id := range declared(stmt) {
				seen[id.Name] = true
			}
			file.Decls = append(file.Decls, stmt.Decl)
			continue
		case *ast.AssignStmt:
			ids := declared(stmt)
			if ids == nil {
				break
			}
			if len(ids) != len(stmt.Lhs) {
				c.fail(stmt.Pos(), "non-name on left side of :=")
				continue
			}
			names := make([]*ast.Ident, len(ids))
			fresh := false
			for i, id := range ids {
				names[i] = first(id)
				fresh = fresh || names[i].Name != "_"
			}
			if !fresh {
				c.fail(stmt.TokPos, "no new variables on left side of :=")
				continue
			}
			file.Decls = append(file.Decls, varDecl(names, nil, stmt.Rhs))
			continue
		case *ast.ExprStmt:
			if i == len(c.syn.stmts)-1 {
				c.result = stmt.X
				call := &ast.CallExpr{Fun: ast.NewIdent(resultFunc), Lparen: stmt.X.Pos(), Args: []ast.Expr{stmt.X}, Rparen: stmt.X.End()}
				body.List = append(body.List, &ast.ExprStmt{X: call})
				continue
			}
		}
		body.List = append(body.List, stmt)
	}
	return body
}

// renameOld makes the identifiers that stand before the declaration of a
// variable mean what the name stood for in earlier cells, as in x := x + 1 or
// url, err := url.Parse(s), and refuses those that mean nothing yet.
func (c *checked) renameOld() {
	packages := c.qualifiers()
	for _, id := range c.syn.free {
		if !slices.Contains(c.syn.vars, id.Name) {
			continue
		}
		name, pos := oldName(id.Name), token.NoPos
		e := c.s.entities[id.Name]
		if e == nil {
			switch {
			case packages[id]:
				id.Name = name
			case types.Universe.Lookup(id.Name) != nil:
				c.renameNew(id.Name)
			default:
				c.fail(id.Pos(), "undefined: "+id.Name)
			}
			continue
		}
		var old types.Object
		switch obj := e.obj.(type) {
		case *types.Var:
			old = types.NewVar(pos, obj.Pkg(), name, obj.Type())
		case *types.Const:
			old = types.NewConst(pos, obj.Pkg(), name, obj.Type(), obj.Val())
		case *types.TypeName:
			old = types.NewTypeName(pos, obj.Pkg(), name, obj.Type())
		case *types.Func:
			old = types.NewFunc(pos, obj.Pkg(), name, obj.Signature())
		}
		id.Name = name
		c.olds = append(c.olds, old)
		c.known[old] = e
	}
}

// renameNew gives a variable another name where the cell refers to what Go
// itself calls so before, as in max := max(a, b). (The other way round, another
// name for the builtin, is not to be had.)
func (c *checked) renameNew(name string) {
	i := slices.Index(c.syn.vars, name)
	c.syn.vars[i] = oldName(name)
	c.builtins = append(c.builtins, name)
	objs := make(map[*ast.Object]bool)
	for _, stmt := range c.syn.stmts {
		for _, id := range declared(stmt) {
			if id.Name == name {
				objs[id.Obj] = true
			}
		}
	}
	for _, stmt := range c.syn.stmts {
		ast.Inspect(stmt, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Name == name && id.Obj != nil && objs[id.Obj] {
				id.Name = oldName(name)
			}
			return true
		})
	}
}

// realName returns the name that a variable has for the user.
func realName(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	return oldName(name)
}

// qualifiers returns the identifiers that something is selected from.
func (c *checked) qualifiers() map[*ast.Ident]bool {
	ids := make(map[*ast.Ident]bool)
	for _, stmt := range c.syn.stmts {
		ast.Inspect(stmt, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if id, ok := sel.X.(*ast.Ident); ok {
					ids[id] = true
				}
			}
			return true
		})
	}
	return ids
}

// addImports imports what the code names: by the cell's own import
// declarations, by those of earlier cells, or because one package fits.
func (c *checked) addImports(file *ast.File, declares map[string]bool) {
	add := func(name, path string, pos token.Pos) {
		spec := &ast.ImportSpec{Path: &ast.BasicLit{ValuePos: pos, Kind: token.STRING, Value: strconv.Quote(path)}}
		spec.Name = &ast.Ident{NamePos: pos, Name: name}
		file.Decls = append([]ast.Decl{&ast.GenDecl{Tok: token.IMPORT, Specs: []ast.Spec{spec}}}, file.Decls...)
		file.Imports = append(file.Imports, spec)
	}
	for name, spec := range c.files { // what the rebound variables need
		add(name, spec.path, token.NoPos)
	}
	add(mark+"rt", RuntimePath, token.NoPos)
	for _, spec := range c.syn.imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has refused it
		}
		name := ""
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if path == "C" {
			c.fail(spec.Pos(), `import "C": cells cannot hold C code; put it into a package of your module and import that`)
			continue
		}
		if name == "" {
			pkg, err := c.s.packages.Import(path)
			if err != nil {
				c.fail(spec.Pos(), err.Error())
				continue
			}
			name = pkg.Name()
		}
		switch name {
		case ".":
			c.dots = append(c.dots, path)
		case "_":
			c.blanks = append(c.blanks, importSpec{name, path})
		default:
			c.files[name] = importSpec{name, path}
		}
		add(name, path, spec.Pos())
	}
	for _, path := range c.s.dots {
		if !slices.Contains(c.dots, path) {
			add(".", path, token.NoPos)
		}
	}
	for name, members := range c.packageNames(declares) {
		if _, ok := c.files[name]; ok {
			continue
		}
		real := name
		if c.renamed(name) {
			real = oldName(name)
		}
		if spec, ok := c.s.imports[real]; ok {
			c.files[name] = importSpec{name, spec.path}
			add(name, spec.path, token.NoPos)
			continue
		}
		if path := c.find(real, members); path != "" {
			c.files[name] = importSpec{name, path}
			add(name, path, token.NoPos)
		}
	}
}

// renamed tells whether renameOld has made a name.
func (c *checked) renamed(name string) bool {
	return !utf8.ValidString(name)
}

// packageNames returns the names that may be packages, with the members
// selected from them: x of x.Y where nothing in the package is called x.
func (c *checked) packageNames(declares map[string]bool) map[string][]string {
	names := make(map[string][]string)
	visit := func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		id, ok := sel.X.(*ast.Ident)
		if !ok || declares[id.Name] || c.s.entities[id.Name] != nil || strings.HasPrefix(id.Name, mark) {
			return true
		}
		names[id.Name] = append(names[id.Name], sel.Sel.Name)
		return true
	}
	for _, d := range c.decls {
		ast.Inspect(d.node, visit)
	}
	for _, stmt := range c.syn.stmts {
		ast.Inspect(stmt, visit)
	}
	return names
}

// find returns the path of the one package with a name that has all members,
// from the first tier that has any. Local variables share such names, so
// finding nothing is no error here: the checker knows.
func (c *checked) find(name string, members []string) string {
	for _, tier := range c.s.packages.Named(name) {
		var fit []string
		for _, path := range tier {
			pkg, err := c.s.packages.Import(path)
			if err != nil {
				continue
			}
			if !slices.ContainsFunc(members, func(m string) bool { return pkg.Scope().Lookup(m) == nil || !ast.IsExported(m) }) {
				fit = append(fit, path)
			}
		}
		if len(fit) == 1 {
			return fit[0]
		}
		if len(fit) > 1 {
			c.ambiguous = append(c.ambiguous, ambiguity{name, fit})
			return ""
		}
	}
	return ""
}

// ambiguity is a package name that several packages have.
type ambiguity struct {
	name  string
	paths []string
}

// ownLiteral finds a complaint about a literal of a struct of cells: its type
// has no package, or is of main.
var ownLiteral = regexp.MustCompile(`^implicit assignment to unexported field \S+ in struct literal of type (main\.)?[\pL_][\pL\pN_]*($|[\[{])`)

// ownTypes finds the types of cells in the checker's words.
var ownTypes = regexp.MustCompile(`\bmain\.([\pL_])`)

// typeError notes an error of the checker, unless it is one that cells allow.
func (c *checked) typeError(err types.Error) {
	switch {
	case strings.HasPrefix(err.Msg, "initialization cycle"), strings.HasPrefix(err.Msg, "\t"):
		return // top-level variables are set when their statement runs
	case strings.HasSuffix(err.Msg, "imported and not used"), strings.Contains(err.Msg, "imported as") && strings.HasSuffix(err.Msg, "and not used"):
		return
	case ownLiteral.MatchString(err.Msg):
		return // a struct of an earlier cell is of this package too
	case strings.HasSuffix(err.Msg, "(no value) used as value") && c.result != nil && err.Pos >= c.result.Pos() && err.Pos <= c.result.End():
		return // a last call without results shows nothing
	}
	message := strings.ReplaceAll(err.Msg, " in argument to "+resultFunc, "")
	message = ownTypes.ReplaceAllString(message, "$1")
	for _, name := range c.builtins {
		message = strings.ReplaceAll(message, oldName(name), name)
	}
	for _, old := range c.olds {
		message = strings.ReplaceAll(message, old.Name(), oldName(old.Name()))
	}
	c.fail(err.Pos, message)
}

func (c *checked) fail(pos token.Pos, message string) {
	c.errs = append(c.errs, c.s.files.diagnostic(pos, message))
}

// explain adds what helps to the errors: the packages that an unknown name may
// mean, and why another cell's declaration is concerned.
func (c *checked) explain() {
	for i := range c.errs {
		d := &c.errs[i]
		for _, a := range c.ambiguous {
			if d.Message == "undefined: "+a.name {
				d.Note = fmt.Sprintf("several packages are called %s: import %s", a.name, quotedOr(a.paths))
			}
		}
		if d.Cell != 0 && d.Cell != c.syn.src.Number {
			d.Note = fmt.Sprintf("cell %d depends on what this cell changes, and no longer compiles", d.Cell)
			if name := c.declAt(d.Cell, d.Line); name != "" {
				d.Note = fmt.Sprintf("%s (cell %d) depends on what this cell changes, and no longer compiles", name, d.Cell)
			}
		}
	}
}

// declAt returns the name of the rebuilt declaration at a line of another cell.
func (c *checked) declAt(cell, line int) string {
	for _, d := range c.decls {
		first, _ := d.src.position(d.start)
		last, _ := d.src.position(d.end)
		if d.src.Number != cell || line < first || line > last {
			continue
		}
		if d.recv != "" {
			return d.recv + "." + d.node.(*ast.FuncDecl).Name.Name
		}
		return strings.Join(d.names, ", ")
	}
	return ""
}

func quotedOr(paths []string) string {
	quoted := make([]string, len(paths))
	for i, p := range paths {
		quoted[i] = strconv.Quote(p)
	}
	return strings.Join(quoted, " or ")
}

// checkRepeated checks the variables that := gives a new value where an
// earlier statement of the cell has declared them, as err in two a, err := f().
func (c *checked) checkRepeated() {
	for _, stmt := range c.syn.stmts {
		assign, ok := stmt.(*ast.AssignStmt)
		if !ok || assign.Tok != token.DEFINE {
			continue
		}
		for i, id := range declared(stmt) {
			if id.Name == "_" || c.info.Defs[id] != nil {
				continue
			}
			obj := c.pkg.Scope().Lookup(id.Name)
			value := valueType(c.info, assign.Rhs, i)
			if obj == nil || value == nil || types.AssignableTo(value, obj.Type()) {
				continue
			}
			c.fail(id.Pos(), fmt.Sprintf("cannot use a value of type %s as %s value in assignment to %s",
				types.TypeString(value, relative), types.TypeString(obj.Type(), relative), id.Name))
		}
	}
}

func relative(p *types.Package) string {
	if p.Path() == "main" {
		return ""
	}
	return p.Name()
}

// valueType returns the type of the i-th value of the right-hand sides of an assignment.
func valueType(info *types.Info, rhs []ast.Expr, i int) types.Type {
	if len(rhs) > 1 {
		return info.TypeOf(rhs[i])
	}
	t := info.TypeOf(rhs[0])
	if tuple, ok := t.(*types.Tuple); ok {
		if i >= tuple.Len() {
			return nil
		}
		return tuple.At(i).Type()
	}
	return t
}
