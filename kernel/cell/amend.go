package cell

import (
	"go/ast"
	"go/types"
	"slices"
)

// amend changes in the syntax what the checker cannot take as it is meant, now
// that the types are known:
//
//   - P{1, 2}, where P is a struct of an earlier cell with unexported fields.
//     The values get the fields' names; without them the checker takes P for a
//     struct of another package and does not look at the values.
//   - The key x in x := T{x: 1}, where T is no struct: it is the x of an earlier
//     cell, as in the rest of the statement. The parser leaves keys alone.
//
// It tells whether there was any of it, and how to take back the names, which
// a struct may not have any more when a declaration is built again.
func (c *checked) amend() (amended bool, undo func()) {
	named := make(map[*ast.CompositeLit][]ast.Expr)
	visit := func(n ast.Node, renames bool) {
		ast.Inspect(n, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if values := c.nameFields(lit); values != nil {
				named[lit] = values
			}
			amended = renames && c.renameKeys(lit) || amended
			return true
		})
	}
	for _, d := range c.decls {
		visit(d.node, false)
	}
	for _, stmt := range c.syn.stmts {
		visit(stmt, true)
	}
	return amended || len(named) > 0, func() {
		for lit, values := range named {
			lit.Elts = values
		}
	}
}

// nameFields gives the values of a literal the names of their fields, and
// returns them as they were, or nil if it does not.
func (c *checked) nameFields(lit *ast.CompositeLit) []ast.Expr {
	t := c.info.TypeOf(lit)
	if t == nil {
		return nil
	}
	st, _ := structOf(t)
	if st == nil || st.NumFields() != len(lit.Elts) || !c.ofEarlierCell(st) {
		return nil
	}
	var fields []ast.Expr
	for i, value := range lit.Elts {
		if _, ok := value.(*ast.KeyValueExpr); ok || st.Field(i).Name() == "_" {
			return nil
		}
		key := &ast.Ident{NamePos: value.Pos(), Name: st.Field(i).Name()}
		fields = append(fields, &ast.KeyValueExpr{Key: key, Colon: value.Pos(), Value: value})
	}
	values := lit.Elts
	lit.Elts = fields
	return values
}

// ofEarlierCell tells whether a struct has unexported fields and was written in
// an earlier cell.
func (c *checked) ofEarlierCell(st *types.Struct) bool {
	for f := range st.Fields() {
		if p := f.Pkg(); !f.Exported() && p != c.pkg && p != nil && p.Path() == "main" {
			return true
		}
	}
	return false
}

// renameKeys makes the keys of a literal mean variables of earlier cells where
// the cell declares them only now.
func (c *checked) renameKeys(lit *ast.CompositeLit) bool {
	renamed := false
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		id, ok := kv.Key.(*ast.Ident)
		if !ok || id.Obj != nil || !slices.Contains(c.syn.vars, id.Name) {
			continue
		}
		if v, ok := c.info.Uses[id].(*types.Var); ok && v.Parent() == c.pkg.Scope() {
			c.renameUse(id, false)
			renamed = true
		}
	}
	return renamed
}
