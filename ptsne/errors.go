package ptsne

import (
	"errors"
	"fmt"
)

// ErrNotCompiled is the error of Fit and Evaluate before Compile.
var ErrNotCompiled = errors.New("RuntimeError: You must compile a model before training/testing. Use `model.Compile(loss, optimizer)`.")

// A ShapeError says that the input or the target of a model has not the shape
// that the model, or its loss, expects. Its text is Keras's.
type ShapeError struct {
	Checked    string // "input" or "target"
	Layer      string // the layer whose input or output it is checked against
	Columns    int    // the number of columns expected
	Rows, Cols int    // the shape found
	Hint       string // what to do about it, or ""
}

func (e *ShapeError) Error() string {
	text := fmt.Sprintf("ValueError: Error when checking %s: expected %s to have shape (None, %d) but got array with shape (%d, %d)",
		e.Checked, e.Layer, e.Columns, e.Rows, e.Cols)
	if e.Hint != "" {
		text += " (" + e.Hint + ")"
	}
	return text
}

// A SamplesError says that input and target have different numbers of rows.
// Its text is Keras's.
type SamplesError struct {
	Input, Target int // the numbers of rows
}

func (e *SamplesError) Error() string {
	return fmt.Sprintf("ValueError: Input arrays should have the same number of samples as target arrays. Found %d input samples and %d target samples.",
		e.Input, e.Target)
}

// An ElementError says that an element of the data is not a number that can be
// computed with: NaN, infinite, or beyond the range of float32.
type ElementError struct {
	Matrix   string // what the matrix is, such as "input"
	Row, Col int
	Value    float64
}

func (e *ElementError) Error() string {
	return fmt.Sprintf("ptsne: the %s has %v in row %d, column %d: remove that row or put a finite number there",
		e.Matrix, e.Value, e.Row, e.Col)
}

// A DivergedError says that the loss was no longer a finite number and Fit
// stopped. The weights are those that gave that loss.
type DivergedError struct {
	Epoch, Batch int // both counted from 0
	Loss         float64

	rateless bool // whether no learning rate is to blame
}

func (e *DivergedError) Error() string {
	remedy := "try a lower learning rate, on a model with fresh weights"
	if e.rateless {
		remedy = "its weights are of no use, or the loss has no value there: try fresh weights"
	}
	return fmt.Sprintf("ptsne: the loss became %v in epoch %d, batch %d: %s", e.Loss, e.Epoch+1, e.Batch+1, remedy)
}

// errEmpty is the error for data without rows or columns.
func errEmpty(what string, rows, cols int) error {
	return fmt.Errorf("ptsne: the %s is empty: its shape is (%d, %d)", what, rows, cols)
}
