package display_test

import (
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/display"
	"github.com/gopherbook/gopherbook/kernel/internal/sink"
	"github.com/gopherbook/gopherbook/kernel/output"
)

// live records what is shown, as a front end would get it.
func live(t *testing.T) *[]output.Event {
	t.Helper()
	var events []output.Event
	emit, was := sink.Emit, sink.Live
	sink.Emit, sink.Live = func(e output.Event) { events = append(events, e) }, true
	t.Cleanup(func() { sink.Emit, sink.Live = emit, was })
	return &events
}

// A bar shows itself once, and then anew in the same place.
func TestProgress(t *testing.T) {
	events := live(t)
	bar := display.Progress(200)
	bar.Describe("<file %d>", 1)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 50 {
				bar.Add(1)
			}
		})
	}
	group.Wait()
	bar.Close()
	bar.Close()
	bar.Add(1)

	if len(*events) < 3 || len(*events) > 60 {
		t.Fatalf("a bar of 200 steps was drawn %d times", len(*events))
	}
	first, last := (*events)[0], (*events)[len(*events)-1]
	if first.Kind != output.DisplayData || first.Data["text/plain"] != "  0/200 [..............................]" {
		t.Errorf("the bar begins with %v", first)
	}
	for _, e := range (*events)[1:] {
		if e.Kind != output.UpdateDisplayData || e.Transient["display_id"] != first.Transient["display_id"] {
			t.Errorf("the bar is not shown anew in its place: %v", e)
		}
	}
	text, html := last.Data["text/plain"].(string), last.Data["text/html"].(string)
	if !regexp.MustCompile(`^200/200 \[={30}\] - \d+s - <file 1>$`).MatchString(text) {
		t.Errorf("the bar ends with the text %s", text)
	}
	if !regexp.MustCompile(`<progress max="200" value="200"></progress> 200/200 - \d+s - &lt;file 1&gt;</div>$`).MatchString(html) {
		t.Errorf("the bar ends with the HTML %s", html)
	}
}

func TestProgressWithoutATotal(t *testing.T) {
	events := live(t)
	bar := display.Progress(0)
	bar.Set(12345)
	bar.Close()
	if first := (*events)[0].Data; first["text/plain"] != "0" || !strings.Contains(first["text/html"].(string), "<progress></progress> 0") {
		t.Errorf("the bar begins with %v", first)
	}
	last := (*events)[len(*events)-1].Data
	if !regexp.MustCompile(`^12345 - \d+s$`).MatchString(last["text/plain"].(string)) || strings.Contains(last["text/html"].(string), "<progress>") {
		t.Errorf("the bar ends with %v", last)
	}
}

// Halfway, the bar tells how far it is and when it will be done.
func TestProgressHalfway(t *testing.T) {
	events := live(t)
	bar := display.Progress(10)
	for !strings.Contains((*events)[len(*events)-1].Data["text/plain"].(string), " 5/10") {
		bar.Set(5) // until a tenth of a second has passed
	}
	text := (*events)[len(*events)-1].Data["text/plain"].(string)
	if text != " 5/10 [==============>...............] - ETA: 0s" {
		t.Errorf("halfway the bar is %q", text)
	}
	bar.Close()
	if text := (*events)[len(*events)-1].Data["text/plain"].(string); !strings.HasPrefix(text, " 5/10 [==============>...............] - ") || strings.Contains(text, "ETA") {
		t.Errorf("a bar that is closed early ends with %q", text)
	}
}
