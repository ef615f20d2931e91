package kernel_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

func TestPayloads(t *testing.T) {
	c := serve(t, "tcp").dial(t)
	page := map[string]any{"source": "page", "data": map[string]any{"text/plain": "about x"}, "start": 0.0}
	next := map[string]any{"source": "set_next_input", "text": "y := 2", "replace": false}
	got, reply := transcript(t, c, "page about x\nnext x := 1\nnext y := 2", jupyter.ExecuteOptions{})
	if d := cmp.Diff([]any{page, next}, reply["payload"]); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if strings.Contains(got, "about x\"") || strings.Contains(got, "stderr") {
		t.Errorf("iopub:\n%s", got)
	}
	_, reply = transcript(t, c, "page about x\nfail", jupyter.ExecuteOptions{})
	if d := cmp.Diff([]any{page}, reply["payload"]); d != "" || reply["status"] != "error" {
		t.Errorf("of a cell that failed (-want +got):\n%s", d)
	}
	if _, reply = transcript(t, c, "page about x", jupyter.ExecuteOptions{Silent: true}); len(reply["payload"].([]any)) != 0 {
		t.Errorf("a silent one got %v", reply)
	}
}

func TestAPayloadThatComesTooLate(t *testing.T) {
	k := serve(t, "tcp")
	c := k.dial(t)
	messages := k.published(t, c)
	transcript(t, c, "late page", jupyter.ExecuteOptions{})
	transcript(t, c, "release", jupyter.ExecuteOptions{})
	if text := decode(t, next(t, messages, "stream"))["text"]; text != "an output of kind page was not shown: its cell has ended\n" {
		t.Errorf("got %q", text)
	}
}

// A reply that cannot be encoded is replaced by one that says so.
func TestAReplyThatCannotBeEncoded(t *testing.T) {
	c := serve(t, "tcp").dial(t)
	o := jupyter.ExecuteOptions{Expressions: map[string]string{"x": "result unencodable"}}
	if _, reply := transcript(t, c, "print", o); reply["status"] != "error" || !strings.Contains(reply["evalue"].(string), "the content of the execute_reply") {
		t.Errorf("got %v", reply)
	}
}
