package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// Loops and functions of cells run as fast as those of any program, or nearly,
// for three things that are done here. What a loop needs in each turn is at
// hand. Its check stands where it costs least. So does that of a function that
// calls itself.

// stops is a local variable of functions with loops: see rt.Stops.
const stops = mark + "stops"

// enter begins a function: with a check, and with what its loops need.
func (e *emitter) enter(body *ast.BlockStmt, check ast.Stmt) {
	ed, offset := e.at(body.Lbrace)
	before := e.atHand(body.List...)
	if check == nil {
		before = checkCall + ";" + before
	}
	ed.insert(offset+1, before)
	if check != nil {
		e.checkBefore(check)
	}
}

// checkBefore puts a check before a statement. Where that is a return, it has a
// return of its own: so the compiler puts it out of the way, and a call that is
// not interrupted goes straight on.
func (e *emitter) checkBefore(stmt ast.Stmt) {
	ed, start := e.at(stmt.Pos())
	_, end := e.at(stmt.End())
	if _, ok := stmt.(*ast.ReturnStmt); ok && !jumps(stmt) && !strings.Contains(ed.code[start:end], "\n") {
		ed.branch(start, end, "if "+mark+"rt.Stops.Load()!=0{"+mark+"rt.CheckRun();")
		return
	}
	ed.insert(start, checkCall+";")
}

// firstCall returns the statement before which the check stands in a function
// that calls itself, or nil: what comes before only decides whether it calls
// itself at all. Half of the calls of such a function, or more, end there.
func (e *emitter) firstCall(f *ast.FuncDecl) ast.Stmt {
	self := e.info.Defs[f.Name]
	recursive := contains(f.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		return ok && self != nil && e.callee(call) == self
	})
	if !recursive {
		return nil
	}
	for _, stmt := range f.Body.List {
		if calls(stmt) || jumps(stmt) {
			return stmt
		}
	}
	return nil
}

// jumps tells whether a statement is, or has in it, a label, a goto or a function
// literal.
func jumps(stmt ast.Stmt) bool {
	return contains(stmt, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.LabeledStmt, *ast.FuncLit:
			return true
		}
		return isGoto(n)
	})
}

func isGoto(n ast.Node) bool {
	b, ok := n.(*ast.BranchStmt)
	return ok && b.Tok == token.GOTO
}

// contains tells whether something is so of a node or of one in it.
func contains(root ast.Node, is func(ast.Node) bool) bool {
	found := false
	ast.Inspect(root, func(n ast.Node) bool {
		found = found || n != nil && is(n)
		return !found
	})
	return found
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
			if !e.brief(n) {
				names[stops] = mark + "rt.Stops"
			}
			if inside {
				return true
			}
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

func isLoop(n ast.Node) bool {
	switch n.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		return true
	}
	return false
}

// loop edits a loop, which is a statement with its label.
//
// The check of each turn stands at its end, where the way past the call that it
// guards is the way back to the beginning. It stands at the beginning where the
// end may not be reached, or the loop may have waited for its next turn.
func (e *emitter) loop(stmt, loop ast.Node) {
	const check = "if " + stops + ".Load()!=0{" + mark + "rt.CheckRun()}"
	body, label := bodyOf(loop), ""
	if l, ok := stmt.(*ast.LabeledStmt); ok {
		label = l.Label.Name
	}
	done := e.copyVariables(stmt, loop)
	if e.brief(loop) {
		e.visitChildren(loop)
		done()
		return
	}
	first := e.waitsForTurns(loop) || hasContinue(body, label, true)
	if first {
		ed, offset := e.at(body.Lbrace)
		ed.insert(offset+1, check+";")
	}
	e.visitChildren(loop)
	if !first {
		ed, offset := e.at(body.Rbrace)
		ed.insert(offset, ";"+check)
	}
	done()
}

func bodyOf(loop ast.Node) *ast.BlockStmt {
	if f, ok := loop.(*ast.ForStmt); ok {
		return f.Body
	}
	return loop.(*ast.RangeStmt).Body
}

// waitsForTurns tells whether a loop may wait between its turns.
func (e *emitter) waitsForTurns(loop ast.Node) bool {
	switch n := loop.(type) {
	case *ast.RangeStmt:
		switch e.info.TypeOf(n.X).Underlying().(type) {
		case *types.Signature, *types.Chan, *types.Interface: // of a type parameter
			return true
		}
	case *ast.ForStmt:
		return n.Cond != nil && e.waits(n.Cond) || n.Post != nil && e.waits(n.Post)
	}
	return false
}

// hasContinue tells whether a body has a continue of its own loop, which has a
// label or none.
func hasContinue(body ast.Node, label string, own bool) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ForStmt, *ast.RangeStmt:
			found = found || hasContinue(bodyOf(n), label, false)
			return false
		case *ast.BranchStmt:
			if n.Tok == token.CONTINUE {
				found = found || n.Label == nil && own || n.Label != nil && n.Label.Name == label
			}
		}
		return !found
	})
	return found
}
