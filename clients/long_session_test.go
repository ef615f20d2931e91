package clients_test

import (
	"fmt"
	"strconv"
	"testing"
)

// longSession is what testdata/long_session.py prints, line by line.
type longSession struct {
	Cell int

	Kind    string
	Seconds float64

	Kernel, Worker *process

	Goroutines []string // of the kernel, last of all
}

// process is what a process holds and has used.
type process struct {
	Seconds     float64 // of the processor, its children's too
	Megabytes   float64 // resident
	Descriptors int
	Threads     int
	Goroutines  int // of a worker
}

// TestLongSession looks for what a kernel and its worker gather from cell to
// cell: memory, descriptors and goroutines.
func TestLongSession(t *testing.T) {
	needs(t, "python:jupyter_client")
	first := measure[longSession](t, "long_session.py", "10")
	all := measure[longSession](t, "long_session.py", "60")
	var early, late longSession
	for _, m := range all {
		if m.Kernel != nil && m.Cell == 10 {
			early = m
		}
		if m.Kernel != nil {
			late = m
		}
	}
	if early.Kernel == nil || late.Cell != 60 {
		t.Fatalf("the session was measured at cell %d and at cell %d", early.Cell, late.Cell)
	}
	const few = 3 // come and go
	check := func(what string, before, after int) {
		t.Helper()
		if after > before+few {
			t.Errorf("%s: %d after 10 cells, %d after 60", what, before, after)
		}
	}
	check("descriptors of the kernel", early.Kernel.Descriptors, late.Kernel.Descriptors)
	check("descriptors of the worker", early.Worker.Descriptors, late.Worker.Descriptors)
	check("goroutines of the worker", early.Worker.Goroutines, late.Worker.Goroutines)
	before, after := first[len(first)-1].Goroutines, all[len(all)-1].Goroutines
	check("goroutines of the kernel", len(before), len(after))
	if grown := (late.Worker.Megabytes - early.Worker.Megabytes) / float64(late.Cell-early.Cell); grown > 2 {
		t.Errorf("the worker's memory grows by %.1f MB a cell", grown)
	}
	if len(after) == 0 {
		t.Error("the kernel did not write down its goroutines")
	}
	if t.Failed() {
		for _, stack := range after {
			t.Log(stack)
		}
	}
	leavesNothing(t)
}

// BenchmarkLongSession prints what becomes of a session of 300 cells, with a
// plot in each fifth.
func BenchmarkLongSession(b *testing.B) {
	needs(b, "python:jupyter_client")
	const cells, target = 300, 700
	rows := [][]string{
		{"", "worker", "", "", "kernel", "", "", "a cell since the last row, in ms"},
		{"cell", "MB", "descriptors", "threads", "MB", "descriptors", "threads", "median", "processor"},
	}
	var since []float64
	used := 0.0
	load := busy()
	measured := measure[longSession](b, "long_session.py", strconv.Itoa(cells))
	for _, m := range measured {
		if m.Kind != "" {
			since = append(since, m.Seconds)
		}
		if m.Kernel == nil || m.Cell%50 != 0 {
			continue
		}
		row := []string{strconv.Itoa(m.Cell)}
		for _, p := range []*process{m.Worker, m.Kernel} {
			row = append(row, fmt.Sprintf("%.0f", p.Megabytes), strconv.Itoa(p.Descriptors), strconv.Itoa(p.Threads))
		}
		seconds := m.Kernel.Seconds + m.Worker.Seconds
		row = append(row, inMilliseconds(quantile(0.5, since)), inMilliseconds((seconds-used)/float64(len(since))))
		rows = append(rows, row)
		since, used = nil, seconds
	}
	rows = append(rows, []string{"target", fmt.Sprint("< ", target)})
	printTable(fmt.Sprintf("A session of %d cells, each fifth shows a plot%s", cells, load), rows)

	kinds := [][]string{{"kind of cell", "cells 1 to 100", "cells 201 to 300"}}
	for _, kind := range []string{"declaration", "redefinition", "type", "matrix", "plot", "glue", "method", "print", "loop"} {
		var early, late []float64
		for _, m := range measured {
			switch {
			case m.Kind != kind:
			case m.Cell <= 100:
				early = append(early, m.Seconds)
			case m.Cell > 200:
				late = append(late, m.Seconds)
			}
		}
		kinds = append(kinds, []string{kind, inMilliseconds(quantile(0.5, early)), inMilliseconds(quantile(0.5, late))})
	}
	printTable("The same cells early and late: medians in ms", kinds)
	b.ReportMetric(0, "ns/op")
}
