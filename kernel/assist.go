package kernel

import (
	"math"
	"unicode/utf8"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

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

// complete finds what may stand before the cursor.
func (s *server) complete(m *jupyter.Message) (any, error) {
	request, err := decodeCursor(m)
	if err != nil {
		return nil, err
	}
	c := s.interp.Complete(request.Code, request.offset())
	start := utf8.RuneCountInString(request.Code[:c.Start])
	end := utf8.RuneCountInString(request.Code[:c.End])
	matches := make([]string, len(c.Matches))
	types := make([]map[string]any, len(c.Matches))
	for i, match := range c.Matches {
		matches[i] = match.Text
		types[i] = map[string]any{
			"text": match.Text, "type": match.Type, "signature": match.Signature, "start": start, "end": end,
		}
	}
	reply := okReply()
	reply["matches"] = matches
	reply["cursor_start"] = start
	reply["cursor_end"] = end
	reply["metadata"] = map[string]any{"_jupyter_types_experimental": types}
	return reply, nil
}

// inspect tells what is known of the name at the cursor.
func (s *server) inspect(m *jupyter.Message) (any, error) {
	request, err := decodeCursor(m)
	if err != nil {
		return nil, err
	}
	data, found := s.interp.Inspect(request.Code, request.offset(), request.Detail)
	reply := okReply()
	reply["found"] = found
	reply["data"] = object(data)
	reply["metadata"] = map[string]any{}
	return reply, nil
}

// cursorRequest is the content of a request about the place of a cursor.
type cursorRequest struct {
	Code   string `json:"code"`
	Cursor int    `json:"cursor_pos"` // in code points; by default at the end
	Detail int    `json:"detail_level"`
}

func decodeCursor(m *jupyter.Message) (cursorRequest, error) {
	request := cursorRequest{Cursor: math.MaxInt}
	err := m.Decode(&request)
	return request, err
}

// offset returns the cursor in bytes.
func (r cursorRequest) offset() int {
	runes := 0
	for i := range r.Code {
		if runes >= r.Cursor {
			return i
		}
		runes++
	}
	return len(r.Code)
}
