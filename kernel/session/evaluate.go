package session

import (
	"context"
	"go/parser"
	"strings"

	"github.com/gopherbook/gopherbook/kernel/cell"
	"github.com/gopherbook/gopherbook/kernel/output"
)

// Evaluate returns the value of an expression as the result of a cell would be
// shown, an event without data when it has none. What it prints or displays
// besides goes to emit.
func (s *Session) Evaluate(ctx context.Context, expression string, emit func(output.Event)) (value output.Event, failed *output.Failure) {
	if _, err := parser.ParseExpr(expression); err != nil {
		text := "this is no expression of Go: " + strings.TrimSpace(expression)
		return value, &output.Failure{Name: "CompileError", Value: text, Traceback: []string{heading("CompileError", text)}}
	}
	<-s.ready
	s.running.Lock()
	defer s.running.Unlock()
	ctx = s.begin(ctx)
	defer s.finish()
	s.checkWorker()
	if err := s.start(); err != nil {
		return value, s.buildFailure(err)
	}
	if strings.HasPrefix(strings.TrimSpace(expression), "!") { // at the beginning of a line it calls the shell
		expression = "(" + expression + ")"
	}
	src := &cell.Source{Text: expression}
	s.sources[src.Number] = src
	failed = s.execute(ctx, src, func(e output.Event) {
		if e.Kind == output.ExecuteResult {
			value = e
		} else {
			emit(e)
		}
	})
	return value, failed
}
