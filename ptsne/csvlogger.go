package ptsne

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
)

// CSVLogger is a Callback that writes the figures of each epoch to a file as
// comma-separated values: a header, then a row for each epoch with its number,
// counted from 0, and its figures in alphabetical order. A row is written at
// the end of its epoch, in one piece. The figures that the first epoch has are
// the columns; one that is missing later is left empty.
type CSVLogger struct {
	Path   string
	Append bool // go on with a file that is there, in place of writing a new one

	columns []string // nil before the first epoch
}

// OnTrainBegin forgets the last training.
func (c *CSVLogger) OnTrainBegin(*Sequential) { c.columns = nil }

// OnEpochEnd writes the epoch's row.
func (c *CSVLogger) OnEpochEnd(epoch int, logs Logs) error {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	start := false
	if c.columns == nil {
		var err error
		if start, err = c.begin(logs); err != nil {
			return fmt.Errorf("ptsne: CSVLogger: %w", err)
		}
		if start {
			w.Write(append([]string{"epoch"}, c.columns...))
		}
	}
	row := []string{strconv.Itoa(epoch)}
	for _, name := range c.columns {
		field := ""
		if value, ok := logs[name]; ok {
			field = strconv.FormatFloat(value, 'g', -1, 64)
		}
		row = append(row, field)
	}
	w.Write(row)
	w.Flush()

	if start {
		return writeFile(c.Path, func(w io.Writer) error {
			_, err := w.Write(text.Bytes())
			return err
		})
	}
	f, err := os.OpenFile(c.Path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return fmt.Errorf("ptsne: CSVLogger: %w", err)
	}
	_, err = f.Write(text.Bytes())
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("ptsne: CSVLogger: %w", err)
	}
	return nil
}

// begin sets the columns and reports whether a new file is to be made.
func (c *CSVLogger) begin(logs Logs) (bool, error) {
	if c.Append {
		f, err := os.Open(c.Path)
		switch {
		case err == nil:
			defer f.Close()
			header, err := csv.NewReader(f).Read()
			if err == nil && header[0] == "epoch" {
				c.columns = header[1:]
				return false, nil
			}
			if err != io.EOF { // an empty file is as good as none
				return false, fmt.Errorf("%s does not begin with the header of such a file: choose another Path or leave out Append", c.Path)
			}
		case !os.IsNotExist(err):
			return false, err
		}
	}
	c.columns = slices.Sorted(maps.Keys(logs))
	return true, nil
}
