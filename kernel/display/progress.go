package display

import (
	"fmt"
	"html"
	"strings"
	"sync"
	"time"

	"github.com/gopherbook/gopherbook/kernel/internal/sink"
)

// ProgressBar shows how far a long computation has come. Its methods may be
// called by several goroutines at once, and as often as one likes: it is drawn
// anew every tenth of a second at most.
type ProgressBar struct {
	mu     sync.Mutex
	handle *Handle // nil before the first drawing
	total  int
	done   int
	note   string
	closed bool
	start  time.Time
	drawn  time.Time // when the bar was drawn last, or is held to have been
}

const (
	firstDrawing = 300 * time.Millisecond // after the start; what ends earlier is drawn once
	redrawEvery  = 100 * time.Millisecond // at most
)

// Progress shows a bar for so many steps, and returns it:
//
//	bar := display.Progress(len(files))
//	defer bar.Close()
//	for _, f := range files {
//		read(f)
//		bar.Add(1)
//	}
//
// With a total of 0, steps are counted. A front end that cannot show things
// anew, such as jupyter console, shows the bar as it is after the first moment,
// with the time that is left. Outside a notebook, Close prints a line.
func Progress(total int) *ProgressBar {
	b := &ProgressBar{total: max(0, total), start: time.Now()}
	b.drawn = b.start.Add(firstDrawing - redrawEvery)
	if sink.Live {
		go func() { // the first step may take long
			time.Sleep(firstDrawing)
			b.mu.Lock()
			defer b.mu.Unlock()
			if b.handle == nil {
				b.redraw()
			}
		}()
	}
	return b
}

// Add tells that n more steps are done.
func (b *ProgressBar) Add(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done += n
	b.redraw()
}

// Set tells that n steps are done in all.
func (b *ProgressBar) Set(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done = n
	b.redraw()
}

// Describe sets a text that stands after the bar, such as what is being done.
func (b *ProgressBar) Describe(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.note = oneLine(fmt.Sprintf(format, args...))
	b.redraw()
}

// Close draws the bar for the last time, with the time that it took. What
// comes after changes nothing.
func (b *ProgressBar) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return
	}
	b.closed = true
	b.draw()
}

func (b *ProgressBar) redraw() {
	if !b.closed && sink.Live && (b.done == b.total || time.Since(b.drawn) >= redrawEvery) {
		b.draw()
	}
}

func (b *ProgressBar) draw() {
	b.drawn = time.Now()
	if b.handle == nil {
		b.handle = Show(b.data())
		return
	}
	b.handle.Update(b.data())
}

// data returns the bar as text, in the form that Keras has made known, and as
// HTML.
func (b *ProgressBar) data() Data {
	ended := b.closed || b.total > 0 && b.done >= b.total
	after := b.clock(ended)
	if b.note != "" {
		after += " - " + b.note
	}
	if b.total == 0 {
		counted := fmt.Sprintf("%d%s", b.done, after)
		bar := ""
		if !ended {
			bar = "<progress></progress> "
		}
		return b.forms(counted, bar+html.EscapeString(counted))
	}
	const width = 30
	done := min(max(b.done, 0), b.total)
	filled := width * done / b.total
	bar := strings.Repeat("=", filled)
	if 0 < filled && filled < width {
		bar = bar[1:] + ">"
	}
	digits := len(fmt.Sprint(b.total))
	counted := fmt.Sprintf("%*d/%d", digits, b.done, b.total)
	return b.forms(
		fmt.Sprintf("%s [%s%s]%s", counted, bar, strings.Repeat(".", width-filled), after),
		fmt.Sprintf(`<progress max="%d" value="%d"></progress> %s`, b.total, done, html.EscapeString(strings.TrimSpace(counted)+after)))
}

func (b *ProgressBar) forms(text, htm string) Data {
	return Data{Data: MIMEMap{MIMETypeText: text, MIMETypeHTML: `<div style="white-space: nowrap">` + htm + "</div>"}}
}

// clock tells how long the steps are going to take, or have taken.
func (b *ProgressBar) clock(ended bool) string {
	took := time.Since(b.start)
	switch {
	case ended:
		return " - " + seconds(took)
	case b.total > 0 && b.done > 0:
		left := time.Duration(float64(took) / float64(b.done) * float64(b.total-b.done))
		return " - ETA: " + seconds(left)
	case b.total == 0 && took >= time.Second:
		return " - " + seconds(took)
	}
	return ""
}

// seconds writes a duration in whole seconds.
func seconds(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	switch {
	case s >= 3600:
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s%3600/60, s%60)
	case s >= 60:
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%ds", s)
}
