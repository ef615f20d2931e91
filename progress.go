package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/gopherbook/gopherbook/kernel/notebook"
)

// progress shows in a terminal how a run of a notebook goes.
type progress struct {
	w        io.Writer
	terminal bool
	atStart  bool   // of a line
	pending  string // what is not a whole line yet, where that matters
}

func newProgress(w io.Writer, path string) *progress {
	f, ok := w.(*os.File)
	p := &progress{w: w, terminal: ok && term.IsTerminal(int(f.Fd())), atStart: true}
	p.say("running %s", path)
	return p
}

// say writes a line.
func (p *progress) say(format string, args ...any) {
	p.freshLine()
	fmt.Fprintf(p.w, format+"\n", args...)
}

func (p *progress) freshLine() {
	if !p.atStart {
		fmt.Fprintln(p.w)
		p.atStart = true
	}
}

func (p *progress) CellStarted(at notebook.Progress) {
	first := strings.TrimSpace(at.Cell.Source)
	first, more, _ := strings.Cut(first, "\n")
	if more != "" {
		first += " …"
	}
	p.say(p.bold("[%d/%d] %s"), at.Number, at.Total, first)
}

func (p *progress) CellOutput(_ notebook.Progress, _, text string) {
	if p.terminal {
		p.write(text)
		return
	}
	// A log wants lines, not drafts of lines that a terminal would draw over.
	text = p.pending + text
	end := strings.LastIndexByte(text, '\n') + 1
	p.write(lastDrawn(text[:end]))
	p.pending = text[end:]
}

func (p *progress) write(text string) {
	if text != "" {
		fmt.Fprint(p.w, text)
		p.atStart = strings.HasSuffix(text, "\n")
	}
}

func (p *progress) CellEnded(_ notebook.Progress, took time.Duration, err error) {
	p.write(lastDrawn(p.pending))
	p.pending = ""
	if took < 100*time.Millisecond && err == nil {
		return
	}
	word := "done in"
	if err != nil {
		word = "failed after"
	}
	p.say(p.faint("      %s %s"), word, took.Round(10*time.Millisecond))
}

// lastDrawn drops from each line what a carriage return makes a terminal draw over.
func lastDrawn(text string) string {
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		body := strings.TrimRight(line, "\r\n")
		if at := strings.LastIndexByte(body, '\r'); at >= 0 {
			lines[i] = body[at+1:] + line[len(body):]
		}
	}
	return strings.Join(lines, "")
}

func (p *progress) bold(s string) string { return p.style("1", s) }

func (p *progress) faint(s string) string { return p.style("2", s) }

func (p *progress) style(code, s string) string {
	if !p.terminal {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}
