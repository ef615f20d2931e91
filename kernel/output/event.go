package output

import "encoding/json"

// The kinds of Event. They are the names of the IOPub messages that Jupyter
// front ends know.
const (
	Stream            = "stream"
	DisplayData       = "display_data"
	UpdateDisplayData = "update_display_data"
	ExecuteResult     = "execute_result"
	ClearOutput       = "clear_output"
)

// The kinds of Event that are messages of comms, in either direction.
const (
	CommOpen  = "comm_open"
	CommMsg   = "comm_msg"
	CommClose = "comm_close"
)

// The kinds of Event that are no messages but ride on the reply to the cell, as
// payloads.
const (
	Page         = "page"           // a text beside the notebook, such as documentation
	SetNextInput = "set_next_input" // code for the next cell, or this one
)

// Event is one thing that a cell shows. Kind says which of the other fields
// count; the rest stay zero.
type Event struct {
	// Kind is one of the constants above.
	Kind string

	// Name is "stdout" or "stderr", and Text what was written there (Stream), or
	// the code (SetNextInput).
	Name, Text string

	// Data maps MIME types to representations of one value: text as a string,
	// images in base64 (SVG as text), JSON types as a value that encodes to
	// JSON. Metadata describes them, by MIME type, for example
	// {"image/png": {"width": 400}}. Transient is for the front end only and is
	// not saved in the notebook: display_id names a display to be updated.
	Data, Metadata, Transient map[string]any

	// Wait keeps the old output until the next one comes (ClearOutput).
	Wait bool

	// Replace puts the code in the place of the cell's own (SetNextInput).
	Replace bool

	// Comm is what a comm says (CommOpen, CommMsg, CommClose). Metadata is that of
	// the message then.
	Comm *Comm `json:",omitempty"`
}

// Comm is a message of a comm: a channel between something in a front end, such
// as a slider, and its counterpart in a cell.
type Comm struct {
	ID      string
	Target  string          `json:",omitempty"` // what is to be opened (CommOpen)
	Data    json.RawMessage `json:",omitempty"`
	Buffers [][]byte        `json:",omitempty"`
}
