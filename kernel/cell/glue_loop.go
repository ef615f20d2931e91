package cell

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/gopherbook/gopherbook/kernel/worker/eval/tree"
)

// take notes that what follows runs n times as often, until the function that
// it returns is called. It refuses what would take too many turns.
func (g *glue) take(n int64) (back func()) {
	before := g.turns
	if n > fewTurns || n*int64(before) > fewTurns {
		g.refuse("a long loop")
	}
	g.turns *= max(int(n), 1)
	return func() { g.turns = before }
}

// forStatement returns the nodes of a loop that counts from one constant to
// another.
func (g *glue) forStatement(stmt *ast.ForStmt) []*tree.Node {
	turns, ok := g.counted(stmt)
	if !ok {
		g.refuse("a loop that may be long")
	}
	defer g.take(turns)()
	nodes := g.statement(stmt.Init)
	post := &tree.Node{Op: tree.Block, Args: g.statement(stmt.Post)}
	return append(nodes, &tree.Node{Op: tree.For, Args: []*tree.Node{g.condition(stmt.Cond), post, g.block(stmt.Body)}})
}

// counted returns how often a loop like for i := 0; i < 10; i++ { } runs, at most.
func (g *glue) counted(stmt *ast.ForStmt) (turns int64, ok bool) {
	init, ok1 := stmt.Init.(*ast.AssignStmt)
	cond, ok2 := stmt.Cond.(*ast.BinaryExpr)
	post, ok3 := stmt.Post.(*ast.IncDecStmt)
	if !ok1 || !ok2 || !ok3 || init.Tok != token.DEFINE || len(init.Lhs) != 1 {
		return 0, false
	}
	i := g.info.Defs[init.Lhs[0].(*ast.Ident)]
	from, ok1 := g.int(init.Rhs[0])
	till, ok2 := g.int(cond.Y)
	if !ok1 || !ok2 || !g.isName(cond.X, i) || !g.isName(post.X, i) || g.changes(stmt.Body, i) {
		return 0, false
	}
	turns = till - from
	switch {
	case post.Tok == token.INC && (cond.Op == token.LSS || cond.Op == token.LEQ):
	case post.Tok == token.DEC && (cond.Op == token.GTR || cond.Op == token.GEQ):
		turns = -turns
	default:
		return 0, false
	}
	return max(turns, 0) + 1, true
}

// int returns the value of a constant of type int.
func (g *glue) int(e ast.Expr) (int64, bool) {
	tv := g.info.Types[e]
	if tv.Value == nil || !types.Identical(types.Default(tv.Type), types.Typ[types.Int]) {
		return 0, false
	}
	n, ok := constant.Int64Val(constant.ToInt(tv.Value))
	return n, ok && -fewTurns <= n && n <= fewTurns
}

func (g *glue) isName(e ast.Expr, obj types.Object) bool {
	id, ok := e.(*ast.Ident)
	return ok && g.info.Uses[id] == obj
}

// changes tells whether the body of a loop assigns to its variable, or takes
// its address.
func (g *glue) changes(body *ast.BlockStmt, obj types.Object) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				found = found || g.isName(ast.Unparen(lhs), obj)
			}
		case *ast.IncDecStmt:
			found = found || g.isName(ast.Unparen(n.X), obj)
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && g.isName(ast.Unparen(n.X), obj)
		}
		return !found
	})
	return found
}

// rangeStatement returns the nodes of a loop over a small number, or over a
// variable or literal with few elements.
func (g *glue) rangeStatement(stmt *ast.RangeStmt) []*tree.Node {
	if stmt.Tok == token.ASSIGN {
		g.refuse("a loop with variables that are there")
	}
	over := ast.Unparen(stmt.X)
	tv := g.info.Types[over]
	if _, ok := tv.Type.Underlying().(*types.Map); ok {
		g.refuse("a loop over a map")
	}
	turns := g.length(over, tv)
	return g.ordered([]ast.Expr{over}, true, func() *tree.Node {
		n := &tree.Node{Op: tree.Range, Args: []*tree.Node{g.value(over), nil, nil, nil}}
		defer g.take(turns)()
		outer := g.prelude
		defer func() { g.prelude = outer }()
		for i, e := range []ast.Expr{stmt.Key, stmt.Value} {
			id, _ := e.(*ast.Ident)
			if id == nil || id.Name == "_" {
				continue
			}
			slot := g.slot()
			g.slots[g.info.Defs[id]] = slot
			n.Args[2+i] = &tree.Node{Op: tree.Local, N: slot}
		}
		n.Args[1] = g.block(stmt.Body)
		return n
	})
}

// length returns how many turns a loop takes, and guards the program against
// more where that shows only when it runs.
func (g *glue) length(over ast.Expr, tv types.TypeAndValue) int64 {
	switch t := tv.Type.Underlying().(type) {
	case *types.Basic:
		if n, ok := g.int(over); ok {
			return n
		}
		if tv.Value != nil && tv.Value.Kind() == constant.String {
			return int64(len(constant.StringVal(tv.Value)))
		}
		if t.Info()&types.IsString == 0 {
			g.refuse("a loop that may be long")
		}
	case *types.Array:
		return t.Len()
	case *types.Slice:
		if lit, ok := over.(*ast.CompositeLit); ok {
			return int64(len(lit.Elts))
		}
	default:
		g.refuse("a loop over a function, a channel or a pointer")
	}
	id, ok := over.(*ast.Ident)
	if !ok || g.known[g.info.Uses[id]] == nil || g.known[g.info.Uses[id]].unit == g.unit {
		g.refuse("a loop over what the cell makes")
	}
	most := fewTurns / g.turns
	n := g.entity(g.known[g.info.Uses[id]])
	g.program.Guards = append(g.program.Guards, tree.Guard{Symbol: n.N, Max: most})
	return int64(most)
}
