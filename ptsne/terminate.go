package ptsne

import (
	"fmt"
	"io"
	"math"
	"os"
)

// TerminateOnNaN is a Callback that ends Fit without an error when the loss of
// a batch is NaN or infinite, and says so. Without it, Fit ends with a
// *DivergedError. The weights are those that gave that loss.
type TerminateOnNaN struct {
	Output io.Writer // where it says so; nil means os.Stdout
}

// OnBatchEnd returns ErrStopTraining if the loss is not a finite number.
func (t *TerminateOnNaN) OnBatchEnd(batch int, logs Logs) error {
	if loss := logs["loss"]; !math.IsNaN(loss) && !math.IsInf(loss, 0) {
		return nil
	}
	out := t.Output
	if out == nil {
		out = os.Stdout
	}
	fmt.Fprintf(out, "\nBatch %d: Invalid loss, terminating training\n", batch)
	return ErrStopTraining
}

// OnEpochEnd does nothing.
func (t *TerminateOnNaN) OnEpochEnd(epoch int, logs Logs) error { return nil }
