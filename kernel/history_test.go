package kernel_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel"
	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

// past returns the history that a kernel tells, as JSON.
func past(t *testing.T, c *jupyter.Client, content map[string]any) string {
	t.Helper()
	reply, err := c.Request(deadline(t), "history_request", content)
	if err != nil {
		t.Fatal(err)
	}
	got := decode(t, reply)
	if got["status"] != "ok" {
		return got["evalue"].(string)
	}
	b, err := json.Marshal(got["history"])
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestHistory(t *testing.T) {
	o := kernel.Options{History: filepath.Join(t.TempDir(), "history")}
	k := serveWith(t, "tcp", o)
	c := k.dial(t)
	if got := past(t, c, map[string]any{"hist_access_type": "tail", "n": 5}); got != "[]" {
		t.Errorf("at first there is %s", got)
	}
	transcript(t, c, "print former", jupyter.ExecuteOptions{})
	if err := c.Shutdown(deadline(t), false); err != nil {
		t.Fatal(err)
	}
	k.ended(t)

	c = serveWith(t, "tcp", o).dial(t)
	transcript(t, c, "result 1", jupyter.ExecuteOptions{})
	transcript(t, c, "print silent", jupyter.ExecuteOptions{Silent: true})
	transcript(t, c, "print skipped", jupyter.ExecuteOptions{SkipHistory: true})
	transcript(t, c, "fail", jupyter.ExecuteOptions{})
	transcript(t, c, "result 2", jupyter.ExecuteOptions{})
	transcript(t, c, "result 1", jupyter.ExecuteOptions{})
	for _, q := range []struct {
		content map[string]any
		want    string
	}{
		{map[string]any{"hist_access_type": "tail", "n": 2, "raw": true, "output": false}, `[[2,3,"result 2"],[2,4,"result 1"]]`},
		{map[string]any{"hist_access_type": "tail", "n": 3, "output": true}, `[[2,2,["fail",null]],[2,3,["result 2","2"]],[2,4,["result 1","1"]]]`},
		{map[string]any{"hist_access_type": "tail", "n": nil}, `[[1,1,"print former"],[2,1,"result 1"],[2,2,"fail"],[2,3,"result 2"],[2,4,"result 1"]]`},
		{map[string]any{"hist_access_type": "range", "session": 0, "start": 1, "stop": 3}, `[[2,1,"result 1"],[2,2,"fail"]]`},
		{map[string]any{"hist_access_type": "range", "session": -1, "start": 0, "stop": nil}, `[[1,1,"print former"]]`},
		{map[string]any{"hist_access_type": "search", "pattern": "result*", "n": 2}, `[[2,3,"result 2"],[2,4,"result 1"]]`},
		{map[string]any{"hist_access_type": "search", "pattern": "result*", "unique": true}, `[[2,3,"result 2"],[2,4,"result 1"]]`},
		{map[string]any{"hist_access_type": "search", "pattern": "*FORMER"}, `[]`},
		{map[string]any{"hist_access_type": "all"}, `hist_access_type is "all", not tail, range or search`},
		{map[string]any{"hist_access_type": "tail", "n": "many"}, `json: cannot unmarshal string into Go struct field historyRequest.n of type int`},
	} {
		if got := past(t, c, q.content); got != q.want {
			t.Errorf("%v:\ngot  %s\nwant %s", q.content, got, q.want)
		}
	}
}

// A history that cannot be written keeps no cell from running.
func TestHistoryThatCannotBeWritten(t *testing.T) {
	c := serveWith(t, "tcp", kernel.Options{History: "/dev/null/history"}).dial(t)
	if got, reply := transcript(t, c, "print on", jupyter.ExecuteOptions{}); reply["status"] != "ok" || !strings.Contains(got, `"on\n"`) {
		t.Errorf("%s\n%v", got, reply)
	}
	if got := past(t, c, map[string]any{"hist_access_type": "tail"}); got != `[[1,1,"print on"]]` {
		t.Errorf("the history is %s", got)
	}
}
