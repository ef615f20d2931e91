package cell

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
)

// collect decides what is built: the cell's own declarations, except those that
// change nothing, and all that depends on what changes.
func (c *checked) collect() {
	s := c.s
	own := make(map[string]bool)
	for _, name := range c.syn.vars {
		own[name] = true
	}
	changed := make(map[string]bool)
	moved := make(map[string]bool) // changed so that values of old types do not fit any more
	methods := make(map[string]map[string]*decl)
	for _, d := range c.syn.decls {
		if d.recv != "" {
			d.recv = c.unaliased(d.recv)
			if e := s.entities[d.recv]; e != nil && e.isType() {
				name := d.node.(*ast.FuncDecl).Name.Name
				if old := e.methods[name]; old != nil && old.text == d.text {
					continue
				}
				changed[d.recv] = true
				if methods[d.recv] == nil {
					methods[d.recv] = make(map[string]*decl)
				}
				methods[d.recv][name] = d
			}
			c.decls = append(c.decls, d)
			continue
		}
		if len(d.names) > 0 {
			if e := s.entities[d.names[0]]; e != nil && e.decl != nil && e.decl.text == d.text && slices.Equal(e.decl.names, d.names) {
				continue
			}
		}
		c.decls = append(c.decls, d)
		for _, name := range d.names {
			own[name] = true
			if e := s.entities[name]; e != nil {
				changed[name] = true
				moved[name] = !isFunc(d)
			}
		}
	}

	affected := s.dependents(changed)
	stale := s.closure(moved, func(e *entity) []string { return e.layout })
	brought := make(map[*decl]bool)
	for _, name := range slices.Sorted(maps.Keys(affected)) {
		e := s.entities[name]
		if e.isType() {
			for _, m := range slices.Sorted(maps.Keys(e.methods)) {
				if methods[name][m] == nil {
					c.decls = append(c.decls, e.methods[m])
				}
			}
		}
		switch {
		case own[name]:
		case e.decl != nil:
			if !brought[e.decl] {
				c.decls = append(c.decls, e.decl)
				brought[e.decl] = true
			}
		case stale[name] || privateTypes(e.obj.Type(), nil) != nil: // the second have no text that could be read anew
			c.forget = append(c.forget, name)
			c.notes = append(c.notes, fmt.Sprintf("%s (cell %d) was of a type that is now another one, and is gone: run its cell again", name, e.cell))
		default:
			c.rebound = append(c.rebound, e)
		}
	}
}

// unaliased returns the name of the type that a receiver's name stands for,
// where that is an alias that this cell or an earlier one declares.
func (c *checked) unaliased(name string) string {
	own := make(map[string]*ast.TypeSpec)
	for _, d := range c.syn.decls {
		if gen, ok := d.node.(*ast.GenDecl); ok && gen.Tok == token.TYPE {
			own[d.names[0]] = gen.Specs[0].(*ast.TypeSpec)
		}
	}
	for range own { // an alias of itself is an error of the checker's
		if spec := own[name]; spec != nil && spec.Assign.IsValid() {
			name = receiverName(spec.Type)
		}
	}
	e := c.s.entities[name]
	if e == nil || !e.isType() || own[name] != nil {
		return name
	}
	t := types.Unalias(e.obj.Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if named, ok := t.(*types.Named); ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "main" {
		return named.Obj().Name()
	}
	return name
}

func isFunc(d *decl) bool { _, ok := d.node.(*ast.FuncDecl); return ok }
