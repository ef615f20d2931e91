package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// An interrupt stops a cell at the next check. Functions begin with one, each
// turn of a loop has one: see loop.go. Another follows each statement that may
// wait, so that a cell that was left behind while it waited does nothing more
// once it wakes up.
const checkCall = mark + "rt.Check()"

// check lets an interrupt stop what the block begins.
func (e *emitter) check(body *ast.BlockStmt) { e.checkFrom(body.Lbrace) }

// checkFrom puts a check behind a brace or a colon.
func (e *emitter) checkFrom(pos token.Pos) {
	ed, offset := e.at(pos)
	ed.insert(offset+1, checkCall+";")
}

// checkAfter puts a check behind each simple statement that may wait, and behind
// loops that may before they end.
func (e *emitter) checkAfter(list []ast.Stmt) {
	for _, stmt := range list {
		waits := false
		switch s := stmt.(type) {
		case *ast.ExprStmt, *ast.AssignStmt, *ast.SendStmt, *ast.DeclStmt:
			waits = e.waits(s)
		case *ast.ForStmt:
			waits = s.Cond != nil && e.waits(s.Cond)
		}
		if waits {
			ed, offset := e.at(stmt.End())
			ed.insert(offset, ";"+checkCall)
		}
	}
}

// checkBranches puts a check where an if statement leads to when its condition may wait.
func (e *emitter) checkBranches(n *ast.IfStmt) {
	if !e.waits(n.Cond) && (n.Init == nil || !e.waits(n.Init)) {
		return
	}
	e.check(n.Body)
	if other, ok := n.Else.(*ast.BlockStmt); ok {
		e.check(other)
	}
}

// waits tells whether a statement or an expression may wait for something
// before it comes to its end, function literals in it apart.
func (e *emitter) waits(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.SendStmt:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.CallExpr:
			found = found || waitsIn(e.callee(n))
		}
		return !found
	})
	return found
}

// calls tells whether something stands in a statement that may take its time: a
// call, a receive, a loop.
func calls(stmt ast.Stmt) bool {
	found := false
	ast.Inspect(stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr, *ast.SendStmt, *ast.ForStmt, *ast.RangeStmt, *ast.SelectStmt:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		}
		return !found
	})
	return found
}

// callee returns the function or method that a call names, or nil.
func (e *emitter) callee(call *ast.CallExpr) *types.Func {
	fun := ast.Unparen(call.Fun)
	switch f := fun.(type) {
	case *ast.IndexExpr:
		fun = f.X
	case *ast.IndexListExpr:
		fun = f.X
	}
	var id *ast.Ident
	switch f := fun.(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	default:
		return nil
	}
	f, _ := e.info.Uses[id].(*types.Func)
	return f
}

// waiting are packages of the standard library whose functions may wait; so may
// those below them.
var waiting = []string{"bufio", "context", "database", "encoding", "io", "net", "os", "sync", "syscall", "time"}

// waitsIn tells whether a function may wait. Those of cells look after
// themselves; of packages outside the standard library nothing is known.
func waitsIn(f *types.Func) bool {
	if f == nil || f.Pkg() == nil || f.Pkg().Path() == "main" {
		return false
	}
	first, _, _ := strings.Cut(f.Pkg().Path(), "/")
	if first == "fmt" { // Scan, Fscanln and so on read what the user types
		return strings.Contains(strings.ToLower(f.Name()), "scan")
	}
	return strings.Contains(first, ".") || slices.Contains(waiting, first)
}
