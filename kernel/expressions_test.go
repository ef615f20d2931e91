package kernel_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

func TestUserExpressions(t *testing.T) {
	c := serve(t, "tcp").dial(t)
	o := jupyter.ExecuteOptions{Expressions: map[string]string{
		"a": "result 1", "b": "fail badly", "c": "print c", "d": "panic d", "e": "result 5",
	}}
	want := map[string]any{
		"a": map[string]any{"status": "ok", "data": map[string]any{"text/plain": "1"}, "metadata": map[string]any{}},
		"b": map[string]any{"status": "error", "ename": "Oops", "evalue": "badly", "traceback": []any{"Oops: badly"}},
		"c": map[string]any{"status": "ok", "data": map[string]any{"text/plain": ""}, "metadata": map[string]any{}},
		"d": map[string]any{"status": "error", "ename": "KernelError", "evalue": "d", "traceback": []any{"KernelError: d"}},
		"e": map[string]any{"status": "ok", "data": map[string]any{"text/plain": "5"}, "metadata": map[string]any{}},
	}
	got, reply := transcript(t, c, "print cell", o)
	if d := cmp.Diff(want, reply["user_expressions"]); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if reply["status"] != "ok" || strings.Contains(got, "error") || !strings.Contains(got, `"cell\nc\n"`) {
		t.Errorf("%s\n%v", got, reply)
	}
	o.Silent = true
	got, reply = transcript(t, c, "print cell", o)
	if d := cmp.Diff(want, reply["user_expressions"]); d != "" || got != busy+"\n"+idle {
		t.Errorf("silent: %s\n(-want +got):\n%s", got, d)
	}
	if _, reply = transcript(t, c, "fail", o); reply["user_expressions"] != nil {
		t.Errorf("after a failure: %v", reply)
	}
	o.Silent = false
	if _, reply = transcript(t, c, "print", o); reply["execution_count"] != 2.0 { // neither the expressions nor the silent cells counted
		t.Errorf("count %v", reply["execution_count"])
	}
	if got := past(t, c, map[string]any{"hist_access_type": "tail"}); got != `[[1,1,"print cell"],[1,2,"print"]]` {
		t.Errorf("history %s", got)
	}
}
