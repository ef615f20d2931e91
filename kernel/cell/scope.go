package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
)

// Scope is what a session's cells have declared, at one moment. Nothing in it
// changes, and it is safe for concurrent use: code that is being typed can be
// looked at while a cell runs.
type Scope struct {
	session *Session // a copy that nothing is committed to
}

// Scope returns what the units committed so far have declared. Unlike the
// other methods of a Session, it may be called at any time.
func (s *Session) Scope() *Scope { return s.scope.Load() }

// publish makes a new scope of what there is now.
func (s *Session) publish() {
	s.scope.Store(&Scope{&Session{
		packages: s.packages,
		files:    &fileTable{s.files.fset, maps.Clone(s.files.files)},
		entities: maps.Clone(s.entities),
		imports:  maps.Clone(s.imports),
		dots:     slices.Clone(s.dots),
	}})
}

// Lookup returns what a name stands for, or nil when no cell has declared it.
func (s *Scope) Lookup(name string) types.Object {
	if e := s.session.entities[name]; e != nil {
		return e.obj
	}
	return nil
}

// Names returns the names that cells have declared, sorted.
func (s *Scope) Names() []string { return sortedKeys(s.session.entities) }

// Imports returns the paths that cells have imported, by the names they are
// used under.
func (s *Scope) Imports() map[string]string {
	paths := make(map[string]string)
	for name, spec := range s.session.imports {
		paths[name] = spec.path
	}
	return paths
}

// HasImported tells whether a cell has imported a path.
func (s *Scope) HasImported(path string) bool {
	for _, spec := range s.session.imports {
		if spec.path == path {
			return true
		}
	}
	return slices.Contains(s.session.dots, path)
}

// Declaration is where and how something has been declared in a cell.
type Declaration struct {
	Cell   int    // the cell's execution count; 0 for the code that is being typed
	Doc    string // the comment before the declaration, without comment marks
	Source string // its text; of a variable or field, the line that it is declared in
}

// Declaration returns the declaration of a variable, constant, function, type,
// method or field of the cells.
func (s *Scope) Declaration(obj types.Object) (Declaration, bool) {
	src, offset := s.session.files.locate(obj.Pos())
	if src == nil {
		return Declaration{}, false
	}
	line, _ := src.position(offset)
	d := Declaration{Cell: src.Number, Doc: docAbove(src, line), Source: strings.TrimSpace(src.Line(line))}
	if decl := s.decl(obj); decl != nil {
		d.Source = decl.source()
		if d.Doc == "" { // it stands before the whole group
			line, _ := decl.src.position(decl.start)
			d.Doc = docAbove(decl.src, line)
		}
	}
	return d, true
}

// decl returns the declaration of an entity or a method, or nil.
func (s *Scope) decl(obj types.Object) *decl {
	if e := s.session.entities[obj.Name()]; e != nil && e.obj.Pos() == obj.Pos() {
		return e.decl
	}
	f, ok := obj.(*types.Func)
	if !ok || f.Signature().Recv() == nil {
		return nil
	}
	recv := f.Signature().Recv().Type()
	if p, ok := recv.(*types.Pointer); ok {
		recv = p.Elem()
	}
	if named, ok := recv.(*types.Named); ok {
		if e := s.session.entities[named.Obj().Name()]; e != nil {
			return e.methods[f.Name()]
		}
	}
	return nil
}

// source returns the text of a declaration, as it would stand in a file.
func (d *decl) source() string {
	if gen, ok := d.node.(*ast.GenDecl); ok && gen.Tok == token.TYPE {
		return "type " + d.text
	}
	return d.text
}

// docAbove returns the text of the comments that stand directly above a line.
func docAbove(src *Source, line int) string {
	var lines []string
	for n := line - 1; n > 0; n-- {
		text, ok := strings.CutPrefix(strings.TrimSpace(src.Line(n)), "//")
		if !ok {
			break
		}
		lines = append(lines, strings.TrimPrefix(text, " "))
	}
	slices.Reverse(lines)
	return strings.Join(lines, "\n")
}
