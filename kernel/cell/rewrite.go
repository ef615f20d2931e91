package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
)

// rewrite makes the edits that turn the text of declarations and statements
// into text of the new package:
//   - a name of an earlier unit becomes what that unit exports for it;
//   - an unexported method gets an exported name, so that interfaces and
//     embedding work across units as they do inside one package;
//   - an unexported field of an earlier unit's struct is reached through a
//     mirror: a struct of the same layout whose fields belong to this package;
//   - loops and functions begin with a check for an interrupt, and one follows
//     what may have waited.
func (e *emitter) rewrite() {
	for _, spec := range e.blanks {
		e.imports[spec.name+spec.path] = spec
	}
	for _, d := range e.decls {
		e.visit(d.node)
	}
	e.inStatements = true
	for _, stmt := range e.syn.stmts {
		before := maps.Clone(e.imports)
		e.visit(stmt)
		if d, ok := stmt.(*ast.DeclStmt); ok {
			e.forgetImports(d, before)
		}
	}
}

// forgetImports takes back the imports, made since, of packages that only the
// types of a var declaration name: they stand elsewhere in the text, under the
// names that the package itself gives to imports.
func (e *emitter) forgetImports(stmt *ast.DeclStmt, before map[string]importSpec) {
	used := make(map[string]bool)
	visit := func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			used[id.Name] = true
		}
		return true
	}
	for _, spec := range stmt.Decl.(*ast.GenDecl).Specs {
		spec := spec.(*ast.ValueSpec)
		for _, v := range spec.Values {
			ast.Inspect(v, visit)
		}
		if spec.Type != nil && !dropsType(spec) {
			ast.Inspect(spec.Type, visit)
		}
	}
	for name := range e.imports {
		if _, old := before[name]; !old && !used[name] && !strings.HasPrefix(name, mark) && !strings.HasPrefix(name, ".") {
			delete(e.imports, name)
		}
	}
}

func (e *emitter) visit(n ast.Node) { ast.Inspect(n, e.node) }

func (e *emitter) visitChildren(of ast.Node) {
	ast.Inspect(of, func(n ast.Node) bool {
		if n == nil || n == of {
			return true
		}
		e.visit(n)
		return false
	})
}

// node edits one node and tells whether its children are still to be visited.
func (e *emitter) node(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.Ident:
		e.ident(n)
	case *ast.SelectorExpr:
		e.selector(n)
		e.visit(n.X)
		return false
	case *ast.CompositeLit:
		return e.composite(n)
	case *ast.UnaryExpr:
		if lit, ok := ast.Unparen(n.X).(*ast.CompositeLit); ok && n.Op == token.AND {
			return e.addressOf(n, lit)
		}
	case *ast.StructType:
		return e.structType(n)
	case *ast.InterfaceType:
		for _, f := range n.Methods.List {
			for _, id := range f.Names {
				e.rename(id)
			}
		}
	case *ast.TypeSpec:
		if st, ok := n.Type.(*ast.StructType); ok && !n.Assign.IsValid() {
			e.underlying[st] = true
			if t, ok := e.info.TypeOf(st).(*types.Struct); ok {
				e.addStruct(t)
			}
		}
	case *ast.ExprStmt:
		e.keep(n)
		return !e.isRecover(n.X)
	case *ast.DeferStmt:
		return !e.isRecover(n.Call)
	case *ast.GoStmt:
		if e.isRecover(n.Call) {
			return false
		}
		e.goStmt(n)
	case *ast.CallExpr:
		if e.constantLength(n) {
			return false
		}
		if e.isRecover(n) {
			e.recovered(n)
		}
		e.conversion(n)
	case *ast.FuncDecl:
		if n.Recv != nil {
			e.rename(n.Name)
		}
		if n.Body != nil {
			e.enter(n.Body, e.firstCall(n))
		}
	case *ast.FuncLit:
		e.enter(n.Body, nil)
		inStatements := e.inStatements
		e.inStatements = false
		e.visitChildren(n)
		e.inStatements = inStatements
		return false
	case *ast.LabeledStmt:
		if isLoop(n.Stmt) {
			e.loop(n, n.Stmt)
			return false
		}
	case *ast.ForStmt, *ast.RangeStmt:
		e.loop(n, n)
		return false
	case *ast.BlockStmt:
		e.checkAfter(n.List)
	case *ast.CaseClause:
		e.checkAfter(n.Body)
	case *ast.CommClause:
		e.checkFrom(n.Colon)
		e.checkAfter(n.Body)
	case *ast.IfStmt:
		e.checkBranches(n)
	}
	return true
}

// rename gives an unexported method its exported name.
func (e *emitter) rename(id *ast.Ident) {
	if ast.IsExported(id.Name) || id.Name == "_" {
		return
	}
	ed, start := e.at(id.Pos())
	ed.insert(start, mark)
}

func (e *emitter) ident(id *ast.Ident) {
	obj := e.info.Uses[id]
	if obj == nil {
		obj = e.info.Defs[id]
	}
	if obj == nil {
		return
	}
	if e.copies[obj] != "" {
		ed, start := e.at(id.Pos())
		ed.replace(start, start+len(id.Name), e.copies[obj])
		return
	}
	if name, ok := obj.(*types.PkgName); ok && e.renamed(name.Name()) {
		ed, start := e.at(id.Pos())
		ed.replace(start, start+len(id.Name), e.useImport(name.Imported().Path(), name.Imported().Name()))
		return
	} else if ok {
		e.imports[name.Name()] = importSpec{name.Name(), name.Imported().Path()}
		return
	}
	if n := e.known[obj]; n != nil {
		ed, start := e.at(id.Pos())
		ed.replace(start, start+len(id.Name), e.ref(n))
		return
	}
	if obj.Parent() == e.pkg.Scope() {
		if name := localName(obj); name != id.Name {
			ed, start := e.at(id.Pos())
			ed.replace(start, start+len(id.Name), name)
		}
		return
	}
	if obj == e.display {
		ed, start := e.at(id.Pos())
		ed.insert(start, e.useImport(DisplayPath, "display")+".")
		return
	}
	if p := obj.Pkg(); p != nil && p.Path() != "main" && obj.Parent() == p.Scope() {
		e.imports["."+p.Path()] = importSpec{".", p.Path()}
	}
}

// structType puts the alias of its home in the place of a struct type without a
// name that an earlier unit has written. In other struct types it leaves the
// names of embedded types as they are, for they name fields, and makes local
// aliases of those that other units declare.
func (e *emitter) structType(st *ast.StructType) bool {
	if t, ok := e.info.TypeOf(st).(*types.Struct); ok && !e.underlying[st] {
		if e.structs.unit(t) != nil {
			text, err := e.write(t)
			if err != nil {
				e.fail(st.Pos(), err.Error())
			}
			ed, start := e.at(st.Pos())
			_, end := e.at(st.End())
			ed.replace(start, end, text)
			return false
		}
		e.addStruct(t)
	}
	for _, f := range st.Fields.List {
		if f.Names != nil {
			e.visit(f.Type)
			continue
		}
		typ := f.Type
		if star, ok := typ.(*ast.StarExpr); ok {
			typ = star.X
		}
		switch x := typ.(type) {
		case *ast.IndexExpr:
			e.visit(x.Index)
			typ = x.X
		case *ast.IndexListExpr:
			for _, index := range x.Indices {
				e.visit(index)
			}
			typ = x.X
		}
		id, ok := typ.(*ast.Ident)
		if !ok {
			e.visit(typ)
			continue
		}
		if n := e.known[e.info.Uses[id]]; n != nil {
			e.useEmbed(n.obj.(*types.TypeName))
		}
	}
	return false
}

// addStruct makes this unit the home of a struct type, where it can be.
func (e *emitter) addStruct(t *types.Struct) {
	if privateTypes(t, nil) == nil {
		e.structs.add(t, e.unit)
	}
}

// useEmbed makes a local alias of another unit's type, of the same name.
func (e *emitter) useEmbed(obj *types.TypeName) string {
	if types.Universe.Lookup(obj.Name()) != nil { // the alias would stand for Go's own
		e.fail(obj.Pos(), obj.Name()+" has a name of Go's own: only the cell that declares it can embed it")
	}
	params, args := e.typeParams(typeParamsOf(obj))
	e.aliases[obj.Name()+params] = e.useUnit(e.s.units[obj.Pkg()]) + "." + exportName(obj.Name()) + args
	return obj.Name()
}

// selector edits x.f where f is an unexported method or a foreign field.
func (e *emitter) selector(n *ast.SelectorExpr) {
	sel := e.info.Selections[n]
	if sel == nil {
		return
	}
	obj := sel.Obj()
	if sel.Kind() != types.FieldVal {
		if p := obj.Pkg(); p != nil && p.Path() == "main" {
			e.rename(n.Sel)
		}
		return
	}
	if obj.Exported() {
		return
	}
	before, after := "", ""
	addressable := e.info.Types[n.X].Addressable()
	t := sel.Recv()
	for i, index := range sel.Index() {
		st, pointer := structOf(t)
		f := st.Field(index)
		if !f.Exported() && e.foreign(t) {
			mirror, err := e.mirror(st)
			if err != nil {
				e.fail(n.Sel.Pos(), "cannot reach "+n.Sel.Name+": "+err.Error())
				return
			}
			switch {
			case pointer:
				before, after = "(*"+mirror+")("+e.unsafePointer()+"("+before, after+"))"
			case addressable:
				before, after = "(*"+mirror+")("+e.unsafePointer()+"(&"+before, after+"))"
			default:
				before, after = mark+"rt.As["+mirror+"]("+before, after+")"
			}
		}
		addressable = addressable || pointer
		if i < len(sel.Index())-1 {
			after += "." + f.Name()
		}
		t = f.Type()
	}
	if before == "" {
		return // Go itself finds the way through embedded fields
	}
	ed, start := e.at(n.X.Pos())
	_, end := e.at(n.X.End())
	ed.wrap(start, end, before, after)
}

func (e *emitter) unsafePointer() string { return e.useImport("unsafe", "unsafe") + ".Pointer" }

// composite edits a literal of a struct type with foreign fields: the mirror's
// literal takes its place, and is then taken for the type.
func (e *emitter) composite(lit *ast.CompositeLit) bool {
	return e.literal(lit, lit.Pos(), lit.End(), false)
}

// addressOf edits &T{...} in the same way.
func (e *emitter) addressOf(n *ast.UnaryExpr, lit *ast.CompositeLit) bool {
	if !e.foreign(e.info.TypeOf(lit)) || len(lit.Elts) == 0 {
		return true
	}
	ed, start := e.at(n.OpPos)
	more := e.literal(lit, n.Pos(), n.End(), true)
	ed.replace(start, start+len("&"), "")
	return more
}

// literal edits a composite literal whose expression, & included, is [pos, end).
// It visits the elements itself where it has replaced the type.
func (e *emitter) literal(lit *ast.CompositeLit, pos, end token.Pos, address bool) bool {
	t := e.info.TypeOf(lit)
	st, pointer := structOf(t)
	if !e.foreign(t) || len(lit.Elts) == 0 {
		return true
	}
	if pointer {
		t = types.Unalias(t).Underlying().(*types.Pointer).Elem()
	}
	text, err := e.writeHere(t)
	mirror := ""
	if err == nil {
		mirror, err = e.mirror(st)
	}
	if err != nil {
		e.fail(lit.Pos(), err.Error())
		return false
	}
	make := "As"
	if pointer || address {
		make = "Ref"
	}
	ed, start := e.at(pos)
	_, stop := e.at(end)
	before := mark + "rt." + make + "[" + text + "]("
	if lit.Type == nil {
		before += mirror
	} else {
		_, typeStart := e.at(lit.Type.Pos())
		_, typeEnd := e.at(lit.Type.End())
		defer ed.replace(typeStart, typeEnd, mirror)
	}
	ed.wrap(start, stop, before, ")")
	for _, elt := range lit.Elts {
		e.visit(elt)
	}
	return false
}

// constantLength writes the length of an array as a number: what stands for an
// array of an earlier cell calls a function, and so its length is no constant to
// the compiler. That of a function's own variable stays, for this may be its only
// use.
func (e *emitter) constantLength(n *ast.CallExpr) bool {
	tv := e.info.Types[n]
	if name := e.builtin(n); name != "len" && name != "cap" || tv.Value == nil || e.info.Types[n.Args[0]].Value != nil {
		return false
	}
	local, earlier := false, false
	ast.Inspect(n.Args[0], func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := e.info.Uses[id].(*types.Var); ok && !v.IsField() {
				local = local || v.Parent() != e.pkg.Scope() && e.known[v] == nil
				earlier = earlier || e.known[v] != nil && e.known[v].unit != e.unit
			}
		}
		return true
	})
	if local && !earlier {
		return false
	}
	ed, start := e.at(n.Pos())
	_, end := e.at(n.End())
	ed.replace(start, end, e.predeclared("int")+"("+tv.Value.ExactString()+")")
	return true
}

// isRecover tells whether an expression is a call of Go's recover.
func (e *emitter) isRecover(x ast.Expr) bool {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok {
		return false
	}
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	return ok && id.Name == "recover" && e.info.Types[call.Fun].IsBuiltin()
}

// recovered has the value of recover() say the names of methods as the user wrote them.
func (e *emitter) recovered(call *ast.CallExpr) {
	ed, start := e.at(call.Pos())
	_, end := e.at(call.End())
	ed.wrap(start, end, mark+"rt.Recovered(", ")")
}

// conversion edits T(x) where one of the two is a struct type of another unit,
// or points to one: the fields are the same to the cell, but not to the compiler.
func (e *emitter) conversion(n *ast.CallExpr) {
	if tv := e.info.Types[n.Fun]; !tv.IsType() || len(n.Args) != 1 {
		return
	}
	to, from := e.info.TypeOf(n.Fun), e.info.TypeOf(n.Args[0])
	if !e.foreign(to) && !e.foreign(from) || types.Identical(to, from) || types.IsInterface(to) || types.IsInterface(from) {
		return
	}
	a, toPointer := structOf(to)
	b, fromPointer := structOf(from)
	if a == nil || b == nil || toPointer != fromPointer {
		return
	}
	text, err := e.writeHere(to)
	if err != nil {
		e.fail(n.Pos(), err.Error())
		return
	}
	ed, start := e.at(n.Args[0].Pos())
	_, end := e.at(n.Args[0].End())
	ed.wrap(start, end, mark+"rt.As["+text+"](", ")")
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
