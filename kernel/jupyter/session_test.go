package jupyter_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

func TestAMessageSurvivesTheWire(t *testing.T) {
	ada, bob := jupyter.NewSession([]byte("key")), jupyter.NewSession([]byte("key"))
	request, err := ada.New("execute_request", nil, map[string]any{"code": "a < b && \"é\""})
	if err != nil {
		t.Fatal(err)
	}
	request.Identities = [][]byte{[]byte("ada"), {}}
	request.Buffers = [][]byte{{0, 1, 2}, {}}
	got, err := bob.Decode(ada.Encode(request))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(request, got); d != "" {
		t.Errorf("(-sent +received):\n%s", d)
	}
	if got.Header.Session != ada.ID() || got.Header.Version != "5.5" || string(got.ParentHeader) != "{}" {
		t.Errorf("header %+v, parent %s", got.Header, got.ParentHeader)
	}

	reply, err := bob.New("execute_reply", got, map[string]any{"status": "ok"})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := ada.Decode(bob.Encode(reply))
	if err != nil {
		t.Fatal(err)
	}
	if answer.ParentID() != request.Header.MsgID || !bytes.Equal(answer.ParentHeader, request.RawHeader) {
		t.Errorf("parent_header %s, want %s", answer.ParentHeader, request.RawHeader)
	}
	if d := cmp.Diff(request.Identities, answer.Identities); d != "" {
		t.Errorf("identities (-want +got):\n%s", d)
	}
}

// pythonSignature is hmac.new(b"key", b"{}{}{}{}", "sha256").hexdigest() of Python.
const pythonSignature = "ca767b02c5bc061ed184a9a029e7f93a7f2f7ed4e8fe74120fc1212f0b008fa3"

func TestSignatureIsTheHMACOfTheBytes(t *testing.T) {
	s := jupyter.NewSession([]byte("key"))
	empty := []byte("{}")
	frames := s.Encode(&jupyter.Message{RawHeader: empty, ParentHeader: empty, Metadata: empty, Content: empty})
	if got, want := string(frames[1]), pythonSignature; got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
	unsigned := jupyter.NewSession(nil)
	if frames := unsigned.Encode(&jupyter.Message{RawHeader: empty, ParentHeader: empty, Metadata: empty, Content: empty}); len(frames[1]) != 0 {
		t.Errorf("signature %s without a key", frames[1])
	}
}

func TestDecodeTurnsDown(t *testing.T) {
	sender := jupyter.NewSession([]byte("key"))
	m, err := sender.New("execute_request", nil, struct{}{})
	if err != nil {
		t.Fatal(err)
	}
	good := sender.Encode(m)
	with := func(i int, frame string) [][]byte {
		frames := append([][]byte(nil), good...)
		frames[i] = []byte(frame)
		return frames
	}
	signed := func(header, parent, metadata, content string) [][]byte {
		return sender.Encode(&jupyter.Message{
			RawHeader: []byte(header), ParentHeader: []byte(parent),
			Metadata: []byte(metadata), Content: []byte(content),
		})
	}
	const header = `{"msg_type": "x"}`
	for _, bad := range []struct {
		name   string
		frames [][]byte
		err    error  // or
		says   string // what the error says
	}{
		{"nothing", nil, jupyter.ErrDelimiter, ""},
		{"no delimiter", good[1:], jupyter.ErrDelimiter, ""},
		{"no content", good[:5], jupyter.ErrTruncated, ""},
		{"an empty signature", with(1, ""), jupyter.ErrSignature, ""},
		{"a signature of zeros", with(1, strings.Repeat("0", 64)), jupyter.ErrSignature, ""},
		{"half a signature", with(1, string(good[1][:32])), jupyter.ErrSignature, ""},
		{"another content", with(5, `{"code": "evil"}`), jupyter.ErrSignature, ""},
		{"another spelling of the content", with(5, `{ }`), jupyter.ErrSignature, ""},
		{"broken JSON", signed(header, "{}", "{}", `{"code": `), nil, "content"},
		{"a list for metadata", signed(header, "{}", "[]", "{}"), nil, "metadata"},
		{"null for the parent", signed(header, "null", "{}", "{}"), nil, "parent_header"},
		{"an empty header", signed("", "{}", "{}", "{}"), nil, "header"},
		{"no type", signed("{}", "{}", "{}", "{}"), nil, "msg_type"},
		{"a number for the type", signed(`{"msg_type": 3}`, "{}", "{}", "{}"), nil, "header"},
	} {
		m, err := jupyter.NewSession([]byte("key")).Decode(bad.frames)
		switch {
		case err == nil:
			t.Errorf("%s: decoded to %+v", bad.name, m)
		case bad.err != nil && !errors.Is(err, bad.err), !strings.Contains(err.Error(), bad.says):
			t.Errorf("%s: %v", bad.name, err)
		}
	}
}

func TestAReplayedMessageIsTurnedDown(t *testing.T) {
	sender, receiver := jupyter.NewSession([]byte("key")), jupyter.NewSession([]byte("key"))
	message := func(i int) [][]byte {
		empty := []byte("{}")
		header := fmt.Appendf(nil, `{"msg_id": "%d", "msg_type": "x"}`, i)
		return sender.Encode(&jupyter.Message{RawHeader: header, ParentHeader: empty, Metadata: empty, Content: empty})
	}
	for i := range 100 {
		if _, err := receiver.Decode(message(i)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 100 {
		if _, err := receiver.Decode(message(i)); !errors.Is(err, jupyter.ErrReplayed) {
			t.Errorf("message %d again: %v", i, err)
		}
	}
	unsigned := jupyter.NewSession(nil) // says nothing about who sent what
	for range 2 {
		if _, err := unsigned.Decode(message(0)); err != nil {
			t.Errorf("without a key: %v", err)
		}
	}
}

func TestContentThatDoesNotEncode(t *testing.T) {
	if _, err := jupyter.NewSession(nil).New("stream", nil, make(chan int)); err == nil || !strings.Contains(err.Error(), "stream") {
		t.Errorf("got %v", err)
	}
}

// split makes frames of one string, so that the fuzzer can shuffle them.
func split(b []byte) [][]byte { return bytes.Split(b, []byte("\x00\x01")) }

func FuzzDecode(f *testing.F) {
	s := jupyter.NewSession(nil)
	m, err := s.New("execute_request", nil, map[string]any{"code": "é"})
	if err != nil {
		f.Fatal(err)
	}
	m.Identities, m.Buffers = [][]byte{[]byte("id")}, [][]byte{{1}}
	f.Add(bytes.Join(s.Encode(m), []byte("\x00\x01")))
	f.Add([]byte("<IDS|MSG>"))
	f.Add([]byte("<IDS|MSG>\x00\x01\x00\x01{\"msg_type\":\"x\"}\x00\x01{}\x00\x01{}\x00\x01{}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		frames := split(b)
		m, err := s.Decode(frames)
		if err != nil {
			if m != nil {
				t.Errorf("a message and an error: %v", err)
			}
			return
		}
		if m.Type() == "" {
			t.Error("a message without a type")
		}
		m.ParentID()
		// What was decoded encodes to the same frames, but for the signature.
		again := s.Encode(m)
		at := len(m.Identities) + 1
		frames[at], again[at] = nil, nil
		if d := cmp.Diff(frames, again); d != "" {
			t.Errorf("(-received +sent on):\n%s", d)
		}
		// An answer carries the header on as it came.
		answer, err := s.New("reply", m, struct{}{})
		if err != nil {
			t.Fatal(err)
		}
		back, err := s.Decode(s.Encode(answer))
		if err != nil || !bytes.Equal(back.ParentHeader, m.RawHeader) {
			t.Errorf("the answer's parent_header is %s, not %s (%v)", back.ParentHeader, m.RawHeader, err)
		}
	})
}

// Under a key that it does not know, the fuzzer gets nothing past the signature.
func FuzzDecodeSigned(f *testing.F) {
	stranger := jupyter.NewSession([]byte("a guess"))
	m, err := stranger.New("execute_request", nil, struct{}{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(bytes.Join(stranger.Encode(m), []byte("\x00\x01")))
	s := jupyter.NewSession([]byte("secret"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := s.Decode(split(b)); err == nil {
			t.Errorf("forged: %+v", m)
		}
	})
}
