package kernel

import (
	"errors"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

// commInfo lists the comms, the channels between widgets and their counterparts in
// the kernel: there are none.
func (s *server) commInfo(*jupyter.Message) (any, error) {
	reply := okReply()
	reply["comms"] = map[string]any{}
	return reply, nil
}

// commOpen closes what a client opens: no target is known here.
func (s *server) commOpen(m *jupyter.Message) (any, error) {
	var comm struct {
		ID string `json:"comm_id"`
	}
	if err := m.Decode(&comm); err != nil {
		return nil, err
	}
	if comm.ID == "" {
		return nil, errors.New("comm_open without a comm_id")
	}
	return nil, s.publish("comm_close", m, map[string]any{"comm_id": comm.ID, "data": map[string]any{}})
}
