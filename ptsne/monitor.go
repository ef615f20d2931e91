package ptsne

import (
	"fmt"
	"math"
	"strings"
)

// A monitor watches one figure of the epochs for a callback.
type monitor struct {
	best float64 // turned around where more is better
}

func newMonitor() monitor { return monitor{math.Inf(1)} }

// watch returns the figure's name and whether it is better than the best so
// far, by more than minDelta.
func (m *monitor) watch(callback, name, mode string, minDelta float64, logs Logs) (better bool, err error) {
	if name == "" {
		name = "loss"
		if _, ok := logs["val_loss"]; ok {
			name = "val_loss"
		}
	}
	value, ok := logs[name]
	if !ok {
		return false, fmt.Errorf("ptsne: %s: an epoch has no %q to monitor", callback, name)
	}
	switch mode {
	case "", "auto":
		if strings.Contains(name, "acc") {
			value = -value
		}
	case "max":
		value = -value
	case "min":
	default:
		return false, fmt.Errorf(`ptsne: %s: there is no mode %q: want "auto", "min" or "max"`, callback, mode)
	}
	if !(value < m.best-minDelta) {
		return false, nil
	}
	m.best = value
	return true, nil
}
