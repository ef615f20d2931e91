package cell

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// isKept tells whether later cells can have variables of a type.
func (c *checked) isKept(u *Unit, t types.Type) bool {
	return privateTypes(t, nil) == nil || c.witnesses(u, t) != nil
}

// makeLocal makes a variable that later cells cannot have one of the function
// that runs the cell, where nothing else uses it.
func (c *checked) makeLocal(u *Unit, name string, obj types.Object) {
	private := types.TypeString(privateTypes(obj.Type(), nil)[0], relative)
	why := fmt.Sprintf("nothing outside its package can name the type %s", private)
	for _, d := range c.decls {
		if slices.Contains(c.usedBy(d.node), name) {
			c.fail(obj.Pos(), fmt.Sprintf("functions cannot use %s: %s", name, why))
			return
		}
	}
	if slices.ContainsFunc(c.syn.stmts, isLabelled) || c.syn.src.times != nil { // the text has blocks, or jumps over the declaration
		c.fail(obj.Pos(), fmt.Sprintf("a cell with labels or %%time cannot declare %s: %s", name, why))
		return
	}
	c.locals[obj] = true
	u.Notes = append(u.Notes, fmt.Sprintf("%s is not kept for later cells: %s", name, why))
	if c.s.entities[name] != nil {
		u.forget = append(u.forget, name)
	}
}

func isLabelled(stmt ast.Stmt) bool { _, ok := stmt.(*ast.LabeledStmt); return ok }

// assign returns the text of a statement that declares variables and gives them
// the values that stand on its right.
func (e *emitter) assign(ids []*ast.Ident, right string) string {
	targets := e.targets(ids)
	isLocal := func(id *ast.Ident) bool { return e.locals[e.info.Defs[id]] }
	if !slices.ContainsFunc(ids, isLocal) {
		return strings.Join(targets, ", ") + " = " + right
	}
	after := "" // what is not local is set by a statement of its own
	for i, id := range ids {
		switch {
		case isLocal(id):
			after += "; _ = " + targets[i] // may be unused
		case id.Name != "_":
			temporary := fmt.Sprintf("%s%d", mark, i)
			after += "; " + targets[i] + " = " + temporary
			targets[i] = temporary
		}
	}
	return strings.Join(targets, ", ") + " := " + right + after
}

// targets returns the variables that a statement declares, or sets again.
func (e *emitter) targets(ids []*ast.Ident) []string {
	refs := make([]string, len(ids))
	for i, id := range ids {
		refs[i] = id.Name
		if n := e.unit.declare[realName(id.Name)]; n != nil {
			refs[i] = localName(n.obj)
			if n.unit != e.unit {
				refs[i] = e.ref(n)
			}
		} else if obj := e.pkg.Scope().Lookup(id.Name); e.locals[obj] {
			refs[i] = localName(obj)
		}
	}
	return refs
}
