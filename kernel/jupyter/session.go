package jupyter

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os/user"
	"time"
)

// delimiter separates the identities of a message from the message.
const delimiter = "<IDS|MSG>"

// The reasons for which Decode turns a message down.
var (
	ErrDelimiter = errors.New("jupyter: a message without the delimiter " + delimiter)
	ErrTruncated = errors.New("jupyter: a message with fewer than the signature and four parts")
	ErrSignature = errors.New("jupyter: a message with a wrong signature; is the key that of the connection file?")
	ErrReplayed  = errors.New("jupyter: a message that was received before")
)

// Session is one side's end of a conversation. It names and signs what this side
// sends, and checks what it receives. It may be used concurrently.
type Session struct {
	id       string
	username string
	key      []byte
	seen     replayFilter
}

// NewSession starts a session under the key of a connection file. With an empty
// key, messages are neither signed nor checked.
func NewSession(key []byte) *Session {
	s := &Session{id: newID(), username: "kernel", key: key}
	if u, err := user.Current(); err == nil && u.Username != "" {
		s.username = u.Username
	}
	return s
}

// ID returns the id of the session, which its messages carry.
func (s *Session) ID() string { return s.id }

// newID returns a random UUID (RFC 9562, version 4).
func newID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// New makes a message. The content becomes JSON. The parent is the message that it
// answers, and gives the route back to who sent it; it may be nil.
func (s *Session) New(msgType string, parent *Message, content any) (*Message, error) {
	m := &Message{
		Header: Header{
			MsgID: newID(), Session: s.id, Username: s.username,
			Date:    time.Now().UTC().Format("2006-01-02T15:04:05.000000Z"),
			MsgType: msgType, Version: ProtocolVersion,
		},
		ParentHeader: json.RawMessage("{}"),
		Metadata:     json.RawMessage("{}"),
	}
	if parent != nil {
		m.Identities = parent.Identities
		m.ParentHeader = parent.RawHeader
	}
	var err error
	if m.RawHeader, err = encodeJSON(m.Header); err != nil {
		return nil, err
	}
	if m.Content, err = encodeJSON(content); err != nil {
		return nil, fmt.Errorf("jupyter: the content of the %s: %w", msgType, err)
	}
	return m, nil
}

// encodeJSON is json.Marshal, with HTML left readable.
func encodeJSON(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Encode returns the frames of a message, signed.
func (s *Session) Encode(m *Message) [][]byte {
	parts := [][]byte{m.RawHeader, m.ParentHeader, m.Metadata, m.Content}
	frames := make([][]byte, 0, len(m.Identities)+2+len(parts)+len(m.Buffers))
	frames = append(frames, m.Identities...)
	frames = append(frames, []byte(delimiter), []byte(hex.EncodeToString(s.sign(parts))))
	frames = append(frames, parts...)
	return append(frames, m.Buffers...)
}

// sign returns the HMAC-SHA256 of the parts, nothing without a key.
func (s *Session) sign(parts [][]byte) []byte {
	if len(s.key) == 0 {
		return nil
	}
	mac := hmac.New(sha256.New, s.key)
	for _, p := range parts {
		mac.Write(p)
	}
	return mac.Sum(nil)
}

// Decode returns the message that the frames hold. The error is ErrDelimiter,
// ErrTruncated, ErrSignature, ErrReplayed or tells of broken JSON. A
// message in error is to be dropped: there is nobody to be trusted with an answer.
func (s *Session) Decode(frames [][]byte) (*Message, error) {
	at := -1
	for i, f := range frames {
		if string(f) == delimiter {
			at = i
			break
		}
	}
	if at < 0 {
		return nil, ErrDelimiter
	}
	body := frames[at+1:]
	if len(body) < 5 {
		return nil, ErrTruncated
	}
	if err := s.check(body[0], body[1:5]); err != nil {
		return nil, err
	}
	m := &Message{
		Identities: frames[:at:at],
		RawHeader:  body[1], ParentHeader: body[2], Metadata: body[3], Content: body[4],
		Buffers: body[5:],
	}
	for i, name := range []string{"header", "parent_header", "metadata", "content"} {
		part := bytes.TrimSpace(body[i+1])
		if !json.Valid(part) || part[0] != '{' {
			return nil, fmt.Errorf("jupyter: the %s of a message is no JSON object", name)
		}
	}
	if err := json.Unmarshal(m.RawHeader, &m.Header); err != nil {
		return nil, fmt.Errorf("jupyter: the header of a message: %w", err)
	}
	if m.Header.MsgType == "" {
		return nil, errors.New("jupyter: the header of a message has no msg_type")
	}
	return m, nil
}

// check compares the signature with that of the parts, in constant time.
func (s *Session) check(signature []byte, parts [][]byte) error {
	if len(s.key) == 0 {
		return nil
	}
	got, err := hex.DecodeString(string(signature))
	if err != nil || !hmac.Equal(got, s.sign(parts)) {
		return ErrSignature
	}
	if s.seen.add([sha256.Size]byte(got)) {
		return ErrReplayed
	}
	return nil
}
