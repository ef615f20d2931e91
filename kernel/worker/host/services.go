package host

import (
	"github.com/gopherbook/gopherbook/kernel/display"
	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/worker/rt"
	"github.com/gopherbook/gopherbook/kernel/worker/runs"
	"github.com/gopherbook/gopherbook/kernel/worker/special"
)

// services is what cells ask of the worker.
type services struct{ special.Specials }

func (services) CheckRun()           { runs.CheckRun() }
func (services) Recovered(v any) any { return runs.Recovered(v) }
func (services) Tell(v any)          { runs.Tell("a goroutine", v) }

// results are what the cell that runs shows at its end.
var results []output.Event

func (services) Result(values []any) {
	rt.Check() // an abandoned cell has no result
	results = display.Results(values...)
}

func (services) Glance(v any) {
	results = []output.Event{{Kind: output.ExecuteResult, Data: map[string]any{"text/plain": special.Glance(v)}}}
}

// takeResults returns what has been kept, and forgets it.
func takeResults() []output.Event {
	events := results
	results = nil
	return events
}

// Cells that are not compiled find the specials by their names.
func init() {
	rt.Provide(services{})
	symbols := []rt.Symbol{}
	for name, f := range map[string]any{"Print": rt.Print, "Shell": rt.Shell, "Env": rt.Env, "Chdir": rt.Chdir, "Getwd": rt.Getwd, "Whos": rt.Whos, "Glance": rt.Glance} {
		symbols = append(symbols, rt.Symbol{Name: name, Kind: rt.Func, Value: f})
	}
	rt.Bind("github.com/gopherbook/gopherbook/kernel/worker/rt", symbols...)
}
