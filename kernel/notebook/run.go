package notebook

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

// An Executor runs code in a kernel. [jupyter.Client] is one.
type Executor interface {
	// KernelInfo returns the kernel_info_reply.
	KernelInfo(ctx context.Context) (*jupyter.Message, error)

	// Execute runs code, hands every message of the iopub channel that
	// answers it to onOutput, and returns the execute_reply.
	Execute(ctx context.Context, code string, o jupyter.ExecuteOptions, onOutput func(*jupyter.Message)) (*jupyter.Message, error)

	// Interrupt asks the kernel to stop what runs.
	Interrupt(ctx context.Context) error
}

var _ Executor = (*jupyter.Client)(nil)

// RunOptions says how [Run] runs a notebook. All fields may be left out.
type RunOptions struct {
	// AllowErrors goes on after a cell that failed, as nbclient's
	// allow_errors does.
	AllowErrors bool

	// Observer is told how the run goes.
	Observer Observer
}

// An Observer is told how a run goes, cell by cell. Its methods are called one
// at a time.
type Observer interface {
	// CellStarted is called before a cell runs.
	CellStarted(p Progress)

	// CellOutput is called for all text that a terminal can show of the cell's
	// outputs: what is printed as it comes, carriage returns included, and for
	// results, displays and errors the plain text. A display that can be shown
	// anew, such as a progress bar, comes without a line break, and again after
	// a carriage return when it changes. Stream is "stdout" or "stderr".
	CellOutput(p Progress, stream, text string)

	// CellEnded is called after a cell ran. The error is nil, or says how the
	// cell failed, also where the run goes on.
	CellEnded(p Progress, took time.Duration, err error)
}

// Progress says which cell a run is at.
type Progress struct {
	Number int // the cell's place among the code cells, from 1
	Total  int // how many code cells there are
	Cell   *Cell
}

// A CellError says that a cell failed, and how.
type CellError struct {
	Number    int    // the cell's place among the code cells, from 1
	Source    string // the cell's code
	EName     string
	EValue    string
	Traceback []string
}

// Error names the cell by its number and its first line.
func (e *CellError) Error() string {
	return fmt.Sprintf("code cell %d (%s) failed: %s: %s", e.Number, firstLine(e.Source), e.EName, e.EValue)
}

// firstLine is the first line of code that is neither empty nor a comment,
// shortened.
func firstLine(source string) string {
	first := ""
	for line := range strings.Lines(source) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if first == "" || !strings.HasPrefix(line, "//") {
			first = line
		}
		if !strings.HasPrefix(line, "//") {
			break
		}
	}
	if r := []rune(first); len(r) > 60 {
		first = string(r[:59]) + "…"
	}
	return first
}

// Run runs the code cells of a notebook from first to last and fills in their
// outputs and execution counts. Outputs of an earlier run are removed from all
// cells first. As nbclient does, it leaves out cells that are empty or tagged
// "skip-execution", and writes the kernel's language_info to the metadata.
//
// A cell that fails ends the run with a [*CellError], unless it is tagged
// "raises-exception" or the options allow errors. When ctx ends, the running
// cell is interrupted and is the last. Any other error means that the kernel
// could not be asked. In any case the notebook holds the outputs up to there.
func Run(ctx context.Context, nb *Notebook, kernel Executor, o RunOptions) error {
	if err := describeLanguage(ctx, nb, kernel); err != nil {
		return fmt.Errorf("notebook: %w", err)
	}
	var code []*Cell
	for _, c := range nb.Cells {
		if c.Type == Code {
			c.Outputs, c.ExecutionCount = nil, nil
			code = append(code, c)
		}
	}
	r := &runner{
		kernel: kernel, observer: o.Observer,
		outputs: collector{displays: map[string][]*Output{}},
	}
	if r.observer == nil {
		r.observer = unobserved{}
	}
	for i, c := range code {
		if strings.TrimSpace(c.Source) == "" || c.HasTag("skip-execution") {
			continue
		}
		if ctx.Err() != nil {
			return fmt.Errorf("notebook: the run ended before code cell %d: %w", i+1, context.Cause(ctx))
		}
		goOn := o.AllowErrors || c.HasTag("raises-exception")
		failure, err := r.run(ctx, Progress{Number: i + 1, Total: len(code), Cell: c}, goOn)
		if err != nil {
			return fmt.Errorf("notebook: code cell %d (%s) did not end: %w", i+1, firstLine(c.Source), err)
		}
		if failure != nil && !goOn {
			return fmt.Errorf("notebook: %w", failure)
		}
	}
	return nil
}

// describeLanguage writes the kernel's language to the metadata.
func describeLanguage(ctx context.Context, nb *Notebook, kernel Executor) error {
	reply, err := kernel.KernelInfo(ctx)
	if err != nil {
		return fmt.Errorf("the kernel does not say what it is: %w", err)
	}
	info, err := decode(reply.Content)
	if err != nil {
		return fmt.Errorf("the kernel's info is %w", err)
	}
	if language := newObject(info).object("language_info"); language != nil {
		if nb.Metadata == nil {
			nb.Metadata = map[string]any{}
		}
		nb.Metadata["language_info"] = language
	}
	return nil
}

// patience is how long an interrupted cell may take to end.
const patience = 5 * time.Second

type runner struct {
	kernel   Executor
	observer Observer
	outputs  collector
}

// run runs one cell. The failure is the cell's own, err the kernel's.
func (r *runner) run(ctx context.Context, p Progress, allowErrors bool) (failure *CellError, err error) {
	r.outputs.start(p.Cell)
	defer r.outputs.flush()
	r.observer.CellStarted(p)
	start := time.Now()

	asking, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	stop := context.AfterFunc(ctx, func() {
		time.AfterFunc(patience, giveUp)
		_ = r.kernel.Interrupt(asking)
	})
	defer stop()
	var bad error // a message that cannot be read
	reply, err := r.kernel.Execute(asking, p.Cell.Source, jupyter.ExecuteOptions{AllowErrors: allowErrors}, func(m *jupyter.Message) {
		stream, text, err := r.outputs.add(m)
		if err != nil && bad == nil {
			bad = fmt.Errorf("the kernel sent a broken %s message: %w", m.Type(), err)
		}
		if text != "" {
			r.observer.CellOutput(p, stream, text)
		}
	})
	if err == nil {
		err = bad
	}
	if err == nil {
		failure, err = r.conclude(p, reply)
	}
	took := time.Since(start)
	switch {
	case err != nil:
		r.observer.CellEnded(p, took, err)
	case failure != nil:
		r.observer.CellEnded(p, took, failure)
	default:
		r.observer.CellEnded(p, took, nil)
	}
	return failure, err
}

// conclude takes in the execute_reply.
func (r *runner) conclude(p Progress, reply *jupyter.Message) (*CellError, error) {
	var content struct {
		Status         string   `json:"status"`
		ExecutionCount *int     `json:"execution_count"`
		EName          string   `json:"ename"`
		EValue         string   `json:"evalue"`
		Traceback      []string `json:"traceback"`
	}
	if err := reply.Decode(&content); err != nil {
		return nil, fmt.Errorf("the kernel sent a broken execute_reply: %w", err)
	}
	if content.ExecutionCount != nil {
		p.Cell.ExecutionCount = content.ExecutionCount
	}
	switch content.Status {
	case "ok":
		return nil, nil
	case "error":
		return &CellError{
			Number: p.Number, Source: p.Cell.Source,
			EName: content.EName, EValue: content.EValue, Traceback: content.Traceback,
		}, nil
	}
	return nil, fmt.Errorf("the kernel answered %q", content.Status)
}

// unobserved is the observer where there is none.
type unobserved struct{}

func (unobserved) CellStarted(Progress)                     {}
func (unobserved) CellOutput(Progress, string, string)      {}
func (unobserved) CellEnded(Progress, time.Duration, error) {}
