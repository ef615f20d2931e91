package notebook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// Read reads a notebook file of nbformat 4.0 or later. A file of a newer minor
// version is read too: what it has more is kept.
//
// The error says in one sentence why a file cannot be read: it is missing, no
// JSON, no notebook, or of another major version.
func Read(path string) (*Notebook, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("notebook: cannot read: %w", err)
	}
	nb, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("notebook: %s %w", path, err)
	}
	return nb, nil
}

// Parse returns the notebook that is the content of a file. Its errors are
// those of [Read], and lack a subject, which is the file's name.
func Parse(data []byte) (*Notebook, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, errors.New("is not a notebook: it is empty")
	}
	root, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("is not a notebook: %w", err)
	}
	top, ok := root.(map[string]any)
	if !ok {
		return nil, errors.New("is not a notebook: it is JSON, but not an object")
	}
	o := &object{keys: top}
	major := o.integer("nbformat")
	if major == nil {
		return nil, errors.New("is not a notebook: it is JSON, but has no nbformat number")
	}
	switch {
	case *major < 4:
		return nil, fmt.Errorf("has nbformat %d, which is too old: convert it first with \"jupyter nbconvert --to notebook --nbformat 4\"", *major)
	case *major > 4:
		return nil, fmt.Errorf("has nbformat %d, which is too new: save it as nbformat 4", *major)
	}
	nb := &Notebook{Metadata: o.object("metadata")}
	if minor := o.integer("nbformat_minor"); minor != nil {
		nb.Minor = *minor
	}
	for i, v := range o.list("cells") {
		cell, err := readCell(v)
		if err != nil {
			return nil, fmt.Errorf("is a broken notebook: cell %d: %w", i+1, err)
		}
		nb.Cells = append(nb.Cells, cell)
	}
	nb.Extra = o.rest()
	if o.err != nil {
		return nil, fmt.Errorf("is a broken notebook: %w", o.err)
	}
	return nb, nil
}

// decode returns any JSON value. Numbers stay as they are written.
func decode(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	if err == nil {
		if _, err = d.Token(); err == io.EOF {
			return v, nil
		}
		err = errors.New("there is more after its end")
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		before := data[:min(int(syntax.Offset), len(data))]
		return nil, fmt.Errorf("broken JSON in line %d: %w", 1+bytes.Count(before, []byte("\n")), err)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("it ends too early")
	}
	return nil, fmt.Errorf("broken JSON: %w", err)
}

func readCell(v any) (*Cell, error) {
	o := newObject(v)
	c := &Cell{
		ID:       o.text("id"),
		Type:     o.text("cell_type"),
		Metadata: o.object("metadata"),
		Source:   o.lines("source"),
	}
	switch c.Type {
	case "":
		o.fail("it has no cell_type")
	case Code:
		c.ExecutionCount = o.integer("execution_count")
		for i, v := range o.list("outputs") {
			out, err := readOutput(v)
			if err != nil {
				return nil, fmt.Errorf("output %d: %w", i+1, err)
			}
			c.Outputs = append(c.Outputs, out)
		}
	default:
		for name, v := range o.object("attachments") {
			data, ok := v.(map[string]any)
			if !ok {
				o.fail("attachment %q is not an object", name)
				continue
			}
			joinData(data)
			if c.Attachments == nil {
				c.Attachments = map[string]map[string]any{}
			}
			c.Attachments[name] = data
		}
	}
	c.Extra = o.rest()
	return c, o.err
}

func readOutput(v any) (*Output, error) {
	o := newObject(v)
	out := &Output{Type: o.text("output_type")}
	switch out.Type {
	case "":
		o.fail("it has no output_type")
	case Stream:
		out.Name = o.text("name")
		out.Text = o.lines("text")
	case DisplayData, ExecuteResult:
		out.Data = o.object("data")
		out.Metadata = o.object("metadata")
		joinData(out.Data)
		if out.Type == ExecuteResult {
			out.ExecutionCount = o.integer("execution_count")
		}
	case Error:
		out.EName = o.text("ename")
		out.EValue = o.text("evalue")
		for _, line := range o.list("traceback") {
			s, ok := line.(string)
			if !ok {
				o.fail("its traceback has something else than text in it")
			}
			out.Traceback = append(out.Traceback, s)
		}
	}
	out.Extra = o.rest()
	return out, o.err
}

// object takes known keys out of a JSON object. The first key that is not as
// it should be is kept as the error.
type object struct {
	keys map[string]any
	err  error
}

func newObject(v any) *object {
	keys, ok := v.(map[string]any)
	o := &object{keys: keys}
	if !ok {
		o.fail("it is not an object")
	}
	return o
}

func (o *object) fail(format string, args ...any) {
	if o.err == nil {
		o.err = fmt.Errorf(format, args...)
	}
}

// take removes a key and returns its value, nil if it is missing or null.
func (o *object) take(key string) any {
	v := o.keys[key]
	delete(o.keys, key)
	return v
}

func (o *object) text(key string) string {
	v := o.take(key)
	s, ok := v.(string)
	if v != nil && !ok {
		o.fail("%s is not text", key)
	}
	return s
}

func (o *object) lines(key string) string {
	v := o.take(key)
	if v == nil {
		return ""
	}
	s, err := joinLines(v)
	if err != nil {
		o.fail("%s is %w", key, err)
	}
	return s
}

func (o *object) integer(key string) *int {
	v := o.take(key)
	if v == nil {
		return nil
	}
	number, _ := v.(json.Number)
	n, err := number.Int64()
	if err != nil {
		o.fail("%s is not a whole number", key)
		return nil
	}
	i := int(n)
	return &i
}

func (o *object) object(key string) map[string]any {
	v := o.take(key)
	m, ok := v.(map[string]any)
	if v != nil && !ok {
		o.fail("%s is not an object", key)
	}
	return m
}

func (o *object) list(key string) []any {
	v := o.take(key)
	l, ok := v.([]any)
	if v != nil && !ok {
		o.fail("%s is not a list", key)
	}
	return l
}

// rest returns the keys that were not taken, nil if there are none.
func (o *object) rest() map[string]any {
	if len(o.keys) == 0 {
		return nil
	}
	return o.keys
}
