package kernel

import (
	"encoding/json"
	"errors"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
	"github.com/gopherbook/gopherbook/kernel/output"
)

// commContent is the content of a comm's messages.
type commContent struct {
	ID     string          `json:"comm_id"`
	Target string          `json:"target_name,omitempty"`
	Data   json.RawMessage `json:"data"`
}

// comm hands what a comm of a client says to the cells.
func (s *server) comm(m *jupyter.Message) (any, error) {
	var content commContent
	if err := m.Decode(&content); err != nil {
		return nil, err
	}
	if content.ID == "" {
		return nil, errors.New(m.Type() + " without a comm_id")
	}
	e := output.Event{Kind: m.Type(), Comm: &output.Comm{
		ID: content.ID, Target: content.Target, Data: content.Data, Buffers: m.Buffers,
	}}
	if err := json.Unmarshal(m.Metadata, &e.Metadata); err != nil {
		return nil, err
	}
	out := s.newOutbox(m)
	defer out.end()
	s.interp.Comm(s.ctx, e, out.emit)
	return nil, nil
}

// commMessage is how clients are told what a comm of the cells says.
func commMessage(e output.Event) message {
	content := commContent{e.Comm.ID, e.Comm.Target, e.Comm.Data}
	if len(content.Data) == 0 {
		content.Data = json.RawMessage("{}")
	}
	return message{kind: e.Kind, content: content, metadata: e.Metadata, buffers: e.Comm.Buffers}
}

// commInfo lists the comms that are open, all or those with a target.
func (s *server) commInfo(m *jupyter.Message) (any, error) {
	var request struct {
		Target *string `json:"target_name"`
	}
	if err := m.Decode(&request); err != nil {
		return nil, err
	}
	comms := map[string]any{}
	for id, target := range s.interp.Comms() {
		if request.Target == nil || *request.Target == target {
			comms[id] = map[string]string{"target_name": target}
		}
	}
	reply := okReply()
	reply["comms"] = comms
	return reply, nil
}
