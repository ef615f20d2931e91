package ptsne

import (
	"errors"
	"fmt"
	"iter"
	"math"

	"github.com/gopherbook/gopherbook/ptsne/internal/f32"
)

// PredictRows returns the network's output for each of the rows, in their
// order, and never holds more than 1024 of them: new points can be placed on the
// map as they are read, from a file or a connection, however many there are.
// The output is what Predict gives, to the last bit.
//
//	for y, err := range model.PredictRows(rows) {
//		...
//	}
//
// rows gives one row after the other, with a number for each input; it may
// reuse the memory of a row for the next. An error that rows gives comes out
// after the outputs of the rows before it, and ends the outputs. So do a row
// that has not the number of columns that the first layer takes and one with a
// number that is not finite (an *ElementError). The slice y is reused, too:
// copy it to keep it.
func (m *Sequential) PredictRows(rows iter.Seq2[[]float64, error]) iter.Seq2[[]float64, error] {
	return func(yield func([]float64, error) bool) {
		if len(m.layers) == 0 {
			yield(nil, errors.New("ptsne: a model without layers cannot predict: add layers first"))
			return
		}
		if rows == nil {
			yield(nil, errors.New("ptsne: PredictRows wants rows, but got nil"))
			return
		}
		p := &rowPredictor{model: m, activity: newActivity(m), yield: yield}
		for row, err := range rows {
			if err == nil {
				err = p.add(row)
			}
			if err != nil {
				if p.flush() {
					yield(nil, err)
				}
				return
			}
			if p.waiting == predictRows && !p.flush() {
				return
			}
		}
		p.flush()
	}
}

// A rowPredictor gathers rows until they are enough to compute with.
type rowPredictor struct {
	model    *Sequential
	activity *activity
	waiting  int // rows in the activity's input, which has room for predictRows
	done     int // rows before them
	out      []float64
	yield    func([]float64, error) bool
}

// add appends a row to those that wait.
func (p *rowPredictor) add(row []float64) error {
	first := p.model.layers[0]
	if first.Inputs() == 0 && len(row) > 0 {
		p.model.build(len(row))
	}
	at := p.done + p.waiting
	if len(row) == 0 || len(row) != first.Inputs() {
		return fmt.Errorf("ptsne: row %d of the input has %d columns, but %s takes %d", at, len(row), first.Name(), first.Inputs())
	}
	for j, v := range row {
		if !(math.Abs(v) <= math.MaxFloat32) {
			return &ElementError{"input", at, j, v}
		}
	}
	if p.waiting == 0 {
		p.model.build(first.Inputs())
		p.activity.input.Reuse(predictRows, first.Inputs())
	}
	f32.FromFloat64(p.activity.input.Row(p.waiting), row)
	p.waiting++
	return nil
}

// flush yields the output for the rows that wait, and reports whether more is
// wanted.
func (p *rowPredictor) flush() bool {
	if p.waiting == 0 {
		return true
	}
	p.activity.input.Reuse(p.waiting, p.activity.input.Cols)
	out := p.activity.run()
	p.out = grow(p.out, out.Cols)
	for i := range out.Rows {
		for j, v := range out.Row(i) {
			p.out[j] = float64(v)
		}
		if !p.yield(p.out, nil) {
			return false
		}
	}
	p.done += p.waiting
	p.waiting = 0
	return true
}
