package kernel

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gopherbook/gopherbook/kernel/output"
)

func TestTextIsGatheredForATenthOfASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []string
		o := newOutbox(func(what message) error {
			got = append(got, what.content.(map[string]any)["text"].(string))
			return nil
		})
		write := func(text string) { o.emit(output.Event{Kind: output.Stream, Name: "stdout", Text: text}) }
		expect := func(want ...string) {
			t.Helper()
			o.mu.Lock()
			defer o.mu.Unlock()
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			got = nil
		}
		write("a")
		time.Sleep(gatherTime / 2)
		write("b")
		expect()
		time.Sleep(gatherTime)
		expect("ab")

		write("c€"[:2]) // the first byte of three
		time.Sleep(2 * gatherTime)
		expect("c")
		write("€"[1:])
		time.Sleep(2 * gatherTime)
		expect("€")

		write("\xe2")
		o.end() // no more is to come
		expect("\xe2")
		time.Sleep(time.Hour)
		expect()
	})
}

func TestWholeLength(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "a": 1, "é": 2, "€": 3, "😀": 4, "a\xc3": 1, "a\xe2": 1, "a\xe2\x82": 1, "a\xf0\x9f\x98": 1,
		"\x80": 1, "\x80\x80\x80\x80": 4, "a\xff": 2,
	} {
		if got := wholeLength([]byte(text)); got != want {
			t.Errorf("wholeLength(%q) = %d, want %d", text, got, want)
		}
	}
}
