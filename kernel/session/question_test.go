package session_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/output"
)

func TestQuestions(t *testing.T) {
	nb := open(t)
	pages := func(code string) (pages []string, printed string) {
		nb.n++
		failure := nb.s.Execute(context.Background(), code, nb.n, func(e output.Event) {
			if e.Kind == output.Page {
				text, _ := e.Data["text/plain"].(string)
				pages = append(pages, text)
			} else {
				printed += e.Text
			}
		})
		if failure != nil {
			t.Fatalf("%s failed: %v", code, failure)
		}
		return pages, printed
	}
	for _, c := range []struct {
		code    string
		want    []string
		printed string
	}{
		{"?strings.ToUpper", []string{"func ToUpper(s string) string"}, ""},
		{"fmt.Println?", []string{"func Println("}, ""},
		{"// Twice doubles.\nfunc twice(n int) int { return 2 * n }\ntwice?\n?fmt\nfmt.Print(twice(2))", []string{"Twice doubles.", "Package fmt"}, "4"},
		{"?nowhere.Nothing", nil, "nothing is known of nowhere.Nothing\n"},
		{"? strings.Repeat", []string{"func Repeat("}, ""},
		{"?", nil, "nothing is known of \n"},
	} {
		got, printed := pages(c.code)
		if printed != c.printed || len(got) != len(c.want) {
			t.Errorf("%s: pages %q, printed %q", c.code, got, printed)
			continue
		}
		for i, want := range c.want {
			if !strings.Contains(got[i], want) {
				t.Errorf("%s: page %.200q, without %q", c.code, got[i], want)
			}
		}
	}
}
