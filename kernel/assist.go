package kernel

import "github.com/gopherbook/gopherbook/kernel/jupyter"

// isComplete lets a console decide whether Enter runs the code.
func (s *server) isComplete(m *jupyter.Message) (any, error) {
	var request struct {
		Code string `json:"code"`
	}
	if err := m.Decode(&request); err != nil {
		return nil, err
	}
	status, indent := s.interp.IsComplete(request.Code)
	reply := map[string]any{"status": status}
	if status == "incomplete" {
		reply["indent"] = indent
	}
	return reply, nil
}

// complete finds no completions yet.
func (s *server) complete(m *jupyter.Message) (any, error) {
	var request struct {
		Cursor int `json:"cursor_pos"`
	}
	if err := m.Decode(&request); err != nil {
		return nil, err
	}
	reply := okReply()
	reply["matches"] = []string{}
	reply["cursor_start"] = request.Cursor
	reply["cursor_end"] = request.Cursor
	reply["metadata"] = map[string]any{}
	return reply, nil
}

// inspect finds no documentation yet.
func (s *server) inspect(*jupyter.Message) (any, error) {
	reply := okReply()
	reply["found"] = false
	reply["data"] = map[string]any{}
	reply["metadata"] = map[string]any{}
	return reply, nil
}

// history holds nothing yet.
func (s *server) history(*jupyter.Message) (any, error) {
	reply := okReply()
	reply["history"] = []any{}
	return reply, nil
}
