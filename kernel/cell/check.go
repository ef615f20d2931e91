package cell

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"runtime"
	"strings"
)

// resultFunc is the name under which a cell's last expression is checked:
// as the argument of a function that takes anything.
const resultFunc = mark + "result"

// checked is a cell with what it brings along, type-checked as one package.
type checked struct {
	s       *Session
	syn     *syntax
	decls   []*decl   // the cell's own declarations and those rebuilt, in order
	rebound []*entity // variables whose types are rebuilt: the same memory under the new type
	forget  []string
	notes   []string

	pkg         *types.Package
	info        *types.Info
	result      ast.Expr              // the last expression, when the cell ends with one
	files       map[string]importSpec // the imports of the package by name
	dots        []string
	blanks      []importSpec             // imported for their effect only
	known       map[types.Object]*entity // objects of earlier units
	locals      map[types.Object]bool    // variables that are not kept
	olds        []types.Object           // stand for those of earlier cells under another name
	display     types.Object             // display.Display, when the cell calls it by its name alone
	builtins    []string                 // names of Go's own that variables of the cell take
	ambiguous   []ambiguity
	errs        Diagnostics
	checkerErrs map[int]types.Error // those of errs that come from the checker
}

// check type-checks the collected declarations and the cell's statements
// against what the session has.
func (c *checked) check() {
	c.known = make(map[types.Object]*entity)
	c.files = make(map[string]importSpec)
	file := &ast.File{Name: ast.NewIdent("main")}
	var rebound []ast.Decl
	for _, e := range c.rebound {
		rebound = append(rebound, c.reboundVar(e))
	}
	body := c.body(file)
	declares := c.declares()
	c.addImports(file, declares)
	for _, d := range c.decls {
		file.Decls = append(file.Decls, d.node)
	}
	file.Decls = append(file.Decls, rebound...)
	file.Decls = append(file.Decls, &ast.FuncDecl{
		Name: ast.NewIdent("_"), Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: body,
	})
	before := len(c.errs)
	c.checkTypes(file, declares)
	if amended, undo := c.amend(); amended {
		c.errs = c.errs[:before]
		c.checkTypes(file, declares)
		undo()
	}
	if len(c.errs) == 0 {
		c.checkRepeated()
		c.checkOwnTypes()
	}
}

// checkTypes has the package's only file type-checked.
func (c *checked) checkTypes(file *ast.File, declares map[string]bool) {
	c.pkg = types.NewPackage("main", "main")
	c.info = &types.Info{
		Types:      make(map[ast.Expr]types.TypeAndValue),
		Defs:       make(map[*ast.Ident]types.Object),
		Uses:       make(map[*ast.Ident]types.Object),
		Implicits:  make(map[ast.Node]types.Object),
		Selections: make(map[*ast.SelectorExpr]*types.Selection),
		Scopes:     make(map[ast.Node]*types.Scope),
		Instances:  make(map[*ast.Ident]types.Instance),
	}
	c.insert(declares)
	c.checkerErrs = make(map[int]types.Error)
	if !c.checkCycles() {
		return
	}
	conf := types.Config{
		GoVersion: goVersion(),
		Importer:  importerFunc(c.s.packages.Import),
		Sizes:     types.SizesFor("gc", runtime.GOARCH),
		Error:     func(err error) { c.typeError(err.(types.Error)) },
	}
	checker := types.NewChecker(&conf, c.s.files.fset, c.pkg, c.info)
	_ = checker.Files([]*ast.File{file}) // every error has gone to typeError
}

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

// inspect visits the nodes of the declarations and statements.
func (c *checked) inspect(visit func(ast.Node) bool) {
	for _, d := range c.decls {
		ast.Inspect(d.node, visit)
	}
	for _, stmt := range c.syn.stmts {
		ast.Inspect(stmt, visit)
	}
}

// insertDisplay lets cells call display.Display by its name alone, unless they
// have something of that name.
func (c *checked) insertDisplay(declares map[string]bool) {
	const name = "Display"
	if declares[name] || c.s.entities[name] != nil {
		return
	}
	used := false
	c.inspect(func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		used = used || ok && id.Name == name
		return !used
	})
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
