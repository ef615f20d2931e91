package display

import (
	"bytes"
	"io"
	"reflect"
)

// Size of a plot on the page, in CSS pixels.
const (
	plotWidth  = 560
	plotHeight = 380
)

// plotPNG draws what has gonum/plot's method
//
//	WriterTo(width, height vg.Length, format string) (io.WriterTo, error)
//
// and returns nil for everything else. It goes by reflection, so that cells
// that draw nothing do not link a plotting library. Those that import
// gonum/plot also import plotting/hidpi, which brings the format for fine
// screens.
func plotPNG(v any) []byte {
	m := reflect.ValueOf(v).MethodByName("WriterTo")
	if !m.IsValid() {
		return nil
	}
	t := m.Type()
	if t.NumIn() != 3 || t.NumOut() != 2 || t.In(0).Kind() != reflect.Float64 || t.In(1) != t.In(0) || t.In(2).Kind() != reflect.String {
		return nil
	}
	for _, format := range []string{"png@2x", "png"} {
		if png := writePlot(m, format); png != nil {
			return png
		}
	}
	return nil
}

// writePlot calls a plot's WriterTo, and returns nil if it fails.
func writePlot(writerTo reflect.Value, format string) []byte {
	const points = 72.0 / 96 // a CSS pixel in vg's unit, the point
	length := func(pixels float64) reflect.Value {
		return reflect.ValueOf(pixels * points).Convert(writerTo.Type().In(0))
	}
	out := writerTo.Call([]reflect.Value{length(plotWidth), length(plotHeight), reflect.ValueOf(format)})
	w, ok := out[0].Interface().(io.WriterTo)
	if err, _ := out[1].Interface().(error); err != nil || !ok {
		return nil
	}
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		return nil
	}
	return b.Bytes()
}
