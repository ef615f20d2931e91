package cell

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
)

// A cell is parsed as two Go files over the same text, each with the other's
// part blanked out: its func declarations and imports, and its statements
// inside a function. Offsets in both are offsets in the cell plus a prefix.
const (
	declPrefix = "package main;"
	stmtPrefix = "package main;func _(){"
)

// syntax is a parsed cell.
type syntax struct {
	src     *Source
	imports []*ast.ImportSpec
	decls   []*decl    // types, constants, functions and methods, hoisted out of the statements
	stmts   []ast.Stmt // what is left: the cell's run, with its variables
	vars    []string   // the variables that stmts declare at the top level, in order

	// free are the identifiers of stmts that no earlier statement of the cell declares.
	free   []*ast.Ident
	silent bool // the last statement ends with a semicolon: its value is not shown
}

// decl is one top-level declaration and the cell it stands in. Type
// declarations hold one type each; constants stay in their groups, for iota.
type decl struct {
	src   *Source
	node  ast.Decl
	names []string // what it declares; none for a method
	recv  string   // of a method: the type it belongs to

	start, end int    // where its text stands: a func whole, a type without its keyword, constants whole
	text       string // that text
}

// fileTable finds the cell that a position lies in.
type fileTable struct {
	fset  *token.FileSet
	files map[*token.File]origin
}

type origin struct {
	src    *Source
	prefix int
}

func newFileTable() *fileTable {
	return &fileTable{token.NewFileSet(), make(map[*token.File]origin)}
}

// locate returns the cell and the offset in its code of a position.
func (t *fileTable) locate(pos token.Pos) (*Source, int) {
	file := t.fset.File(pos)
	o, ok := t.files[file]
	if !ok {
		return nil, 0
	}
	return o.src, file.Offset(pos) - o.prefix
}

// diagnostic returns a message about a position.
func (t *fileTable) diagnostic(pos token.Pos, message string) Diagnostic {
	if src, offset := t.locate(pos); src != nil {
		return src.diagnostic(offset, Unmark(message))
	}
	return Diagnostic{Message: Unmark(message)}
}

// parse splits and parses a cell.
func (t *fileTable) parse(src *Source) (*syntax, Diagnostics) {
	segments, _, errs := split(src)
	if errs != nil {
		return nil, errs
	}
	declText, stmtText := blank(src.code, segments)
	declFile, declErrs := t.parseFile(src, declPrefix, declText, "")
	stmtFile, stmtErrs := t.parseFile(src, stmtPrefix, stmtText, "\n}")
	if errs := slices.Concat(declErrs, stmtErrs, checkDirectives(src)); errs != nil {
		return nil, errs.sorted()
	}

	s := &syntax{src: src, imports: declFile.Imports}
	for _, d := range declFile.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			s.decls = append(s.decls, funcDecl(src, f))
		}
	}
	s.free = stmtFile.Unresolved
	body := stmtFile.Decls[0].(*ast.FuncDecl).Body
	if errs := append(t.checkPlaces(segments, body.List), t.checkNames(declFile, stmtFile)...); errs != nil {
		return nil, errs.sorted()
	}
	for _, stmt := range unlabelled(body.List) {
		if d, ok := stmt.(*ast.DeclStmt); ok {
			if gen := d.Decl.(*ast.GenDecl); gen.Tok != token.VAR {
				s.decls = append(s.decls, genDecls(src, gen)...)
				continue
			}
		}
		s.stmts = append(s.stmts, stmt)
		s.addVars(stmt)
	}
	for _, d := range s.decls {
		d.place(t)
	}
	s.silent = endsWithSemicolon(src.code)
	return s, nil
}

// unlabelled returns statements with the labels of declarations before them, so
// that the declarations stand at the top level.
func unlabelled(stmts []ast.Stmt) (list []ast.Stmt) {
	for _, stmt := range stmts {
		for l, ok := stmt.(*ast.LabeledStmt); ok && declares(l); l, ok = stmt.(*ast.LabeledStmt) {
			nothing := &ast.EmptyStmt{Semicolon: l.Colon + 1, Implicit: true}
			list = append(list, &ast.LabeledStmt{Label: l.Label, Colon: l.Colon, Stmt: nothing})
			stmt = l.Stmt
		}
		list = append(list, stmt)
	}
	return list
}

// declares tells whether a statement, labels apart, is a declaration.
func declares(stmt ast.Stmt) bool {
	switch stmt := stmt.(type) {
	case *ast.LabeledStmt:
		return declares(stmt.Stmt)
	case *ast.AssignStmt:
		return stmt.Tok == token.DEFINE
	case *ast.DeclStmt:
		return true
	}
	return false
}

// checkPlaces refuses declarations that stand in the midst of a statement. The
// parser does not see them there.
func (t *fileTable) checkPlaces(segments []segment, stmts []ast.Stmt) (errs Diagnostics) {
	for _, stmt := range stmts {
		src, start := t.locate(stmt.Pos())
		_, end := t.locate(stmt.End())
		for _, s := range segments {
			if start < s.start && s.start < end {
				what := "func"
				if s.kind == imports {
					what = "import"
				}
				errs = append(errs, src.diagnostic(s.start, "unexpected "+what+" inside a statement"))
			}
		}
	}
	return errs
}

// checkNames refuses names that look like those that this package makes up.
func (t *fileTable) checkNames(files ...*ast.File) (errs Diagnostics) {
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && strings.ContainsAny(id.Name, mark+hidden) && id.Name != mark+"rt" {
				errs = append(errs, t.diagnostic(id.Pos(), "names with these letters are kept for gopherbook"))
			}
			return true
		})
	}
	return errs
}

// parseFile parses one of a cell's two files.
func (t *fileTable) parseFile(src *Source, prefix, text, suffix string) (*ast.File, Diagnostics) {
	file, err := parser.ParseFile(t.fset, "", prefix+text+suffix, parser.AllErrors)
	t.files[t.fset.File(file.FileStart)] = origin{src, len(prefix)}
	if err == nil {
		return file, nil
	}
	var errs Diagnostics
	list, _ := err.(scanner.ErrorList)
	list = slices.DeleteFunc(list, func(e *scanner.Error) bool {
		return e.Msg == "imports must appear before other declarations" // not in a cell
	})
	list.RemoveMultiples() // one a line, as the compiler says
	ended := false
	for _, e := range list {
		offset := e.Pos.Offset - len(prefix)
		message := e.Msg
		if offset >= len(strings.TrimRight(text, " \t\n")) {
			if ended {
				continue
			}
			ended = true
			offset = len(strings.TrimRight(src.code, " \t\n"))
			message = "unexpected end of the cell (" + e.Msg + ")"
		}
		errs = append(errs, src.diagnostic(offset, message))
	}
	return file, errs
}

// blank returns the text with only its segments, and with everything else,
// the rest replaced by spaces so that every offset keeps its place.
func blank(text string, segments []segment) (inside, outside string) {
	in, out := spaces(text), []byte(text)
	for _, s := range segments {
		copy(in[s.start:s.end], text[s.start:s.end])
		copy(out[s.start:s.end], spaces(text[s.start:s.end]))
		if text := string(in[s.start:s.end]); s.kind == imports && strings.HasPrefix(text, "package") {
			copy(in[s.start:s.end], spaces(text)) // a pasted package clause says nothing here
		}
	}
	return string(in), string(out)
}

// spaces returns text with every byte but its newlines replaced by a space.
func spaces(text string) []byte {
	b := []byte(text)
	for i, c := range b {
		if c != '\n' {
			b[i] = ' '
		}
	}
	return b
}

func funcDecl(src *Source, f *ast.FuncDecl) *decl {
	if f.Recv == nil {
		return &decl{src: src, node: f, names: []string{f.Name.Name}}
	}
	d := &decl{src: src, node: f}
	if len(f.Recv.List) > 0 {
		d.recv = receiverName(f.Recv.List[0].Type)
	}
	return d
}

// receiverName returns the name of a receiver's type, without pointer and type parameters.
func receiverName(expr ast.Expr) string {
	if star, ok := ast.Unparen(expr).(*ast.StarExpr); ok {
		expr = star.X
	}
	return typeName(expr)
}

// typeName returns the name that a type is called by, without type arguments,
// or nothing where it has none.
func typeName(expr ast.Expr) string {
	switch e := ast.Unparen(expr).(type) {
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.IndexListExpr:
		return typeName(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// place notes where the declaration's text stands.
func (d *decl) place(t *fileTable) {
	var node ast.Node = d.node
	if gen, ok := d.node.(*ast.GenDecl); ok && gen.Tok == token.TYPE {
		node = gen.Specs[0]
	}
	_, d.start = t.locate(node.Pos())
	_, d.end = t.locate(node.End())
	d.text = d.src.code[d.start:d.end]
}

// genDecls returns a type group as one declaration a type, and constants whole.
func genDecls(src *Source, gen *ast.GenDecl) []*decl {
	var ds []*decl
	if gen.Tok == token.TYPE {
		for _, spec := range gen.Specs {
			parenthesise(spec.(*ast.TypeSpec))
			node := &ast.GenDecl{TokPos: gen.TokPos, Tok: token.TYPE, Specs: []ast.Spec{spec}}
			ds = append(ds, &decl{src: src, node: node, names: []string{spec.(*ast.TypeSpec).Name.Name}})
		}
		return ds
	}
	d := &decl{src: src, node: gen}
	for _, spec := range gen.Specs {
		for _, name := range spec.(*ast.ValueSpec).Names {
			if name.Name != "_" {
				d.names = append(d.names, name.Name)
			}
		}
	}
	return []*decl{d}
}

// parenthesise makes T of "type X T" the expression (T), which means the same:
// go/types looks up the declaration of a bare T, and types of earlier cells
// have none that it knows.
func parenthesise(spec *ast.TypeSpec) {
	if id, ok := spec.Type.(*ast.Ident); ok {
		spec.Type = &ast.ParenExpr{Lparen: id.Pos(), X: id, Rparen: id.End() - 1}
	}
}

// addVars notes the variables that a top-level statement declares.
func (s *syntax) addVars(stmt ast.Stmt) {
	for _, id := range declared(stmt) {
		if id.Name != "_" && !slices.Contains(s.vars, id.Name) {
			s.vars = append(s.vars, id.Name)
		}
	}
}

// declared returns the identifiers on the left of a := or in a var declaration.
func declared(stmt ast.Stmt) []*ast.Ident {
	var ids []*ast.Ident
	switch stmt := stmt.(type) {
	case *ast.AssignStmt:
		if stmt.Tok != token.DEFINE {
			return nil
		}
		for _, lhs := range stmt.Lhs {
			if id, ok := lhs.(*ast.Ident); ok {
				ids = append(ids, id)
			}
		}
	case *ast.DeclStmt:
		for _, spec := range stmt.Decl.(*ast.GenDecl).Specs {
			ids = append(ids, spec.(*ast.ValueSpec).Names...)
		}
	}
	return ids
}

// endsWithSemicolon tells whether the last thing in the code, comments apart, is a semicolon.
func endsWithSemicolon(code string) bool {
	var sc scanner.Scanner
	sc.Init(token.NewFileSet().AddFile("", -1, len(code)), []byte(code), nil, 0)
	last := ""
	for {
		_, tok, lit := sc.Scan()
		switch {
		case tok == token.EOF:
			return last == ";"
		case tok == token.SEMICOLON && lit == "\n":
		default:
			last = lit
			if tok != token.SEMICOLON {
				last = ""
			}
		}
	}
}
