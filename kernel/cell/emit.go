package cell

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// RuntimePath is the package that cells call for what they need at run time.
const RuntimePath = "github.com/gopherbook/gopherbook/kernel/worker/rt"

// DisplayPath is the package whose function Display cells call by its name alone.
const DisplayPath = "github.com/gopherbook/gopherbook/kernel/display"

// Cells that import plotPath import hidpiPath too: plots that they show are then
// drawn for fine screens.
const (
	plotPath  = "gonum.org/v1/plot"
	hidpiPath = "github.com/gopherbook/gopherbook/plotting/hidpi"
)

// emitter writes a checked cell as the source of a Go package.
//
// The package holds the cell's declarations as they stand. What later cells
// need of it is exported beside them, under names that begin with the mark: an
// alias for a type, a constant for a constant, and for functions a method of the
// type Ꞷ that returns the function. The compiler inlines these methods away.
// Variables are found by their names when the later cell is loaded. No variable or function of the
// package is exported, for a plugin would list those of every package called
// main as its own; those whose names are exported get another name.
type emitter struct {
	*checked
	*typeWriter
	unit    *Unit
	edits   map[*Source]*edits
	imports map[string]importSpec // by name; by path too where the name is _ or a dot
	units   []*Unit
	aliases map[string]string // local aliases for embedded types, name to text

	addresses map[string]string // variables that hold the addresses of others, and how they get them
	likes     []string          // functions from which the compiler infers types: see witness

	inStatements bool                    // what is visited stands at the top level of the cell
	copies       map[types.Object]string // the local copies of variables in the loop that is visited

	underlying map[*ast.StructType]bool // those that a type declaration names
	b          strings.Builder
}

func (c *checked) emit(u *Unit) {
	e := &emitter{
		checked: c,
		unit:    u,
		edits:   make(map[*Source]*edits),
		imports: make(map[string]importSpec),
		aliases: make(map[string]string),

		addresses: make(map[string]string),

		underlying: make(map[*ast.StructType]bool),
	}
	e.typeWriter = &typeWriter{session: c.s, home: c.pkg, structs: &structTable{structs: c.s.structs}, useImport: e.useImport, useUnit: e.useUnit, useEmbed: e.useEmbed}
	c.s.units[c.pkg] = u // for references to its own rebound variables
	defer delete(c.s.units, c.pkg)

	e.useImport(RuntimePath, "rt")
	e.rewrite()
	for _, ed := range e.edits {
		ed.sort()
	}
	e.writeDecls()
	e.writeExports()
	e.writeVars()
	e.writeRun()
	e.writeBindings()
	e.writeAddresses()
	for _, text := range e.likes {
		e.b.WriteString(text)
	}
	body := e.b.String()
	for _, spec := range e.imports {
		if spec.path == plotPath {
			e.imports["_"+hidpiPath] = importSpec{"_", hidpiPath}
			break
		}
	}

	e.b.Reset()
	e.b.WriteString("package main\n\n")
	for _, name := range sortedKeys(e.imports) {
		fmt.Fprintf(&e.b, "import %s %q\n", e.imports[name].name, e.imports[name].path)
	}
	for _, v := range e.units {
		fmt.Fprintf(&e.b, "import %s %q\n", mark+v.Path, v.Path)
	}
	for _, name := range sortedKeys(e.aliases) {
		fmt.Fprintf(&e.b, "type %s = %s\n", name, e.aliases[name])
	}
	u.Code = e.b.String() + body
	u.Units = e.units
	u.structs = e.structs.own
	for _, spec := range e.imports {
		if !slices.Contains(u.Imports, spec.path) {
			u.Imports = append(u.Imports, spec.path)
		}
	}
	slices.Sort(u.Imports)
}

// useImport notes that the package imports path, for text that e itself adds,
// and returns a name for it that nothing of the user's can shadow.
func (e *emitter) useImport(path, name string) string {
	name = mark + name
	for e.imports[name].path != "" && e.imports[name].path != path {
		name += "_"
	}
	e.imports[name] = importSpec{name, path}
	return name
}

// useUnit notes that the package imports another unit and returns its name.
func (e *emitter) useUnit(u *Unit) string {
	if !slices.Contains(e.units, u) {
		e.units = append(e.units, u)
	}
	return mark + u.Path
}

// localName returns the name that an object of the package has in its text. One
// that takes a name of Go's own gets another, for the text may need Go's. Types
// whose names would show keep them: see typeWriter.predeclared.
func localName(obj types.Object) string {
	name := realName(obj.Name())
	_, ofType := types.Universe.Lookup(name).(*types.TypeName)
	taken := types.Universe.Lookup(name) != nil
	switch obj := obj.(type) {
	case *types.TypeName:
		if taken && !ofType {
			return hidden + name
		}
		return name
	case *types.Func:
		if obj.Signature().TypeParams().Len() > 0 {
			return exportName(name) // plugins list no generic functions
		}
	case *types.Const:
		if !taken {
			return name
		}
	}
	if taken || obj.Exported() {
		return hidden + name
	}
	return name
}

// exportName returns the name under which later cells find what has a name here.
// It ends with the other mark, so that it is none of those that the text has for
// itself, such as Ꞷrt and Ꞷrun.
func exportName(name string) string { return mark + name + hidden }

// ref returns the text that refers to an entity of the session.
func (e *emitter) ref(n *entity) string {
	if n.unit == e.unit && !n.isVar() {
		return localName(n.obj)
	}
	if n.isVar() && n.unit != e.unit { // the text is the same whether that cell has been compiled or not
		return "(*" + e.addressOfVar(n) + ")"
	}
	qualifier := ""
	if n.unit != e.unit {
		qualifier = e.useUnit(n.unit) + "."
	}
	return refText(n.obj, qualifier, n.name)
}

func refText(obj types.Object, qualifier, name string) string {
	switch obj := obj.(type) {
	case *types.Var:
		return "(*(" + qualifier + mark + "{})." + exportName(name) + "())"
	case *types.Func:
		if obj.Signature().TypeParams().Len() == 0 {
			return "(" + qualifier + mark + "{})." + exportName(name) + "()"
		}
	}
	return qualifier + exportName(name)
}

// at returns the cell and the offset of a position.
func (e *emitter) at(pos token.Pos) (*edits, int) {
	src, offset := e.s.files.locate(pos)
	ed := e.edits[src]
	if ed == nil {
		ed = &edits{src: src, code: src.code}
		e.edits[src] = ed
	}
	return ed, offset
}

// textOf returns a node's text with the edits made in it.
func (e *emitter) textOf(n ast.Node) string {
	ed, start := e.at(n.Pos())
	_, end := e.at(n.End())
	return ed.text(start, end)
}

// line tells the compiler where the next line comes from.
func (e *emitter) line(src *Source, offset int) {
	n, _ := src.position(offset)
	fmt.Fprintf(&e.b, "//line Cell[%d]:%d\n", src.Number, n)
}

// writeDecls writes the declarations.
func (e *emitter) writeDecls() {
	for _, d := range e.decls {
		ed, _ := e.at(d.node.Pos())
		e.line(d.src, d.start)
		if gen, ok := d.node.(*ast.GenDecl); ok && gen.Tok == token.TYPE {
			e.b.WriteString("type ")
		}
		e.b.WriteString(ed.text(d.start, d.end))
		e.b.WriteString("\n")
	}
}

// writeVars declares the variables that are new.
func (e *emitter) writeVars() {
	for _, name := range e.syn.vars {
		n := e.unit.declare[realName(name)]
		if n == nil || n.unit != e.unit {
			continue
		}
		text, err := e.write(n.obj.Type())
		if err != nil {
			if like, ok := e.like(n.obj.Type()); ok {
				fmt.Fprintf(&e.b, "var %s = %srt.Zero(%s)\n", localName(n.obj), mark, like)
				continue
			}
			e.fail(n.obj.Pos(), fmt.Sprintf("%s cannot be kept for later cells: %v", name, err))
			continue
		}
		fmt.Fprintf(&e.b, "var %s %s\n", localName(n.obj), text)
	}
}

// writeExports writes what later cells need.
func (e *emitter) writeExports() {
	fmt.Fprintf(&e.b, "//line generated:1\ntype %s struct{}\n", mark)
	for _, h := range e.structs.own {
		fmt.Fprintf(&e.b, "type %s = ", h.name)
		e.typeWriter.structType(&e.b, h.typ)
		e.b.WriteString("\n")
	}
	rebound := make(map[string]*entity)
	for _, n := range e.rebound {
		rebound[n.name] = n
	}
	for _, name := range sortedKeys(e.unit.declare) {
		n := e.unit.declare[name]
		if n.unit != e.unit {
			continue
		}
		switch obj := n.obj.(type) {
		case *types.Var:
			if old := rebound[name]; old != nil {
				e.exportRebound(n, old)
			}
		case *types.Const:
			fmt.Fprintf(&e.b, "const %s = %s\n", exportName(name), localName(obj))
		case *types.TypeName:
			params, args := e.typeParams(typeParamsOf(obj))
			fmt.Fprintf(&e.b, "type %s%s = %s%s\n", exportName(name), params, localName(obj), args)
		case *types.Func:
			e.exportFunc(n, obj)
		}
	}
}

// typeParams returns a list of type parameters with their constraints, and as arguments.
func (e *emitter) typeParams(list *types.TypeParamList) (params, args string) {
	if list.Len() == 0 {
		return "", ""
	}
	var declared, names []string
	for p := range list.TypeParams() {
		text, err := e.write(p.Constraint())
		if err != nil {
			e.fail(p.Obj().Pos(), err.Error())
		}
		declared = append(declared, p.Obj().Name()+" "+text)
		names = append(names, p.Obj().Name())
	}
	return "[" + strings.Join(declared, ", ") + "]", "[" + strings.Join(names, ", ") + "]"
}

func typeParamsOf(obj *types.TypeName) *types.TypeParamList {
	switch t := obj.Type().(type) {
	case *types.Named:
		return t.TypeParams()
	case *types.Alias:
		return t.TypeParams()
	}
	return nil
}

// exportRebound writes the method that returns the address of a variable under
// its new type.
func (e *emitter) exportRebound(n, old *entity) {
	text, err := e.write(n.obj.Type())
	if err != nil {
		e.fail(n.obj.Pos(), err.Error())
		return
	}
	unsafe := e.useImport("unsafe", "unsafe")
	fmt.Fprintf(&e.b, "func (%s) %s() *%s { return (*%s)(%s.Pointer(&%s)) }\n", mark, exportName(n.name), text, text, unsafe, e.ref(old))
}

// exportFunc writes the method that returns a function. A generic function is
// exported itself: see localName.
func (e *emitter) exportFunc(n *entity, f *types.Func) {
	sig := f.Signature()
	if sig.TypeParams().Len() > 0 {
		return
	}
	text, err := e.write(sig)
	if err != nil {
		e.fail(f.Pos(), fmt.Sprintf("%s cannot be kept for later cells: %v", n.name, err))
		return
	}
	fmt.Fprintf(&e.b, "func (%s) %s() %s { return %s }\n", mark, exportName(n.name), text, localName(f))
}

// writeRun writes the function that runs the cell's statements.
func (e *emitter) writeRun() {
	rt := mark + "rt."
	fmt.Fprintf(&e.b, "func init() { %sRegister(%q, %srun) }\n", rt, e.unit.Path, mark)
	fmt.Fprintf(&e.b, "func %srun() {\n", mark)
	if e.syn.src.timed {
		fmt.Fprintf(&e.b, "defer %sStartTimer().Stop()\n", rt)
	}
	e.b.WriteString(e.atHand(e.syn.stmts...) + "\n")
	for i, stmt := range e.syn.stmts {
		_, offset := e.at(stmt.Pos())
		text := e.statement(stmt, i == len(e.syn.stmts)-1)
		timed := slices.Contains(e.syn.src.times, offset)
		if timed {
			fmt.Fprintf(&e.b, "{ %stimer := %sStartTimer()\n", mark, rt)
		}
		e.line(e.syn.src, offset)
		e.b.WriteString(text + "\n")
		if timed {
			fmt.Fprintf(&e.b, "%stimer.Stop() }\n", mark)
		}
		if calls(stmt) {
			e.b.WriteString(checkCall + "\n")
		}
	}
	if obj, ok := e.pkg.Scope().Lookup("main").(*types.Func); ok && e.info.Defs[e.funcName("main")] == obj {
		e.b.WriteString("main()\n")
	}
	e.b.WriteString("}\n")
}

// funcName returns the identifier of a function that the cell itself declares.
func (e *emitter) funcName(name string) *ast.Ident {
	for _, d := range e.syn.decls {
		if f, ok := d.node.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == name {
			return f.Name
		}
	}
	return nil
}

// statement returns a top-level statement as it runs.
func (e *emitter) statement(stmt ast.Stmt, last bool) string {
	switch stmt := stmt.(type) {
	case *ast.ExprStmt:
		if !last || e.result == nil {
			break
		}
		if tv := e.info.Types[e.result]; tv.IsVoid() || e.prints(e.result) {
			break
		}
		text := e.textOf(stmt.X)
		if e.syn.silent {
			return mark + "rt.Discard(" + text + ")"
		}
		return mark + "rt.Result(" + text + ")"
	case *ast.AssignStmt:
		ids := declared(stmt)
		if ids == nil {
			break
		}
		ed, offset := e.at(stmt.TokPos)
		_, end := e.at(stmt.End())
		return e.assign(ids, strings.TrimPrefix(ed.text(offset+len(":="), end), " "))
	case *ast.DeclStmt:
		var parts []string
		for _, spec := range stmt.Decl.(*ast.GenDecl).Specs {
			spec := spec.(*ast.ValueSpec)
			line := ""
			if _, offset := e.at(spec.Pos()); len(parts) > 0 {
				n, _ := e.syn.src.position(offset)
				line = fmt.Sprintf("//line Cell[%d]:%d\n", e.syn.src.Number, n)
			}
			parts = append(parts, line+e.varSpec(spec))
		}
		return strings.Join(parts, "\n")
	}
	return e.textOf(stmt)
}

// prints tells whether an expression calls one of fmt's printing functions.
// Nobody wants to see how many bytes they have written.
func (c *checked) prints(expr ast.Expr) bool {
	call, ok := ast.Unparen(expr).(*ast.CallExpr)
	if !ok {
		return false
	}
	f, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	obj := c.info.Uses[f.Sel]
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "fmt" &&
		(strings.HasPrefix(obj.Name(), "Print") || strings.HasPrefix(obj.Name(), "Fprint"))
}

// varSpec returns a var declaration as the assignment that it is when it runs.
func (e *emitter) varSpec(spec *ast.ValueSpec) string {
	var values []string
	for _, v := range spec.Values {
		values = append(values, e.textOf(v))
	}
	if spec.Values == nil {
		for range spec.Names {
			values = append(values, "*new("+e.textOf(spec.Type)+")")
		}
	}
	if spec.Type != nil && spec.Values != nil && !dropsType(spec) {
		var names []string // the blank identifier has no type of its own: var _ T = x checks x
		for _, id := range spec.Names {
			names = append(names, id.Name)
		}
		return "var " + strings.Join(names, ", ") + " " + e.textOf(spec.Type) + " = " + strings.Join(values, ", ")
	}
	return e.assign(spec.Names, strings.Join(values, ", "))
}

// dropsType tells whether the type of a var declaration is left out where its
// values are assigned. The blank identifier has no type of its own.
func dropsType(spec *ast.ValueSpec) bool {
	return spec.Values != nil && !slices.ContainsFunc(spec.Names, func(id *ast.Ident) bool { return id.Name == "_" })
}
