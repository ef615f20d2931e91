package cell

import (
	"go/ast"
	"go/token"

	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
)

// The language leaves open whether x in x + f() is read before or after f is
// called. The compiler takes calls out of an expression and does them first, in
// order, and with them what it makes calls of: len, append, slicing, && and ||,
// most type assertions. Everything else is done where it stands, afterwards.
// A cell has to do the same, for f may change x.

// ordered returns the nodes of a statement with what comes before it. The
// expressions are those of the statement; unless all is true, a call that is the
// whole of the only one need not be taken out.
func (g *glue) ordered(exprs []ast.Expr, all bool, make func() *tree.Node) []*tree.Node {
	outer := g.prelude
	defer func() { g.prelude = outer }()
	g.prelude = nil
	if g.mustOrder(exprs, all) {
		g.prelude = new([]*tree.Node)
	}
	before := g.prelude
	n := make()
	if before == nil {
		return []*tree.Node{n}
	}
	return append(*before, n)
}

// mustOrder tells whether there are calls within expressions.
func (g *glue) mustOrder(exprs []ast.Expr, all bool) bool {
	found := false
	for _, x := range exprs {
		root, _ := ast.Unparen(x).(*ast.CallExpr)
		if all || len(exprs) > 1 {
			root = nil
		}
		ast.Inspect(x, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && call != root && g.isCall(call) {
				found = true
			}
			return !found
		})
	}
	return found
}

// isCall tells a call from a conversion and from a function of the language.
func (g *glue) isCall(call *ast.CallExpr) bool {
	tv := g.info.Types[ast.Unparen(call.Fun)]
	return !tv.IsType() && !tv.IsBuiltin()
}

// first takes a value out of its expression, to be had before the rest.
func (g *glue) first(n *tree.Node) *tree.Node {
	if g.prelude == nil {
		return n
	}
	slot := g.slot()
	*g.prelude = append(*g.prelude, &tree.Node{Op: tree.Let, N: slot, Args: []*tree.Node{n}})
	return &tree.Node{Op: tree.Temp, N: slot}
}

// logical returns x && y or x || y. What y needs first comes after x.
func (g *glue) logical(x *ast.BinaryExpr) *tree.Node {
	op := tree.And
	if x.Op == token.LOR {
		op = tree.Or
	}
	left := g.value(x.X)
	outer := g.prelude
	if outer != nil {
		g.prelude = new([]*tree.Node)
	}
	right := g.value(x.Y)
	n := &tree.Node{Op: op, Args: []*tree.Node{left, right}}
	if outer != nil {
		n.Args = append(n.Args, *g.prelude...)
	}
	g.prelude = outer
	return g.first(n)
}

// condition returns a condition that is evaluated anew at each turn of a loop.
func (g *glue) condition(x ast.Expr) *tree.Node {
	var n *tree.Node
	before := g.ordered([]ast.Expr{x}, false, func() *tree.Node { n = g.value(x); return nil })
	if before = before[:len(before)-1]; len(before) == 0 {
		return n
	}
	yes := &tree.Node{Op: tree.Compare, Name: "==", Args: []*tree.Node{{Op: tree.Nil}, {Op: tree.Nil}}}
	return &tree.Node{Op: tree.And, Args: append([]*tree.Node{yes, n}, before...)}
}
