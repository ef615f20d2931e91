package display_test

import (
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gopherbook/gopherbook/kernel/display"
	"github.com/gopherbook/gopherbook/kernel/internal/sink"
	"github.com/gopherbook/gopherbook/kernel/output"
)

// frontEnd keeps what is shown, as one that can show things anew.
type frontEnd struct {
	mu     sync.Mutex
	events []output.Event
}

func live(t *testing.T) *frontEnd {
	t.Helper()
	f := &frontEnd{}
	emit, was := sink.Emit, sink.Live
	sink.Live = true
	sink.Emit = func(e output.Event) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.events = append(f.events, e)
	}
	t.Cleanup(func() { sink.Emit, sink.Live = emit, was })
	return f
}

func (f *frontEnd) shown() []output.Event {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.events
}

// last returns the text and the HTML that were shown last.
func (f *frontEnd) last() (text, html string) {
	events := f.shown()
	if len(events) == 0 {
		return "", ""
	}
	data := events[len(events)-1].Data
	return data["text/plain"].(string), data["text/html"].(string)
}

// A bar shows itself before the first step, and then anew in its place.
func TestProgress(t *testing.T) {
	f := live(t)
	bar := display.Progress(200)
	for len(f.shown()) == 0 {
		time.Sleep(time.Millisecond)
	}
	first := f.shown()[0]
	if first.Kind != output.DisplayData || first.Data["text/plain"] != "  0/200 [..............................]" {
		t.Errorf("the bar begins with %v", first)
	}

	for text := ""; !strings.HasPrefix(text, "100/200 [==============>...............] - ETA: "); text, _ = f.last() {
		bar.Set(100) // until a tenth of a second has passed
	}
	bar.Describe("<file %d>", 1)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 25 {
				bar.Add(1)
			}
		})
	}
	group.Wait()
	bar.Close()
	bar.Close()
	bar.Add(1)

	text, html := f.last()
	if !regexp.MustCompile(`^200/200 \[={30}\] - \d+s - <file 1>$`).MatchString(text) {
		t.Errorf("the bar ends with the text %s", text)
	}
	if !regexp.MustCompile(`<progress max="200" value="200"></progress> 200/200 - \d+s - &lt;file 1&gt;</div>$`).MatchString(html) {
		t.Errorf("the bar ends with the HTML %s", html)
	}
	for _, e := range f.shown()[1:] {
		if e.Kind != output.UpdateDisplayData || e.Transient["display_id"] != first.Transient["display_id"] {
			t.Errorf("the bar is not shown anew in its place: %v", e)
		}
	}
}

// What ends at once is shown once, complete.
func TestShortProgress(t *testing.T) {
	f := live(t)
	start := time.Now()
	bar := display.Progress(1000)
	for range 1000 {
		bar.Add(1)
	}
	bar.Close()
	text, _ := f.last()
	if !strings.HasPrefix(text, "1000/1000 [==============================] - ") {
		t.Errorf("the bar is %q", text)
	}
	// The last step draws it, and closing; on a slow machine perhaps more.
	if n := len(f.shown()); n > 2+int(time.Since(start)/(100*time.Millisecond)) {
		t.Errorf("the bar was drawn %d times", n)
	}
}

func TestProgressClosedEarly(t *testing.T) {
	f := live(t)
	bar := display.Progress(10)
	bar.Set(5)
	bar.Close()
	if text, _ := f.last(); !strings.HasPrefix(text, " 5/10 [==============>...............] - ") || strings.Contains(text, "ETA") {
		t.Errorf("a bar that is closed early ends with %q", text)
	}
}

func TestProgressWithoutATotal(t *testing.T) {
	f := live(t)
	bar := display.Progress(0)
	for text := ""; !strings.HasPrefix(text, "12345"); text, _ = f.last() {
		bar.Set(12345)
	}
	if _, html := f.last(); !strings.Contains(html, "<progress></progress> 12345") {
		t.Errorf("the bar is %s", html)
	}
	bar.Close()
	text, html := f.last()
	if !regexp.MustCompile(`^12345 - \d+s$`).MatchString(text) || strings.Contains(html, "<progress>") {
		t.Errorf("the bar ends with %s and %s", text, html)
	}
}

// Outside a notebook, a bar is a line at its end.
func ExampleProgress() {
	bar := display.Progress(3)
	for range 3 {
		bar.Add(1)
	}
	bar.Close()
	// Output: 3/3 [==============================] - 0s
}
