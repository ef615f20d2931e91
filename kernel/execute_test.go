package kernel_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

const (
	busy = `status {"execution_state":"busy"}`
	idle = `status {"execution_state":"idle"}`
)

func ok(count int) map[string]any {
	return map[string]any{
		"status": "ok", "execution_count": float64(count),
		"user_expressions": map[string]any{}, "payload": []any{},
	}
}

func TestWhatACellShowsComesInOrder(t *testing.T) {
	for _, transport := range []string{"tcp", "ipc"} {
		c := serve(t, transport).dial(t)
		code := "print 1\nprint 2\nwarn 3\nprint 4\nshow <b>\nclear\nprint 5\nupdate 6\nresult 7"
		got, reply := transcript(t, c, code, jupyter.ExecuteOptions{})
		want := strings.Join([]string{
			busy,
			`execute_input {"code":"print 1\nprint 2\nwarn 3\nprint 4\nshow <b>\nclear\nprint 5\nupdate 6\nresult 7","execution_count":1}`,
			`stream {"name":"stdout","text":"1\n2\n"}`,
			`stream {"name":"stderr","text":"3\n"}`,
			`stream {"name":"stdout","text":"4\n"}`,
			`display_data {"data":{"text/plain":"<b>"},"metadata":{},"transient":{"display_id":"d"}}`,
			`clear_output {"wait":true}`,
			`stream {"name":"stdout","text":"5\n"}`,
			`update_display_data {"data":{"text/plain":"6"},"metadata":{},"transient":{"display_id":"d"}}`,
			`execute_result {"data":{"text/plain":"7"},"execution_count":1,"metadata":{}}`,
			idle,
		}, "\n")
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: iopub (-want +got):\n%s", transport, d)
		}
		if d := cmp.Diff(ok(1), reply); d != "" {
			t.Errorf("%s: reply (-want +got):\n%s", transport, d)
		}
	}
}

func TestSilentAndSkippedHistoryDoNotCount(t *testing.T) {
	c := serve(t, "tcp").dial(t)
	steps := []struct {
		options jupyter.ExecuteOptions
		count   int
	}{
		{jupyter.ExecuteOptions{}, 1},
		{jupyter.ExecuteOptions{Silent: true}, 1},
		{jupyter.ExecuteOptions{SkipHistory: true}, 1},
		{jupyter.ExecuteOptions{}, 2},
	}
	for i, step := range steps {
		got, reply := transcript(t, c, "count\nresult x", step.options)
		if d := cmp.Diff(ok(step.count), reply); d != "" {
			t.Errorf("step %d: reply (-want +got):\n%s", i, d)
		}
		want := strings.Join([]string{
			busy,
			fmt.Sprintf(`execute_input {"code":"count\nresult x","execution_count":%d}`, step.count),
			fmt.Sprintf(`stream {"name":"stdout","text":"%d"}`, step.count),
			fmt.Sprintf(`execute_result {"data":{"text/plain":"x"},"execution_count":%d,"metadata":{}}`, step.count),
			idle,
		}, "\n")
		if step.options.Silent {
			want = busy + "\n" + idle
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("step %d: iopub (-want +got):\n%s", i, d)
		}
	}
	if got, reply := transcript(t, c, "fail", jupyter.ExecuteOptions{Silent: true}); got != busy+"\n"+idle || reply["status"] != "error" {
		t.Errorf("a silent failure: reply %v, iopub:\n%s", reply, got)
	}
}

func TestAFailureIsToldOnceAndInTheReply(t *testing.T) {
	c := serve(t, "tcp").dial(t)
	for code, value := range map[string]string{"print a\nfail badly": "Oops: badly", "print a\npanic b": "KernelError: b"} {
		got, reply := transcript(t, c, code, jupyter.ExecuteOptions{})
		lines := strings.Split(got, "\n")
		if len(lines) != 5 || !strings.HasPrefix(lines[2], "stream ") || !strings.HasPrefix(lines[3], "error ") {
			t.Fatalf("%q: iopub:\n%s", code, got)
		}
		var told map[string]any
		if err := json.Unmarshal([]byte(strings.TrimPrefix(lines[3], "error ")), &told); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]any{value}, told["traceback"]); d != "" {
			t.Errorf("%q: traceback (-want +got):\n%s", code, d)
		}
		told["status"], told["execution_count"] = "error", reply["execution_count"]
		if d := cmp.Diff(told, reply); d != "" {
			t.Errorf("%q: the reply differs from the error message (-error +reply):\n%s", code, d)
		}
	}
	if got, _ := transcript(t, c, "unencodable", jupyter.ExecuteOptions{}); !strings.Contains(got, `stream {"name":"stderr","text":"an output of kind display_data was not shown`) {
		t.Errorf("an output that does not encode: iopub:\n%s", got)
	}
}

func TestAFloodArrivesWhole(t *testing.T) {
	c := serve(t, "tcp").dial(t)
	size, messages := 0, 0
	_, err := c.Execute(deadline(t), "flood", jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
		if m.Type() == "stream" {
			messages++
			size += len(decode(t, m)["text"].(string))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if size != 30_000*1024 {
		t.Errorf("%d bytes of %d arrived", size, 30_000*1024)
	}
	if messages > 4000 {
		t.Errorf("%d messages: text is not gathered", messages)
	}
}

func TestCharactersAreNotTornApart(t *testing.T) {
	c := serve(t, "tcp").dial(t)
	text := strings.Repeat("é€😀", 3000)
	var got strings.Builder
	_, err := c.Execute(deadline(t), "bytes "+text, jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
		if m.Type() == "stream" {
			got.WriteString(decode(t, m)["text"].(string))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != text {
		t.Errorf("characters were lost: %d of %d are broken", strings.Count(got.String(), string(utf8.RuneError)), utf8.RuneCountInString(text))
	}
}
