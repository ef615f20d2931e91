package cell

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
)

// fewTurns is how many turns loops may take in all. Compiled code makes short
// work of more of them.
const fewTurns = 1000

// statement returns the nodes of a statement.
func (g *glue) statement(stmt ast.Stmt) []*tree.Node {
	switch stmt := stmt.(type) {
	case *ast.EmptyStmt:
		return nil
	case *ast.ExprStmt:
		call, ok := ast.Unparen(stmt.X).(*ast.CallExpr)
		if !ok {
			break
		}
		return g.ordered([]ast.Expr{call}, false, func() *tree.Node {
			return &tree.Node{Op: tree.Expr, Args: []*tree.Node{g.call(call)}}
		})
	case *ast.IncDecStmt:
		t := g.info.TypeOf(stmt.X)
		op := "+"
		if stmt.Tok == token.DEC {
			op = "-"
		}
		one := g.constant(types.TypeAndValue{Type: t, Value: constant.MakeInt64(1)})
		return g.update(stmt.X, op, stmt.TokPos, func() *tree.Node { return one })
	case *ast.AssignStmt:
		return g.assign(stmt)
	case *ast.DeclStmt:
		return g.declaration(stmt.Decl.(*ast.GenDecl))
	case *ast.BlockStmt:
		return []*tree.Node{g.block(stmt)}
	case *ast.IfStmt:
		return g.ifStatement(stmt)
	case *ast.ForStmt:
		return g.forStatement(stmt)
	case *ast.RangeStmt:
		return g.rangeStatement(stmt)
	case *ast.BranchStmt:
		if stmt.Label == nil && stmt.Tok == token.BREAK {
			return []*tree.Node{{Op: tree.Break}}
		}
		if stmt.Label == nil && stmt.Tok == token.CONTINUE {
			return []*tree.Node{{Op: tree.Continue}}
		}
	}
	g.refuse("this statement")
	return nil
}

func (g *glue) block(b *ast.BlockStmt) *tree.Node {
	n := &tree.Node{Op: tree.Block}
	for _, stmt := range b.List {
		n.Args = append(n.Args, g.statement(stmt)...)
	}
	return n
}

// assign returns the nodes of an assignment that declares nothing that stays.
func (g *glue) assign(stmt *ast.AssignStmt) []*tree.Node {
	switch stmt.Tok {
	case token.ASSIGN:
		var places []to
		for _, lhs := range stmt.Lhs {
			places = append(places, g.place(lhs))
		}
		return g.assignment(places, stmt.Rhs, stmt.Lhs...)
	case token.DEFINE:
		var ids []*ast.Ident
		for _, lhs := range stmt.Lhs {
			ids = append(ids, lhs.(*ast.Ident))
		}
		return g.define(ids, stmt.Rhs, nil)
	}
	op := stmt.Tok.String()
	op = op[:len(op)-1] // without the =
	if (op == "+" || op == "-") && fuses(g.info, stmt.Rhs[0]) {
		g.refuse("a product that is added")
	}
	return g.update(stmt.Lhs[0], op, stmt.TokPos, func() *tree.Node { return g.value(stmt.Rhs[0]) }, stmt.Rhs...)
}

// place returns where an assignment goes.
func (g *glue) place(e ast.Expr) to {
	e = ast.Unparen(e)
	if id, ok := e.(*ast.Ident); ok && id.Name == "_" {
		return to{node: func() *tree.Node { return &tree.Node{Op: tree.Blank} }}
	}
	return to{g.info.TypeOf(e), func() *tree.Node { return g.value(e) }}
}

// assignment returns the nodes that give values to places, whose expressions
// count for the order.
func (g *glue) assignment(places []to, values []ast.Expr, left ...ast.Expr) []*tree.Node {
	all := len(places) != 1
	exprs := values
	if len(values) == 1 {
		all = false // a call on the right, alone, comes first as it is
	}
	for _, e := range left {
		if g.mustOrder([]ast.Expr{e}, true) {
			all = true
		}
		if g.mustOrder(values, true) && g.keyIsEarly(e, len(left) > 1) {
			g.refuse("a key that a call may change")
		}
	}
	if all {
		exprs = append(append([]ast.Expr{}, values...), left...)
	}
	return g.ordered(exprs, all, func() *tree.Node {
		n := &tree.Node{Op: tree.Assign, N: len(places)}
		for _, p := range places {
			n.Args = append(n.Args, p.node())
		}
		if len(places) > 1 && len(values) == 1 {
			results, _ := g.info.TypeOf(values[0]).(*types.Tuple)
			for i, p := range places {
				if p.typ != nil && results != nil {
					g.converts(results.At(i).Type(), p.typ)
				}
			}
			n.Args = append(n.Args, g.several(values[0]))
			return n
		}
		for i, v := range values {
			if places[i].typ == nil {
				n.Args = append(n.Args, g.value(v))
				continue
			}
			n.Args = append(n.Args, g.operand(v, places[i].typ))
		}
		return n
	})
}

// keyIsEarly tells whether an expression is an element of a map whose key the
// compiler may copy before it does the calls of the statement. Keys that are
// integers or strings it reads after them, unless the statement is not a simple
// one.
func (g *glue) keyIsEarly(e ast.Expr, notSimple bool) bool {
	x, ok := ast.Unparen(e).(*ast.IndexExpr)
	if !ok || g.info.Types[x.Index].Value != nil {
		return false
	}
	m, ok := g.info.TypeOf(x.X).Underlying().(*types.Map)
	if !ok {
		return false
	}
	if call, ok := ast.Unparen(x.Index).(*ast.CallExpr); ok && g.isCall(call) {
		return false // one of the calls
	}
	key, ok := m.Key().Underlying().(*types.Basic)
	return notSimple || !ok || key.Info()&(types.IsInteger|types.IsString) == 0
}

// several returns the node of an expression with several values.
func (g *glue) several(e ast.Expr) *tree.Node {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		return g.call(e)
	case *ast.IndexExpr:
		return g.index(e, "ok")
	case *ast.TypeAssertExpr:
		return g.assertion(e, "ok")
	}
	g.refuse("several values")
	return nil
}

// update returns the nodes of x op= y.
func (g *glue) update(x ast.Expr, op string, pos token.Pos, y func() *tree.Node, right ...ast.Expr) []*tree.Node {
	if g.mustOrder(right, true) && g.keyIsEarly(x, op == "/" || op == "%") {
		g.refuse("a key that a call may change")
	}
	return g.ordered(append(right, x), true, func() *tree.Node {
		place := g.value(x)
		return &tree.Node{Op: tree.Update, Name: op, Args: []*tree.Node{place, y()}, Line: g.line(pos)}
	})
}

// declaration returns the nodes of a var declaration inside a block.
func (g *glue) declaration(d *ast.GenDecl) (nodes []*tree.Node) {
	if d.Tok != token.VAR {
		g.refuse("a declaration")
	}
	for _, spec := range d.Specs {
		spec := spec.(*ast.ValueSpec)
		nodes = append(nodes, g.define(spec.Names, spec.Values, spec.Type)...)
	}
	return nodes
}

// define returns the nodes that declare local variables. Their values are
// evaluated before they are in scope.
func (g *glue) define(ids []*ast.Ident, values []ast.Expr, typ ast.Expr) (nodes []*tree.Node) {
	slots := make(map[types.Object]int)
	var places []to
	for _, id := range ids {
		obj := g.info.Defs[id]
		if obj == nil || id.Name == "_" {
			places = append(places, g.place(id))
			continue
		}
		slot := g.slot()
		slots[obj] = slot
		n := &tree.Node{Op: tree.Local, N: slot}
		places = append(places, to{obj.Type(), func() *tree.Node { return n }})
		nodes = append(nodes, &tree.Node{Op: tree.Define, N: slot, Type: g.typ(obj.Type()), Args: []*tree.Node{{Op: tree.Nil}}})
	}
	if values != nil {
		nodes = append(nodes, g.assignment(places, values)...)
	}
	for obj, slot := range slots {
		g.slots[obj] = slot
	}
	return nodes
}

func (g *glue) ifStatement(stmt *ast.IfStmt) (nodes []*tree.Node) {
	if stmt.Init != nil {
		nodes = g.statement(stmt.Init)
	}
	nodes = append(nodes, g.ordered([]ast.Expr{stmt.Cond}, false, func() *tree.Node {
		return &tree.Node{Op: tree.If, Args: []*tree.Node{g.value(stmt.Cond)}}
	})...)
	n := nodes[len(nodes)-1]
	n.Args = append(n.Args, g.block(stmt.Body), nil)
	if stmt.Else != nil {
		n.Args[2] = &tree.Node{Op: tree.Block, Args: g.statement(stmt.Else)}
	}
	return nodes
}
