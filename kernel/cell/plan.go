package cell

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"
)

// Plan turns the text of a cell into a unit to be built, or returns what is
// wrong with it as Diagnostics. It changes nothing in the session.
func (s *Session) Plan(src *Source) (*Unit, error) {
	if u := s.ranBefore(src.Text); u != nil {
		return u, nil
	}
	return s.PlanAnew(src)
}

// PlanAnew is Plan for a cell that is not to be taken for the one of the same
// text that has been run before.
func (s *Session) PlanAnew(src *Source) (u *Unit, err error) {
	defer func() {
		if v := recover(); v != nil { // go/types panics on some programs that are wrong
			u, err = nil, Diagnostics{{Cell: src.Number, Message: fmt.Sprintf("this cell is too much for the type checker (%v): please report it", v)}}
		}
	}()
	if listsNames(src.Text) {
		src.names = s.listed()
	}
	syn, errs := s.files.parse(src)
	if errs != nil {
		return nil, errs
	}
	c := &checked{s: s, syn: syn}
	c.collect()
	c.check()
	if len(c.errs) > 0 {
		c.explain()
		return nil, c.errs.sorted()
	}
	u = &Unit{Path: fmt.Sprintf("cell%d", s.count+1), Notes: c.notes, text: src.Text, pkg: c.pkg, forget: c.forget, dots: c.dots}
	c.resolve(u)
	if len(c.errs) > 0 {
		return nil, c.errs.sorted()
	}
	if c.builtins == nil && len(c.locals) == 0 {
		u.Direct = c.direct(u)
	}
	c.emit(u)
	if len(c.errs) > 0 {
		return nil, c.errs.sorted()
	}
	if len(u.structs) > 0 {
		u.Direct = nil // the cell is the home of a type
	}
	s.count++
	return u, nil
}

// resolve decides what the cell's names stand for from now on.
func (c *checked) resolve(u *Unit) {
	c.locals = make(map[types.Object]bool)
	u.declare = make(map[string]*entity)
	u.uses = make(map[string]*entity)
	u.imports = make(map[string]importSpec)
	cell := c.syn.src.Number
	scope := c.pkg.Scope()
	for name, spec := range c.files {
		if !strings.HasPrefix(name, mark) && !c.renamed(name) {
			u.imports[name] = spec
		}
	}
	for _, checkedAs := range c.syn.vars {
		obj, name := scope.Lookup(checkedAs), realName(checkedAs)
		if name != checkedAs { // later cells look it up by its own name
			obj = types.NewVar(obj.Pos(), c.pkg, name, obj.Type())
			scope.Insert(obj)
		}
		old := c.s.entities[name]
		if old != nil && old.isVar() && types.Identical(old.obj.Type(), obj.Type()) {
			u.declare[name] = old // the same variable gets a new value
			c.known[scope.Lookup(checkedAs)] = old
			continue
		}
		if !c.isKept(u, obj.Type()) {
			c.makeLocal(u, name, scope.Lookup(checkedAs))
			continue
		}
		names := typeNames(obj.Type())
		u.declare[name] = &entity{name: name, obj: obj, unit: u, cell: cell, uses: names, layout: names}
	}
	for _, old := range c.rebound {
		obj := scope.Lookup(old.name)
		n := &entity{name: old.name, obj: obj, unit: u, cell: old.cell, uses: old.uses, layout: old.layout}
		u.declare[old.name] = n
		c.known[obj] = n
	}
	for _, d := range c.decls {
		used := c.usedBy(d.node)
		for _, name := range d.names {
			obj := scope.Lookup(name)
			if obj == nil {
				continue // func init, or the blank identifier
			}
			n := &entity{name: name, obj: obj, unit: u, cell: d.src.Number, decl: d, uses: slices.Clone(used)}
			if !isFunc(d) {
				n.layout = used
			}
			u.declare[name] = n
		}
	}
	for _, d := range c.decls {
		n := u.declare[d.recv]
		if d.recv == "" || n == nil {
			continue
		}
		if n.methods == nil {
			n.methods = make(map[string]*decl)
		}
		n.methods[d.node.(*ast.FuncDecl).Name.Name] = d
		n.uses = append(n.uses, c.usedBy(d.node)...)
	}
	for _, obj := range c.info.Uses {
		if n := c.known[obj]; n != nil && n.unit != u {
			u.uses[n.name] = n
		}
	}
}

// usedBy returns the names of the package's level that a declaration refers to.
func (c *checked) usedBy(n ast.Node) []string {
	names := make(map[string]bool)
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		obj := c.info.Uses[id]
		if obj == nil || obj.Pkg() == nil || obj.Pkg().Path() != "main" || obj.Pkg().Scope().Lookup(obj.Name()) != obj {
			return true
		}
		names[realName(obj.Name())] = true
		return true
	})
	return slices.Sorted(maps.Keys(names))
}

// typeNames returns the names of the session's types that a type is made of.
func typeNames(t types.Type) []string {
	names := make(map[string]bool)
	walk(t, func(t types.Type) bool {
		switch t := t.(type) {
		case *types.Alias:
			note(names, t.Obj())
		case *types.Named:
			note(names, t.Obj())
		}
		return true
	})
	return slices.Sorted(maps.Keys(names))
}

func note(names map[string]bool, obj *types.TypeName) {
	if p := obj.Pkg(); p != nil && p.Path() == "main" {
		names[obj.Name()] = true
	}
}
