package jupyter

import (
	"encoding/json"
)

// ProtocolVersion is the version of the Jupyter messaging protocol spoken here.
const ProtocolVersion = "5.5"

// Header says what a message is and where it comes from.
type Header struct {
	MsgID    string `json:"msg_id"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Date     string `json:"date"` // ISO 8601
	MsgType  string `json:"msg_type"`
	Version  string `json:"version"` // of the protocol
}

// Message is one message. The JSON parts are kept as they came, so that nothing
// is lost of what a newer or stranger client puts into them.
type Message struct {
	// Identities routes the message: what a ROUTER put before it, and what the
	// reply must carry in turn.
	Identities [][]byte

	// Header is the header's known fields.
	Header Header

	// RawHeader is the header as it came, unknown fields included: the
	// parent_header of all answers to this message.
	RawHeader json.RawMessage

	// ParentHeader is the header of the message that this one answers, {} if
	// there is none.
	ParentHeader json.RawMessage

	Metadata json.RawMessage
	Content  json.RawMessage
	Buffers  [][]byte
}

// Type returns the message's type, such as "execute_request".
func (m *Message) Type() string { return m.Header.MsgType }

// ParentID returns the id of the message that m answers, or "".
func (m *Message) ParentID() string {
	var parent Header
	if json.Unmarshal(m.ParentHeader, &parent) != nil {
		return ""
	}
	return parent.MsgID
}

// Decode stores the content in the value that v points to, as json.Unmarshal does.
func (m *Message) Decode(v any) error { return json.Unmarshal(m.Content, v) }
