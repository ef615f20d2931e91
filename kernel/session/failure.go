package session

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gopherbook/gopherbook/kernel/build"
	"github.com/gopherbook/gopherbook/kernel/cell"
	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/worker/proto"
)

// compileFailure shows a cell's errors with their lines.
func compileFailure(err error) *output.Failure {
	f := &output.Failure{Name: "CompileError", Value: err.Error()}
	var ds cell.Diagnostics
	if !errors.As(err, &ds) {
		f.Traceback = []string{heading(f.Name, f.Value)}
		return f
	}
	f.Value = ds[0].Message
	for _, d := range ds {
		f.Traceback = append(f.Traceback, "\x1b[31;1merror\x1b[0m: "+d.String())
	}
	return f
}

// buildFailure shows what the compiler or the linker has said of a package that
// was checked before. Paths in it are the cells'.
func (s *Session) buildFailure(err error) *output.Failure {
	var c *build.CommandError
	text := err.Error()
	if errors.As(err, &c) {
		text = cell.Unmark(c.Text)
	}
	return &output.Failure{Name: "BuildError", Value: text, Traceback: []string{heading("BuildError", text)}}
}

// interrupted says how an interrupt has ended a cell.
func interrupted(how string) *output.Failure {
	return &output.Failure{Name: "interrupted", Value: how, Traceback: []string{heading("interrupted", how)}}
}

// abandonedFailure says where a cell is that did not stop.
func (s *Session) abandonedFailure(where proto.Where) *output.Failure {
	value := "the cell did not stop within a second: it is left behind"
	what := where.State
	if len(where.Frames) > 0 && !cellFile.MatchString(where.Frames[0].File) {
		what = where.Frames[0].Function
	}
	for i, f := range where.Frames {
		if cellFile.MatchString(f.File) {
			if i > 0 {
				what = where.Frames[i-1].Function
			}
			break
		}
	}
	if what != "" {
		value += " in " + what
	}
	if where.State != "" && where.State != what {
		value += " (" + where.State + ")"
	}
	f := interrupted(value)
	f.Traceback = append(f.Traceback, s.calls(where.Frames)...)
	return f
}

// outOfMemory finds the ways in which a process says that it gets no memory.
var outOfMemory = regexp.MustCompile("memory|pthread_create|SIGABRT")

// exitFailure tells that the worker has ended.
func (s *Session) exitFailure() *output.Failure {
	why, crash := s.lost.why, s.lost.crash
	value := "the process of the cells ended: " + why
	switch {
	case crash.Message != "":
		value = cell.Unmark(crash.Message)
	case why == "signal: killed":
		value += " (by the system, if memory ran out)"
	case strings.HasPrefix(why, "exit status"):
		value = "the cell ended its process: " + why
	}
	f := &output.Failure{Name: "WorkerExited", Value: value}
	f.Traceback = append(f.Traceback, heading(f.Name, value))
	f.Traceback = append(f.Traceback, s.calls(crash.Frames)...)
	if s.memory > 0 && outOfMemory.MatchString(value) {
		f.Traceback = append(f.Traceback, fmt.Sprintf("%s=%s bounds the memory of the cells.", memoryVariable, os.Getenv(memoryVariable)))
	}
	if len(s.lost.cells) > 0 {
		f.Traceback = append(f.Traceback, "What the cells had declared is gone with it: %restore runs their declarations again.")
	}
	return f
}

// cellFile is the name that the compiler was told for a cell's text.
var cellFile = regexp.MustCompile(`Cell\[(\d+)\]$`)

// panicFailure shows a panic with the calls in cells that led to it.
func (s *Session) panicFailure(p *proto.Panic) *output.Failure {
	f := &output.Failure{Name: "panic", Value: cell.Unmark(p.Value)}
	f.Traceback = append(f.Traceback, heading("panic", f.Value))
	f.Traceback = append(f.Traceback, s.calls(p.Frames)...)
	return f
}

// calls shows those of the calls that stand in cells, with their lines. Of a
// deep recursion it shows the ends.
func (s *Session) calls(frames []proto.Frame) []string {
	var lines []string
	for _, frame := range frames {
		m := cellFile.FindStringSubmatch(frame.File)
		if m == nil {
			continue
		}
		number, _ := strconv.Atoi(m[1])
		text := ""
		if src := s.sources[number]; src != nil {
			text = "\n    " + strings.TrimSpace(src.Line(frame.Line))
		}
		path, function, _ := strings.Cut(cell.Unmark(frame.Function), ".")
		if again := s.again[path]; again != 0 && s.made[path] == number {
			number = again
		}
		in := ""
		if function != "run" {
			in = ", in " + function
		}
		lines = append(lines, fmt.Sprintf("\x1b[32mCell [%d], line %d\x1b[0m%s%s", number, frame.Line, in, text))
	}
	const ends = 4
	if more := len(lines) - 2*ends; more > 1 {
		lines = slices.Replace(lines, ends, ends+more, "... more calls ...")
	}
	return lines
}
