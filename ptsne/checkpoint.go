package ptsne

import (
	"fmt"
	"regexp"
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

// field is a name in braces, and a format as Python's and Go's fmt share it.
var field = regexp.MustCompile(`\{(\w+)(?::(0?\d*(?:d|(?:\.\d+)?[efg])))?\}`)

// fillIn replaces the fields of a path.
func fillIn(path string, epoch int, logs Logs) (string, error) {
	var failed error
	filled := field.ReplaceAllStringFunc(path, func(text string) string {
		parts := field.FindStringSubmatch(text)
		name, format := parts[1], parts[2]
		if format == "" {
			format = "v"
		}
		whole := format[len(format)-1] == 'd'
		switch value, ok := logs[name]; {
		case name == "epoch" && (whole || format == "v"):
			return fmt.Sprintf("%"+format, epoch+1)
		case ok && !whole:
			return fmt.Sprintf("%"+format, value)
		case ok || name == "epoch":
			failed = fmt.Errorf("Path has %s: want d for an epoch, and e, f or g for a figure", text)
		default:
			failed = fmt.Errorf("Path has %s, but an epoch has no %q", text, name)
		}
		return text
	})
	return filled, failed
}
