package cell

import (
	"go/ast"
	"strings"
)

// stops is a local variable of functions with loops: see rt.Stops.
const stops = mark + "stops"

func isLoop(n ast.Node) bool {
	switch n.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		return true
	}
	return false
}

// enter begins the body of a function.
func (e *emitter) enter(body *ast.BlockStmt) {
	ed, offset := e.at(body.Lbrace)
	ed.insert(offset+1, checkCall+";"+e.atHand(body.List...))
}

// loop edits a loop, which is a statement with its label.
func (e *emitter) loop(stmt, loop ast.Node) {
	done := e.copyVariables(stmt, loop)
	var body *ast.BlockStmt
	switch n := loop.(type) {
	case *ast.ForStmt:
		body = n.Body
	case *ast.RangeStmt:
		body = n.Body
	}
	ed, offset := e.at(body.Lbrace)
	ed.insert(offset+1, "if "+stops+".Load()!=0{"+mark+"rt.CheckRun()};")
	e.visitChildren(loop)
	done()
}

// atHand returns statements for the beginning of a function that put into local
// variables what the function's loops need in every turn: where interrupts show,
// and the addresses of variables of earlier cells. A plugin finds its package's
// variables in a table, each time; local ones stay in registers.
func (e *emitter) atHand(body ...ast.Stmt) string {
	names := make(map[string]string)
	for _, stmt := range body {
		e.neededInLoops(stmt, false, names)
	}
	var b strings.Builder
	for _, name := range sortedKeys(names) {
		b.WriteString(name + ":=" + names[name] + ";")
	}
	return b.String()
}

// neededInLoops notes what the loops in a node need, function literals apart:
// they begin in the same way.
func (e *emitter) neededInLoops(root ast.Node, inside bool, names map[string]string) {
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			return e.info.Types[n].Value == nil // such as the length of an array
		case *ast.ForStmt, *ast.RangeStmt:
			if inside {
				return true
			}
			names[stops] = mark + "rt.Stops"
			e.neededInLoops(n, true, names)
			return false
		case *ast.Ident:
			v := e.known[e.info.Uses[n]]
			if inside && v != nil && v.isVar() && v.unit != e.unit {
				name := e.addressOfVar(v)
				names[name] = name
			}
		}
		return true
	})
}
