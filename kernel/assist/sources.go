package assist

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// sources are the texts and comments of a package's declarations.
type sources struct {
	doc     string            // the package comment
	symbols map[string]symbol // by name, as Println, Dense.Mul or Server.Addr
}

// symbol is a declaration in a package.
type symbol struct {
	doc    string // its comment, without comment marks
	source string // its text
}

// readSources reads the package in a directory, as it is built here.
func readSources(dir string) (*sources, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot read the source of a package: %w", err)
	}
	s := &sources{symbols: make(map[string]symbol)}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		if ok, err := build.Default.MatchFile(dir, name); err != nil || !ok {
			continue
		}
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, fmt.Errorf("cannot read the source of a package: %w", err)
		}
		s.add(string(content))
	}
	return s, nil
}

// add notes what a file declares.
func (s *sources) add(content string) {
	fset := token.NewFileSet()
	file, _ := parser.ParseFile(fset, "", content, parser.ParseComments|parser.SkipObjectResolution)
	if file == nil {
		return
	}
	if doc := file.Doc.Text(); doc != "" && len(doc) > len(s.doc) {
		s.doc = doc
	}
	text := func(from, to token.Pos) string {
		start, end := int(from-file.FileStart), int(to-file.FileStart)
		return content[min(max(start, 0), len(content)):min(max(start, end), len(content))]
	}
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			name := decl.Name.Name
			if decl.Recv != nil && len(decl.Recv.List) > 0 {
				name = receiver(decl.Recv.List[0].Type) + "." + name
			}
			s.symbols[name] = symbol{decl.Doc.Text(), text(decl.Pos(), decl.End())}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				s.addSpec(decl, spec, text)
			}
		}
	}
}

func (s *sources) addSpec(decl *ast.GenDecl, spec ast.Spec, text func(from, to token.Pos) string) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		doc := cmp.Or(spec.Doc.Text(), decl.Doc.Text(), spec.Comment.Text())
		s.symbols[spec.Name.Name] = symbol{doc, "type " + text(spec.Pos(), spec.End())}
		var fields *ast.FieldList
		switch t := spec.Type.(type) {
		case *ast.StructType:
			fields = t.Fields
		case *ast.InterfaceType:
			fields = t.Methods
		}
		if fields == nil {
			return
		}
		for _, field := range fields.List {
			for _, name := range field.Names {
				s.symbols[spec.Name.Name+"."+name.Name] = symbol{cmp.Or(field.Doc.Text(), field.Comment.Text()), text(field.Pos(), field.End())}
			}
		}
	case *ast.ValueSpec:
		doc := cmp.Or(spec.Doc.Text(), spec.Comment.Text(), decl.Doc.Text())
		for _, name := range spec.Names {
			s.symbols[name.Name] = symbol{doc, decl.Tok.String() + " " + text(spec.Pos(), spec.End())}
		}
	}
}

// receiver returns the name of the type of a receiver.
func receiver(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return receiver(t.X)
	case *ast.ParenExpr:
		return receiver(t.X)
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.IndexListExpr:
		return receiver(t.X)
	case *ast.Ident:
		return t.Name
	}
	return ""
}

// exportedPart returns the text of a type's declaration without the unexported
// fields of its struct.
func exportedPart(source string) string {
	const prefix = "package p\n"
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", prefix+source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil || len(file.Decls) == 0 {
		return source
	}
	spec, ok := file.Decls[0].(*ast.GenDecl).Specs[0].(*ast.TypeSpec)
	if !ok {
		return source
	}
	t, ok := spec.Type.(*ast.StructType)
	if !ok {
		return source
	}
	var lines []string
	hidden := false
	for _, f := range t.Fields.List {
		if !exports(f) {
			hidden = true
			continue
		}
		from, to := f.Pos(), f.End()
		if f.Doc != nil {
			from = f.Doc.Pos()
		}
		if f.Comment != nil {
			to = f.Comment.End()
		}
		lines = append(lines, "\t"+(prefix + source)[from-file.FileStart:to-file.FileStart])
	}
	if !hidden {
		return source
	}
	head := (prefix + source)[len(prefix) : t.Fields.Opening-file.FileStart+1]
	lines = append(lines, "\t// and unexported fields")
	return head + "\n" + strings.Join(lines, "\n") + "\n}"
}

// exports tells whether a field, or the type it embeds, is exported.
func exports(f *ast.Field) bool {
	for _, name := range f.Names {
		if name.IsExported() {
			return true
		}
	}
	if len(f.Names) > 0 {
		return false
	}
	t := f.Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if sel, ok := t.(*ast.SelectorExpr); ok {
		return sel.Sel.IsExported()
	}
	return ast.IsExported(receiver(t))
}
