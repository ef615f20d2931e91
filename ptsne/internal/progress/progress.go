// Package progress shows how far long work is, as Keras does.
package progress

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

// A Bar prints Keras 2's progress bar for one pass over a number of rows,
// each time in a single Write. It redraws the line, by a carriage return, only
// if the pass is slow, and seldom enough for a notebook.
type Bar struct {
	out     io.Writer
	verbose int // 0 nothing, 1 bar, 2 one line at the end
	total   int
	now     func() time.Time

	start, drawn time.Time
	width        int // of the line as last drawn
}

const (
	barWidth    = 30
	redrawAfter = 500 * time.Millisecond // a faster pass shows its end only
	redrawEvery = 100 * time.Millisecond
)

// New returns a bar for a pass over total rows. Verbose is 0 for nothing, 1 for
// a bar, 2 for one line at the end.
func New(out io.Writer, verbose, total int) *Bar {
	p := &Bar{out: out, verbose: verbose, total: total, now: time.Now}
	p.start = p.now()
	p.drawn = p.start.Add(redrawAfter - redrawEvery)
	return p
}

// Update shows that done rows are done, if it is time. metrics follows the
// time, such as " - loss: 2.3400".
func (p *Bar) Update(done int, metrics string) {
	now := p.now()
	if p.verbose != 1 || done == 0 || done == p.total || now.Sub(p.drawn) < redrawEvery {
		return
	}
	p.drawn = now
	left := now.Sub(p.start).Seconds() / float64(done) * float64(p.total-done)
	p.draw(p.bar(done)+" - ETA: "+clock(left)+metrics, "")
}

// Finish shows the end of the pass.
func (p *Bar) Finish(metrics string) {
	took := p.now().Sub(p.start).Seconds()
	switch p.verbose {
	case 1:
		p.draw(fmt.Sprintf("%s - %.0fs %s/step%s", p.bar(p.total), took, perStep(took/float64(p.total)), metrics), "\n")
	case 2:
		fmt.Fprintf(p.out, " - %.0fs%s\n", took, metrics)
	}
}

// Abandon leaves the line as it is.
func (p *Bar) Abandon() {
	if p.width > 0 {
		io.WriteString(p.out, "\n")
	}
}

func (p *Bar) draw(line, end string) {
	text := line
	if p.width > 0 {
		// Blanks cover what is left of a longer line.
		text = "\r" + line + strings.Repeat(" ", max(0, p.width-len(line)))
	}
	p.width = len(line)
	io.WriteString(p.out, text+end)
}

func (p *Bar) bar(done int) string {
	digits := len(fmt.Sprint(p.total))
	filled := barWidth * done / p.total
	bar := strings.Repeat("=", filled)
	if done < p.total && filled > 0 {
		bar = bar[1:] + ">"
	}
	return fmt.Sprintf("%*d/%d [%s%s]", digits, done, p.total, bar, strings.Repeat(".", barWidth-filled))
}

// perStep formats the time for one row.
func perStep(seconds float64) string {
	switch {
	case seconds >= 1:
		return fmt.Sprintf("%.0fs", seconds)
	case seconds >= 1e-3:
		return fmt.Sprintf("%.0fms", seconds*1e3)
	}
	return fmt.Sprintf("%.0fus", seconds*1e6)
}

// clock formats the time that is left.
func clock(seconds float64) string {
	s := int(seconds)
	switch {
	case s > 3600:
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s%3600/60, s%60)
	case s > 60:
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%ds", s)
}

// Metric formats a figure, in scientific notation where it is small.
func Metric(name string, value float64) string {
	if math.Abs(value) > 1e-3 {
		return fmt.Sprintf(" - %s: %.4f", name, value)
	}
	return fmt.Sprintf(" - %s: %.4e", name, value)
}
