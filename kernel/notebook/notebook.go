package notebook

import "slices"

// A Notebook is the content of an .ipynb file.
type Notebook struct {
	// Metadata holds, among others, "kernelspec" and "language_info".
	Metadata map[string]any

	// Minor is the second part of the format's version: 5 for nbformat 4.5.
	Minor int

	Cells []*Cell

	// Extra holds the keys this package does not know, as they were read.
	Extra map[string]any
}

// The types of cells.
const (
	Code     = "code"
	Markdown = "markdown"
	Raw      = "raw"
)

// A Cell is one cell of a notebook.
type Cell struct {
	// ID names the cell within its notebook; "" before nbformat 4.5.
	ID string

	// Type is Code, Markdown or Raw, or a type this package does not know.
	Type string

	Source   string
	Metadata map[string]any

	// Attachments are files that a markdown or raw cell refers to, such as
	// pasted pictures: by name, then by MIME type.
	Attachments map[string]map[string]any

	// ExecutionCount is the n of In [n] of a code cell; nil if it has not run.
	ExecutionCount *int

	// Outputs are what a code cell printed and showed.
	Outputs []*Output

	// Extra holds the keys this package does not know, as they were read.
	Extra map[string]any
}

// Tags returns the cell's tags.
func (c *Cell) Tags() []string {
	list, _ := c.Metadata["tags"].([]any)
	var tags []string
	for _, t := range list {
		if s, ok := t.(string); ok {
			tags = append(tags, s)
		}
	}
	return tags
}

// HasTag reports whether the cell has a tag.
func (c *Cell) HasTag(tag string) bool { return slices.Contains(c.Tags(), tag) }

// The types of outputs.
const (
	Stream        = "stream"
	DisplayData   = "display_data"
	ExecuteResult = "execute_result"
	Error         = "error"
)

// An Output is one thing that a code cell printed or showed. Which fields it
// has depends on its type.
type Output struct {
	// Type is Stream, DisplayData, ExecuteResult or Error, or a type this
	// package does not know, whose fields are all in Extra.
	Type string

	// Name is "stdout" or "stderr", and Text what was printed, of a Stream.
	Name, Text string

	// Data is what a DisplayData or an ExecuteResult shows: by MIME type a
	// string, or any JSON value for JSON types.
	Data map[string]any

	// Metadata is about Data, by MIME type.
	Metadata map[string]any

	// ExecutionCount is the n of Out [n] of an ExecuteResult.
	ExecutionCount *int

	// EName, EValue and Traceback are the name, the text and the lines of an
	// Error. The lines may have ANSI colours.
	EName, EValue string
	Traceback     []string

	// Extra holds the keys this package does not know, as they were read.
	Extra map[string]any
}
