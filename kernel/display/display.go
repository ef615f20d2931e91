package display

import (
	"fmt"
	"sync/atomic"

	"github.com/gopherbook/gopherbook/kernel/internal/sink"
	"github.com/gopherbook/gopherbook/kernel/output"
)

// Display shows values, in order, below the cell that is running.
func Display(values ...any) {
	for _, v := range values {
		emit(output.DisplayData, Auto(v))
	}
}

// Handle is a shown value that can be shown anew in its place.
type Handle struct{ id string }

var handles atomic.Int64

// Show shows a value, and returns a handle to update it by.
func Show(v any) *Handle {
	h := &Handle{fmt.Sprintf("gopherbook-%d", handles.Add(1))}
	emit(output.DisplayData, h.data(v))
	return h
}

// Update shows v in the place of what the handle showed before.
func (h *Handle) Update(v any) { emit(output.UpdateDisplayData, h.data(v)) }

func (h *Handle) data(v any) Data {
	d := Auto(v)
	d.Transient = MIMEMap{"display_id": h.id}
	return d
}

// ClearOutput removes what the cell has shown so far; with wait, only when
// there is something new to show.
func ClearOutput(wait bool) { sink.Emit(output.Event{Kind: output.ClearOutput, Wait: wait}) }

// SetNextInput puts code before the user, to be looked at and run: into a new
// cell below this one, or, with replace, into this one. Of several calls in a
// cell the last one counts.
func SetNextInput(text string, replace bool) {
	sink.Emit(output.Event{Kind: output.SetNextInput, Text: text, Replace: replace})
}

func emit(kind string, d Data) { sink.Emit(event(kind, d)) }

func event(kind string, d Data) output.Event {
	return output.Event{Kind: kind, Data: encoded(d.Data), Metadata: d.Metadata, Transient: d.Transient}
}

// Results returns the events that show the values of a cell's last
// expression: one result, and before it a display for each further value that
// is more than text. A missing error shows nothing.
func Results(values ...any) []output.Event {
	if len(values) == 1 {
		if values[0] == nil {
			return nil
		}
		return []output.Event{event(output.ExecuteResult, Auto(values[0]))}
	}
	var rich []output.Event
	for _, v := range values {
		if d := Auto(v); len(d.Data) > 1 {
			rich = append(rich, event(output.DisplayData, d))
		}
	}
	if len(rich) > 0 && values[len(values)-1] == nil {
		rich[len(rich)-1].Kind = output.ExecuteResult
		return rich
	}
	return append(rich, event(output.ExecuteResult, MakeData(MIMETypeText, tuple(values))))
}
