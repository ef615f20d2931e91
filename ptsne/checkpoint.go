package ptsne

import (
	"fmt"
	"strings"
)

// ModelCheckpoint is a Callback that saves the model at the end of each epoch,
// each time whole or not at all. Load reads what it has written, and Fit goes on
// from there as if it had never stopped.
type ModelCheckpoint struct {
	// Path is the file. In it, {epoch} stands for the number of the epoch,
	// counted from 1, and {loss}, {val_loss} and so on for its figures; a
	// format may follow a colon: "map-{epoch:03d}-{val_loss:.2f}.safetensors".
	Path string

	SaveBestOnly bool   // save only if the figure is better than ever before
	Monitor      string // the figure; "" means "val_loss" if there is one, else "loss"
	Mode         string // as in EarlyStopping

	monitor monitor
	model   *Sequential
}

// OnTrainBegin forgets the last training.
func (c *ModelCheckpoint) OnTrainBegin(model *Sequential) {
	c.monitor, c.model = newMonitor(), model
}

// OnEpochEnd saves the model.
func (c *ModelCheckpoint) OnEpochEnd(epoch int, logs Logs) error {
	if c.SaveBestOnly {
		better, err := c.monitor.watch("ModelCheckpoint", c.Monitor, c.Mode, 0, logs)
		if err != nil || !better {
			return err
		}
	}
	path, err := fillIn(c.Path, epoch, logs)
	if err != nil {
		return fmt.Errorf("ptsne: ModelCheckpoint: %w", err)
	}
	return c.model.Save(path)
}

// fillIn replaces the fields of a path, which are names in braces, with a
// format that Python and Go's fmt share.
func fillIn(path string, epoch int, logs Logs) (string, error) {
	filled := ""
	for {
		before, rest, found := strings.Cut(path, "{")
		filled += before
		if !found {
			return filled, nil
		}
		field, after, found := strings.Cut(rest, "}")
		if !found {
			return "", fmt.Errorf("Path has a brace that does not close: {%s", rest)
		}
		value, err := fill(field, epoch, logs)
		if err != nil {
			return "", err
		}
		filled, path = filled+value, after
	}
}

// fill returns the value of one field, such as "epoch:03d".
func fill(field string, epoch int, logs Logs) (string, error) {
	name, format, found := strings.Cut(field, ":")
	if !found {
		format = "v"
	}
	verb := strings.TrimLeft(format, "0123456789.")
	value, known := logs[name]
	switch {
	case name == "epoch" && (verb == "d" || verb == "v"):
		return fmt.Sprintf("%"+format, epoch+1), nil
	case name != "epoch" && !known:
		return "", fmt.Errorf("Path has {%s}, but an epoch has no %q", field, name)
	case known && len(verb) == 1 && strings.Contains("vefg", verb):
		return fmt.Sprintf("%"+format, value), nil
	}
	return "", fmt.Errorf("Path has {%s}: want d for an epoch, and e, f or g for a figure", field)
}
