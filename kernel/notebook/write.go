package notebook

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"

	"github.com/google/renameio/v2"
)

// Write writes the notebook to a file. The file is written whole or not at all:
// after an error, what was there before is still there.
func (nb *Notebook) Write(path string) error {
	file, err := renameio.NewPendingFile(path, renameio.WithPermissions(0o644), renameio.WithExistingPermissions())
	if err != nil {
		return fmt.Errorf("notebook: cannot write %s: %w", path, err)
	}
	defer file.Cleanup()
	if err := nb.Encode(file); err != nil {
		return fmt.Errorf("notebook: cannot write %s: %w", path, err)
	}
	if err := file.CloseAtomicallyReplace(); err != nil {
		return fmt.Errorf("notebook: cannot write %s: %w", path, err)
	}
	return nil
}

// Encode writes the notebook in nbformat's own form: sorted keys, one space of
// indentation, texts as lists of lines, a line break at the end.
func (nb *Notebook) Encode(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(nb.tree()) // maps are written with sorted keys
}

// extend adds known keys to a copy of the unknown ones.
func extend(extra, known map[string]any) map[string]any {
	tree := maps.Clone(extra)
	if tree == nil {
		tree = make(map[string]any, len(known))
	}
	maps.Copy(tree, known)
	return tree
}

// orEmpty is m, or an empty object where m is nil, which JSON would have as null.
func orEmpty(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

func (nb *Notebook) tree() map[string]any {
	cells := make([]any, len(nb.Cells))
	for i, c := range nb.Cells {
		cells[i] = c.tree()
	}
	return extend(nb.Extra, map[string]any{
		"cells":          cells,
		"metadata":       orEmpty(nb.Metadata),
		"nbformat":       4,
		"nbformat_minor": nb.Minor,
	})
}

func (c *Cell) tree() map[string]any {
	tree := extend(c.Extra, map[string]any{
		"cell_type": c.Type,
		"metadata":  orEmpty(c.Metadata),
		"source":    splitLines(c.Source),
	})
	if c.ID != "" {
		tree["id"] = c.ID
	}
	if c.Attachments != nil {
		files := make(map[string]any, len(c.Attachments))
		for name, data := range c.Attachments {
			files[name] = splitData(data)
		}
		tree["attachments"] = files
	}
	if c.Type == Code {
		outputs := make([]any, len(c.Outputs))
		for i, o := range c.Outputs {
			outputs[i] = o.tree()
		}
		tree["outputs"] = outputs
		tree["execution_count"] = c.ExecutionCount
	}
	return tree
}

func (o *Output) tree() map[string]any {
	tree := extend(o.Extra, map[string]any{"output_type": o.Type})
	switch o.Type {
	case Stream:
		tree["name"] = o.Name
		tree["text"] = splitLines(o.Text)
	case DisplayData, ExecuteResult:
		tree["data"] = splitData(o.Data)
		tree["metadata"] = orEmpty(o.Metadata)
		if o.Type == ExecuteResult {
			tree["execution_count"] = o.ExecutionCount
		}
	case Error:
		traceback := o.Traceback
		if traceback == nil {
			traceback = []string{}
		}
		tree["ename"] = o.EName
		tree["evalue"] = o.EValue
		tree["traceback"] = traceback
	}
	return tree
}
