package cell

import "go/ast"

// Declarations returns a cell's text with its declarations alone: imports,
// types, constants, functions and variables, those that := declares included.
// Blanks take the place of everything else, so that lines and columns stay.
func Declarations(src *Source) (string, error) {
	copied := &Source{Number: src.Number, Text: src.Text}
	files := newFileTable()
	syn, errs := files.parse(copied)
	if errs != nil {
		return "", errs
	}
	text := []byte(copied.code)
	for _, stmt := range syn.stmts {
		if _, ok := stmt.(*ast.DeclStmt); ok || declared(stmt) != nil {
			continue
		}
		_, start := files.locate(stmt.Pos())
		_, end := files.locate(stmt.End())
		copy(text[start:end], spaces(string(text[start:end])))
	}
	return string(text), nil
}
