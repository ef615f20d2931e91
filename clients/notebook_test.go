package clients_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopherbook/gopherbook/kernel/notebook"
)

// Cells that the tests run.
const (
	plotCell = `import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

p := plot.New()
line, err := plotter.NewLine(plotter.XYs{{X: 0, Y: 0}, {X: 1, Y: 1}})
if err != nil {
	panic(err)
}
p.Add(line)
p`
	stderrCell = `fmt.Println("to stdout")
n, err := fmt.Fprintln(os.Stderr, "to stderr")
_, _ = n, err`
)

// code returns a code cell.
func code(source string, tags ...any) *notebook.Cell {
	c := &notebook.Cell{Type: notebook.Code, Source: source}
	if len(tags) > 0 {
		c.Metadata = map[string]any{"tags": tags}
	}
	return c
}

// newNotebook returns a notebook for the kernel.
func newNotebook(cells ...*notebook.Cell) *notebook.Notebook {
	return &notebook.Notebook{
		Metadata: map[string]any{"kernelspec": map[string]any{"name": "gopherbook", "display_name": "Go (gopherbook)", "language": "go"}},
		Minor:    4, // cells of later minor versions have ids
		Cells:    cells,
	}
}

// sample returns a notebook with one of every kind of output, and the path of
// its file.
func sample(t *testing.T) string {
	t.Helper()
	nb := newNotebook(
		code("x := 20"),
		code("func double(n int) int { return 2 * n }"),
		code("double(x) + 2"),
		code(plotCell),
		code(stderrCell),
		code("undefinedName", "raises-exception"),
		code("panic(\"on purpose\")", "raises-exception"),
		code("x"),
	)
	path := filepath.Join(t.TempDir(), "sample.ipynb")
	if err := nb.Write(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// checkSample checks what a client has made of the sample.
func checkSample(t *testing.T, path string) {
	t.Helper()
	nb, err := notebook.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	var cells []*notebook.Cell
	for _, c := range nb.Cells {
		if c.Type == notebook.Code {
			cells = append(cells, c)
		}
	}
	want := []string{
		"",
		"",
		"execute_result text/plain: 42",
		"execute_result image/png",
		"stream stdout: to stdout\n, stream stderr: to stderr\n",
		"error CompileError: undefined: undefinedName",
		"error panic: on purpose",
		"execute_result text/plain: 20",
	}
	if len(cells) != len(want) {
		t.Fatalf("the notebook has %d code cells, not %d", len(cells), len(want))
	}
	for i, c := range cells {
		if got := outputs(c); got != want[i] {
			t.Errorf("cell\n%s\nhas %q, not %q", c.Source, got, want[i])
		}
		if c.ExecutionCount == nil || *c.ExecutionCount != i+1 {
			t.Errorf("cell %d has execution count %v", i+1, c.ExecutionCount)
		}
	}
}

// outputs describes a cell's outputs: a picture by its type, else the text.
func outputs(c *notebook.Cell) string {
	var all []string
	for _, o := range c.Outputs {
		s := o.Type
		switch o.Type {
		case notebook.Stream:
			s += " " + o.Name + ": " + o.Text
		case notebook.Error:
			s += " " + o.EName + ": " + o.EValue
		default:
			if _, ok := o.Data["image/png"]; ok {
				s += " image/png"
			} else if text, ok := o.Data["text/plain"].(string); ok {
				s += " text/plain: " + text
			}
		}
		all = append(all, s)
	}
	return strings.Join(all, ", ")
}
