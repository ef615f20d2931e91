package cell

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// goStmt edits a go statement so that a panic of the goroutine is told and does
// not end the worker. A function literal defers the recovery first of all. Any
// other call becomes one of a literal that takes the function and its arguments:
//
//	go f(x, 1)
//	go func(f func(a, b), x a, y b) { defer Recover(); f(x, y) }(f, x, 1)
//
// Calls of builtins, and those that take all their arguments from another
// call, stay as they are.
func (e *emitter) goStmt(n *ast.GoStmt) {
	recovery := "defer " + mark + "rt.Recover();"
	if lit, ok := ast.Unparen(n.Call.Fun).(*ast.FuncLit); ok {
		ed, offset := e.at(lit.Body.Lbrace)
		ed.insert(offset+1, recovery)
		return
	}
	sig, ok := e.info.TypeOf(n.Call.Fun).(*types.Signature)
	if !ok {
		sig, ok = e.info.TypeOf(n.Call.Fun).Underlying().(*types.Signature)
	}
	if !ok || e.info.Types[n.Call.Fun].IsBuiltin() || len(n.Call.Args) == 1 && isTuple(e.info.TypeOf(n.Call.Args[0])) {
		return
	}
	text, err := e.writeHere(sig)
	if err != nil {
		return
	}
	params, args := []string{mark + "f " + text}, []string{}
	for i := range sig.Params().Len() {
		t, dots := sig.Params().At(i).Type(), ""
		if s, ok := t.(*types.Slice); ok && sig.Variadic() && i == sig.Params().Len()-1 {
			t, dots = s.Elem(), "..."
		}
		text, err := e.writeHere(t)
		if err != nil {
			return
		}
		params = append(params, fmt.Sprintf("%s%d %s%s", mark, i, dots, text))
		args = append(args, fmt.Sprintf("%s%d%s", mark, i, dots))
	}
	comma := ", "
	if len(n.Call.Args) == 0 {
		comma = ""
	}
	ed, start := e.at(n.Call.Pos())
	_, paren := e.at(n.Call.Lparen)
	ed.wrap(start, paren, fmt.Sprintf("func(%s) { %s %sf(%s) }(", strings.Join(params, ", "), recovery, mark, strings.Join(args, ", ")), comma)
	ed.replace(paren, paren+len("("), "")
}

func isTuple(t types.Type) bool {
	_, ok := t.(*types.Tuple)
	return ok
}
