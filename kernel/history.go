package kernel

import (
	"fmt"

	"github.com/gopherbook/gopherbook/kernel/history"
	"github.com/gopherbook/gopherbook/kernel/jupyter"
	"github.com/gopherbook/gopherbook/kernel/output"
)

// tailLength is how many entries a history_request gets that does not say.
const tailLength = 10

// historyRequest is the content of a history_request. Raw, whether the input is
// wanted as it was typed, makes no difference here.
type historyRequest struct {
	Output bool   `json:"output"`
	Access string `json:"hist_access_type"`

	Session int `json:"session"` // range
	Start   int `json:"start"`
	Stop    int `json:"stop"`

	N       *int   `json:"n"`       // tail and search
	Pattern string `json:"pattern"` // search
	Unique  bool   `json:"unique"`
}

// history tells what has been run, now and in former sessions.
func (s *server) history(m *jupyter.Message) (any, error) {
	request := historyRequest{Pattern: "*"}
	if err := m.Decode(&request); err != nil {
		return nil, err
	}
	n := 0
	if request.N != nil {
		n = *request.N
	} else if request.Access == "tail" {
		n = tailLength
	}
	var entries []history.Entry
	switch request.Access {
	case "tail":
		entries = s.past.Tail(n)
	case "range":
		entries = s.past.Range(request.Session, request.Start, request.Stop)
	case "search":
		entries = s.past.Search(request.Pattern, n, request.Unique)
	default:
		return nil, fmt.Errorf("hist_access_type is %q, not tail, range or search", request.Access)
	}
	rows := make([][3]any, len(entries))
	for i, e := range entries {
		rows[i] = [3]any{e.Session, e.Line, e.Input}
		if request.Output {
			rows[i][2] = [2]any{e.Input, nil}
			if e.Output != "" {
				rows[i][2] = [2]any{e.Input, e.Output}
			}
		}
	}
	reply := okReply()
	reply["history"] = rows
	return reply, nil
}

// remember keeps a cell that is about to run. The function that it returns
// keeps its result.
func (s *server) remember(count int, code string) (result func(output.Event)) {
	s.regret(s.past.Add(count, code))
	return func(e output.Event) {
		if text, ok := e.Data["text/plain"].(string); ok && e.Kind == output.ExecuteResult {
			s.regret(s.past.SetOutput(text))
		}
	}
}

// regret tells once that the history cannot be written: it is no reason not to
// run cells.
func (s *server) regret(err error) {
	if err != nil {
		s.forgetful.Do(func() { s.log.Warn("what is run cannot be kept for later sessions", "error", err) })
	}
}
