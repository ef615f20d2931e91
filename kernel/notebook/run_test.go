package notebook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
	"github.com/gopherbook/gopherbook/kernel/notebook"
)

// script is a kernel that plays back messages: by code, what each line says.
type script struct {
	t     *testing.T
	plays map[string][]string // code to lines of "type {content}"
	ran   []string
	allow []bool // AllowErrors of each request
	count int
}

func message(t *testing.T, line string) *jupyter.Message {
	msgType, content, ok := strings.Cut(line, " ")
	if !ok {
		t.Fatalf("bad line %q", line)
	}
	return &jupyter.Message{Header: jupyter.Header{MsgType: msgType}, Content: json.RawMessage(content)}
}

func (s *script) KernelInfo(context.Context) (*jupyter.Message, error) {
	return message(s.t, `kernel_info_reply {"status": "ok", "language_info": {"name": "go", "file_extension": ".go"}}`), nil
}

func (s *script) Execute(ctx context.Context, code string, o jupyter.ExecuteOptions, onOutput func(*jupyter.Message)) (*jupyter.Message, error) {
	s.ran = append(s.ran, code)
	s.allow = append(s.allow, o.AllowErrors)
	s.count++
	onOutput(message(s.t, `status {"execution_state": "busy"}`))
	reply := message(s.t, fmt.Sprintf(`execute_reply {"status": "ok", "execution_count": %d}`, s.count))
	for _, line := range s.plays[code] {
		m := message(s.t, line)
		switch m.Type() {
		case "execute_reply":
			reply = m
		case "gone":
			return nil, jupyter.ErrKernelGone
		default:
			onOutput(m)
		}
	}
	onOutput(message(s.t, `status {"execution_state": "idle"}`))
	return reply, nil
}

func (s *script) Interrupt(context.Context) error { return nil }

// book makes a notebook of code cells.
func book(sources ...string) *notebook.Notebook {
	nb := &notebook.Notebook{Minor: 5}
	for _, s := range sources {
		nb.Cells = append(nb.Cells, &notebook.Cell{Type: notebook.Code, Source: s})
	}
	return nb
}

// outputs runs one cell for which the kernel says these lines.
func outputs(t *testing.T, lines ...string) []*notebook.Output {
	t.Helper()
	nb := book("x")
	if err := notebook.Run(t.Context(), nb, &script{t: t, plays: map[string][]string{"x": lines}}, notebook.RunOptions{}); err != nil {
		t.Fatal(err)
	}
	return nb.Cells[0].Outputs
}

func stdout(text string) *notebook.Output {
	return &notebook.Output{Type: notebook.Stream, Name: "stdout", Text: text}
}

func plain(text string) map[string]any { return map[string]any{"text/plain": text} }

func TestRunOutputs(t *testing.T) {
	three := 3
	for _, test := range []struct {
		name  string
		lines []string
		want  []*notebook.Output
	}{
		{"streams merge while they are the same", []string{
			`stream {"name": "stdout", "text": "a\n"}`,
			`stream {"name": "stdout", "text": "b"}`,
			`stream {"name": "stderr", "text": "c"}`,
			`stream {"name": "stdout", "text": "d"}`,
		}, []*notebook.Output{stdout("a\nb"), {Type: "stream", Name: "stderr", Text: "c"}, stdout("d")}},
		{"displays stay between prints", []string{
			`stream {"name": "stdout", "text": "a"}`,
			`display_data {"data": {"text/plain": "D", "application/json": ["x", "y"]}, "metadata": {"text/plain": {}}}`,
			`stream {"name": "stdout", "text": "b"}`,
			`execute_result {"execution_count": 3, "data": {"text/plain": "R"}, "metadata": {}}`,
		}, []*notebook.Output{
			stdout("a"),
			{Type: "display_data", Data: map[string]any{"text/plain": "D", "application/json": []any{"x", "y"}}, Metadata: map[string]any{"text/plain": map[string]any{}}},
			stdout("b"),
			{Type: "execute_result", Data: plain("R"), Metadata: map[string]any{}, ExecutionCount: &three},
		}},
		{"a display is updated in its place", []string{
			`display_data {"data": {"text/plain": "1"}, "metadata": {}, "transient": {"display_id": "p"}}`,
			`stream {"name": "stdout", "text": "a"}`,
			`update_display_data {"data": {"text/plain": "2"}, "metadata": {}, "transient": {"display_id": "p"}}`,
			`update_display_data {"data": {"text/plain": "3"}, "metadata": {}, "transient": {"display_id": "unknown"}}`,
			`stream {"name": "stdout", "text": "b"}`,
		}, []*notebook.Output{{Type: "display_data", Data: plain("2"), Metadata: map[string]any{}}, stdout("ab")}},
		{"clear at once", []string{
			`stream {"name": "stdout", "text": "a"}`,
			`clear_output {"wait": false}`,
			`stream {"name": "stdout", "text": "b"}`,
		}, []*notebook.Output{stdout("b")}},
		{"clear with the next output", []string{
			`stream {"name": "stdout", "text": "a"}`,
			`clear_output {"wait": true}`,
			`stream {"name": "stdout", "text": "b"}`,
			`stream {"name": "stdout", "text": "c"}`,
			`clear_output {"wait": true}`,
		}, []*notebook.Output{stdout("bc")}},
		{"what a progress bar prints over is dropped", []string{
			`stream {"name": "stdout", "text": "start\n 10%\r 20%"}`,
			`stream {"name": "stdout", "text": "\r100%"}`,
			`stream {"name": "stdout", "text": "\nend\r\n"}`,
		}, []*notebook.Output{stdout("start\n100%\nend\r\n")}},
		{"what still shows is kept", []string{
			`stream {"name": "stdout", "text": "longest\rlong\rlonger\r"}`,
			`stream {"name": "stdout", "text": "x\n\u001b[31mred\rx"}`,
		}, []*notebook.Output{stdout("longest\rlonger\rx\n\u001b[31mred\rx")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, outputs(t, test.lines...)); diff != "" {
				t.Errorf("outputs (-want +got):\n%s", diff)
			}
		})
	}
}

// A display shown in one cell can be updated from a later one.
func TestRunUpdatesEarlierCells(t *testing.T) {
	nb := book("show", "update")
	kernel := &script{t: t, plays: map[string][]string{
		"show":   {`display_data {"data": {"text/plain": "1"}, "metadata": {}, "transient": {"display_id": "p"}}`},
		"update": {`update_display_data {"data": {"text/plain": "2"}, "metadata": {}, "transient": {"display_id": "p"}}`},
	}}
	if err := notebook.Run(t.Context(), nb, kernel, notebook.RunOptions{}); err != nil {
		t.Fatal(err)
	}
	if got := nb.Cells[0].Outputs[0].Data["text/plain"]; got != "2" {
		t.Errorf("the first cell shows %v, want 2", got)
	}
	if len(nb.Cells[1].Outputs) != 0 {
		t.Error("the update shows in its own cell too")
	}
}

var failing = []string{
	`error {"ename": "panic", "evalue": "boom", "traceback": ["panic: boom", "cell 2, line 1"]}`,
	`execute_reply {"status": "error", "execution_count": 2, "ename": "panic", "evalue": "boom", "traceback": ["panic: boom"]}`,
}

func TestRunStopsAtFailure(t *testing.T) {
	nb := book("one", "// A comment.\n\n  boom()\nmore()", "three")
	nb.Cells[2].Outputs = []*notebook.Output{stdout("from an earlier run")}
	kernel := &script{t: t, plays: map[string][]string{nb.Cells[1].Source: failing}}
	err := notebook.Run(t.Context(), nb, kernel, notebook.RunOptions{})
	var cell *notebook.CellError
	if !errors.As(err, &cell) {
		t.Fatalf("error is %v, want a CellError", err)
	}
	if want := "notebook: code cell 2 (boom()) failed: panic: boom"; err.Error() != want {
		t.Errorf("error is %q, want %q", err, want)
	}
	if diff := cmp.Diff([]string{"one", nb.Cells[1].Source}, kernel.ran); diff != "" {
		t.Errorf("cells run (-want +got):\n%s", diff)
	}
	if out := nb.Cells[1].Outputs; len(out) != 1 || out[0].EName != "panic" || *nb.Cells[1].ExecutionCount != 2 {
		t.Errorf("the failed cell has outputs %+v", out)
	}
	if len(nb.Cells[2].Outputs) != 0 {
		t.Error("a cell that did not run still has outputs")
	}
}

func TestRunGoesOnWhereErrorsAreExpected(t *testing.T) {
	tagged := book("boom", "after")
	tagged.Cells[0].Metadata = map[string]any{"tags": []any{"raises-exception"}}
	for name, test := range map[string]struct {
		nb    *notebook.Notebook
		opts  notebook.RunOptions
		allow []bool
	}{
		"tag":    {tagged, notebook.RunOptions{}, []bool{true, false}},
		"option": {book("boom", "after"), notebook.RunOptions{AllowErrors: true}, []bool{true, true}},
	} {
		kernel := &script{t: t, plays: map[string][]string{"boom": failing}}
		if err := notebook.Run(t.Context(), test.nb, kernel, test.opts); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(test.allow, kernel.allow); diff != "" {
			t.Errorf("%s: AllowErrors of the requests (-want +got):\n%s", name, diff)
		}
	}
}

func TestRunKernelTrouble(t *testing.T) {
	for name, test := range map[string]struct {
		lines []string
		want  string
	}{
		"gone":    {[]string{`stream {"name": "stdout", "text": "last words"}`, `gone {}`}, "code cell 1 (x) did not end: jupyter: the kernel is gone"},
		"aborted": {[]string{`execute_reply {"status": "aborted"}`}, `the kernel answered "aborted"`},
		"broken":  {[]string{`stream {"name": 5}`}, "the kernel sent a broken stream message"},
		"reply":   {[]string{`execute_reply []`}, "the kernel sent a broken execute_reply"},
	} {
		nb := book("x")
		err := notebook.Run(t.Context(), nb, &script{t: t, plays: map[string][]string{"x": test.lines}}, notebook.RunOptions{})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error is %v, want %q in it", name, err, test.want)
		}
		if name == "gone" && (len(nb.Cells[0].Outputs) != 1 || nb.Cells[0].Outputs[0].Text != "last words") {
			t.Errorf("outputs before the end are lost: %+v", nb.Cells[0].Outputs)
		}
	}
}

func TestRunLeavesOut(t *testing.T) {
	nb := book("", " \n", "skipped", "run")
	nb.Cells[2].Metadata = map[string]any{"tags": []any{"skip-execution"}}
	nb.Cells = append(nb.Cells, &notebook.Cell{Type: notebook.Markdown, Source: "# Title"})
	kernel := &script{t: t}
	if err := notebook.Run(t.Context(), nb, kernel, notebook.RunOptions{}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"run"}, kernel.ran); diff != "" {
		t.Errorf("cells run (-want +got):\n%s", diff)
	}
	language, _ := nb.Metadata["language_info"].(map[string]any)
	if language["name"] != "go" {
		t.Errorf("language_info is %v", language)
	}
}

// log is an observer that writes down what it is told.
type log []string

func (l *log) CellStarted(p notebook.Progress) {
	*l = append(*l, fmt.Sprintf("start %d of %d", p.Number, p.Total))
}

func (l *log) CellOutput(p notebook.Progress, stream, text string) {
	*l = append(*l, fmt.Sprintf("%s %q", stream, text))
}

func (l *log) CellEnded(p notebook.Progress, took time.Duration, err error) {
	*l = append(*l, fmt.Sprintf("end %d: %v", p.Number, err))
}

func TestRunObserver(t *testing.T) {
	nb := book("ok", "boom")
	kernel := &script{t: t, plays: map[string][]string{
		"ok": {
			`stream {"name": "stdout", "text": " 50%\r100%"}`,
			`execute_result {"execution_count": 1, "data": {"text/plain": "3"}, "metadata": {}}`,
			`display_data {"data": {"image/png": "AAAA"}, "metadata": {}}`,
		},
		"boom": failing,
	}}
	var got log
	if err := notebook.Run(t.Context(), nb, kernel, notebook.RunOptions{Observer: &got}); err == nil {
		t.Error("no error")
	}
	want := log{
		"start 1 of 2", `stdout " 50%\r100%"`, `stdout "3\n"`, "end 1: <nil>",
		"start 2 of 2", `stderr "panic: boom\ncell 2, line 1\n"`, "end 2: code cell 2 (boom) failed: panic: boom",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the observer heard (-want +got):\n%s", diff)
	}
}

// A terminal shows a progress bar in one line, and what comes after it in the next.
func TestRunShowsDisplaysAnew(t *testing.T) {
	show := func(kind, id, text string) string {
		return fmt.Sprintf(`%s {"data": {"text/plain": %q}, "metadata": {}, "transient": {"display_id": %q}}`, kind, text, id)
	}
	for name, test := range map[string]struct {
		lines []string
		want  string
	}{
		"a bar": {[]string{
			show("display_data", "bar", "1/2 [=.] note"),
			show("update_display_data", "bar", "2/2 [==]"),
			`stream {"name": "stdout", "text": "after\n"}`,
			show("update_display_data", "bar", "too late"),
		}, "1/2 [=.] note\r2/2 [==]     \nafter\n"},
		"two bars": {[]string{
			show("display_data", "a", "a1"), show("display_data", "b", "b1"),
			show("update_display_data", "a", "a2"), show("update_display_data", "b", "b2"),
		}, "a1\nb1\rb2"},
		"several lines": {[]string{
			show("display_data", "table", "1\n2"), show("update_display_data", "table", "3\n4"),
		}, "1\n2\n"},
		"an error after a bar": {append([]string{show("display_data", "bar", "1/2")}, failing...), "1/2\npanic: boom\ncell 2, line 1\n"},
	} {
		var got transcript
		kernel := &script{t: t, plays: map[string][]string{"x": test.lines}}
		if err := notebook.Run(t.Context(), book("x"), kernel, notebook.RunOptions{Observer: &got, AllowErrors: true}); err != nil {
			t.Fatal(err)
		}
		if string(got) != test.want {
			t.Errorf("%s: the terminal shows %q, not %q", name, got, test.want)
		}
	}
}

// transcript is an observer that keeps what a terminal would show.
type transcript string

func (s *transcript) CellStarted(notebook.Progress) {}

func (s *transcript) CellOutput(_ notebook.Progress, _, text string) { *s += transcript(text) }

func (s *transcript) CellEnded(notebook.Progress, time.Duration, error) {}
