package cell

import (
	"fmt"
	"go/ast"
	"go/token"
)

// checkCycles refuses types that are declared to be themselves, as type T (T)
// or type T[P any] U[P] where U is T[P], and tells whether there are none. The
// checker of Go finds those that it sees by names alone, and does not come back
// from some of the others.
func (c *checked) checkCycles() bool {
	specs := make(map[string]*ast.TypeSpec)
	for _, d := range c.decls {
		if gen, ok := d.node.(*ast.GenDecl); ok && gen.Tok == token.TYPE {
			specs[d.names[0]] = gen.Specs[0].(*ast.TypeSpec)
		}
	}
	ok := true
	done := make(map[string]bool)
	for _, first := range sortedKeys(specs) {
		seen := make(map[string]bool)
		name := first
		for specs[name] != nil && !done[name] && !seen[name] {
			seen[name] = true
			name = typeName(specs[name].Type)
		}
		if seen[name] {
			ok = false
			c.fail(specs[name].Name.Pos(), fmt.Sprintf("invalid recursive type: %s refers to itself", name))
		}
		for name := range seen {
			done[name] = true
		}
	}
	return ok
}
