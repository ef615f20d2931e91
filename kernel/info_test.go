package kernel_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKernelInfo(t *testing.T) {
	c := serve(t, "tcp").dial(t)
	reply, err := c.KernelInfo(deadline(t))
	if err != nil {
		t.Fatal(err)
	}
	got := decode(t, reply)
	version := strings.TrimPrefix(runtime.Version(), "go")
	want := map[string]any{
		"name": "go", "version": version, "mimetype": "text/x-go", "file_extension": ".go",
		"codemirror_mode": "go", "pygments_lexer": "go", "nbconvert_exporter": "script",
	}
	if d := cmp.Diff(want, got["language_info"]); d != "" {
		t.Errorf("language_info (-want +got):\n%s", d)
	}
	if got["protocol_version"] != "5.5" || got["implementation"] != "gopherbook" || got["implementation_version"] != "1.2.3" {
		t.Errorf("got %v", got)
	}
	if banner := got["banner"].(string); !strings.HasPrefix(banner, "gopherbook 1.2.3: Go "+version) {
		t.Errorf("banner %q", banner)
	}
}

func TestQueriesAreAnswered(t *testing.T) {
	c := serve(t, "tcp").dial(t)
	for _, query := range []struct {
		request string
		content any
		reply   map[string]any
	}{
		{"is_complete", map[string]any{"code": "x"}, map[string]any{"status": "complete"}},
		{"is_complete", map[string]any{"code": "x {"}, map[string]any{"status": "incomplete", "indent": "\t"}},
		{"complete", map[string]any{"code": "x😀 fm", "cursor_pos": 5}, map[string]any{
			"status": "ok", "matches": []any{"FM"}, "cursor_start": 3.0, "cursor_end": 5.0,
			"metadata": map[string]any{"_jupyter_types_experimental": []any{
				map[string]any{"text": "FM", "type": "function", "signature": "()", "start": 3.0, "end": 5.0},
			}},
		}},
		{"inspect", map[string]any{"code": "fm", "cursor_pos": 2}, map[string]any{
			"status": "ok", "found": true, "data": map[string]any{"text/plain": "fm0"}, "metadata": map[string]any{},
		}},
		{"inspect", map[string]any{"code": "é😀x", "cursor_pos": 2, "detail_level": 1}, map[string]any{
			"status": "ok", "found": true, "data": map[string]any{"text/plain": "é😀1"}, "metadata": map[string]any{},
		}},
		{"inspect", map[string]any{"code": "fm ", "cursor_pos": 99}, map[string]any{
			"status": "ok", "found": false, "data": map[string]any{}, "metadata": map[string]any{},
		}},
		{"comm_info", struct{}{}, map[string]any{"status": "ok", "comms": map[string]any{}}},
	} {
		reply, err := c.Request(deadline(t), query.request+"_request", query.content)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(query.reply, decode(t, reply)); d != "" || reply.Type() != query.request+"_reply" {
			t.Errorf("%s (-want +got):\n%s", reply.Type(), d)
		}
	}
}
