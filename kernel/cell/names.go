package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"unicode/utf8"
)

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

// renameOld makes the identifiers that stand before the declaration of a
// variable mean what the name stood for in earlier cells, as in x := x + 1 or
// url, err := url.Parse(s), and refuses those that mean nothing yet.
func (c *checked) renameOld() {
	packages := c.qualifiers()
	for _, id := range c.syn.free {
		if slices.Contains(c.syn.vars, id.Name) {
			c.renameUse(id, packages[id])
		}
	}
}

// renameUse is renameOld for one identifier, which something may be selected from.
func (c *checked) renameUse(id *ast.Ident, qualifier bool) {
	name, pos := oldName(id.Name), token.NoPos
	e := c.s.entities[id.Name]
	if e == nil {
		switch {
		case qualifier:
			id.Name = name
		case types.Universe.Lookup(id.Name) != nil:
			c.renameNew(id.Name)
		default:
			c.fail(id.Pos(), "undefined: "+id.Name)
		}
		return
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

// renameNew gives a variable another name where the cell refers to what Go
// itself calls so before, as in max := max(a, b). (The other way round, another
// name for the builtin, is not to be had.)
func (c *checked) renameNew(name string) {
	i := slices.Index(c.syn.vars, name)
	c.syn.vars[i] = oldName(name)
	c.builtins = append(c.builtins, name)
	objs := make(map[any]bool) // what the parser takes for the same name
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

// renamed tells whether renameOld has made a name.
func (c *checked) renamed(name string) bool {
	return !utf8.ValidString(name)
}
