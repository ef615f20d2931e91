package display

import (
	"bytes"
	"fmt"
	"image"
	"io"
	"reflect"
	"strings"
)

// Auto returns v in all the forms that it has.
func Auto(v any) Data {
	switch v := v.(type) {
	case Data:
		return v
	case *Data:
		return *v
	case Renderer:
		return v.Render()
	case SimpleRenderer:
		return Data{Data: v.SimpleRender()}
	}
	d := Data{Data: MIMEMap{}}
	if isNil(v) {
		return MakeData(MIMETypeText, Text(v))
	}
	methods(&d, v)
	if len(d.Data) == 0 {
		if img, ok := v.(image.Image); ok {
			d = Image(img)
		} else if png := plotPNG(v); png != nil {
			d = PNG(png)
			d.Metadata = MIMEMap{MIMETypePNG: map[string]any{"width": plotWidth, "height": plotHeight}}
		} else if m, ok := v.(matrix); ok && !hasText(v) {
			d.Data[MIMETypeHTML] = matrixHTML(m)
		}
	}
	d.Data[MIMETypeText] = Text(v)
	if !hasText(v) && (d.Data[MIMETypePNG] != nil || d.Data[MIMETypeSVG] != nil) {
		d.Data[MIMETypeText] = fmt.Sprintf("<%T>", v) // the picture says more than its fields
	}
	return d
}

// hasText tells whether a value says itself what its text is.
func hasText(v any) bool {
	switch v.(type) {
	case error, fmt.Stringer, fmt.Formatter:
		return true
	}
	return false
}

// methods adds the representations that v has methods for.
func methods(d *Data, v any) {
	if v, ok := v.(HTMLer); ok {
		d.Data[MIMETypeHTML] = v.HTML()
	}
	if v, ok := v.(Markdowner); ok {
		d.Data[MIMETypeMarkdown] = v.Markdown()
	}
	if v, ok := v.(Latexer); ok {
		d.Data[MIMETypeLatex] = v.Latex()
	}
	if v, ok := v.(JavaScripter); ok {
		d.Data[MIMETypeJavaScript] = v.JavaScript()
	}
	if v, ok := v.(JSONer); ok {
		d.Data[MIMETypeJSON] = v.JSON()
	}
	if v, ok := v.(JPEGer); ok {
		d.Data[MIMETypeJPEG] = v.JPEG()
	}
	if v, ok := v.(PDFer); ok {
		d.Data[MIMETypePDF] = v.PDF()
	}
	// A picture made of pixels comes alone: an SVG of many points beside it would
	// make notebooks large, and front ends would draw it in its place.
	if p, ok := v.(PNGer); ok {
		d.Data[MIMETypePNG] = p.PNG()
		if s, ok := v.(PNGSizer); ok {
			w, h := s.PNGSize()
			d.Metadata = MIMEMap{MIMETypePNG: map[string]any{"width": w, "height": h}}
		}
	} else if v, ok := v.(SVGer); ok {
		d.Data[MIMETypeSVG] = v.SVG()
	}
}

// Size of a plot on the page, in CSS pixels. It is drawn with twice as many
// for fine screens.
const (
	plotWidth  = 480
	plotHeight = 320
)

// plotPNG draws what has gonum/plot's method
//
//	WriterTo(width, height vg.Length, format string) (io.WriterTo, error)
//
// and returns nil for everything else. It goes by reflection, so that cells
// that draw nothing do not link a plotting library.
func plotPNG(v any) []byte {
	m := reflect.ValueOf(v).MethodByName("WriterTo")
	if !m.IsValid() {
		return nil
	}
	t := m.Type()
	if t.NumIn() != 3 || t.NumOut() != 2 || t.In(0).Kind() != reflect.Float64 || t.In(1) != t.In(0) || t.In(2).Kind() != reflect.String {
		return nil
	}
	const points = 72.0 / 96 // a CSS pixel in vg's unit, the point; vgimg draws 96 dots an inch
	size := func(pixels float64) reflect.Value { return reflect.ValueOf(pixels * points).Convert(t.In(0)) }
	out := m.Call([]reflect.Value{size(plotWidth * 1.25), size(plotHeight * 1.25), reflect.ValueOf("png")})
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

func isNil(v any) bool {
	if v == nil {
		return true
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan, reflect.Interface:
		return r.IsNil()
	}
	return false
}

// tuple returns several values as one line of text.
func tuple(values []any) string {
	text := "("
	for i, v := range values {
		if i > 0 {
			text += ", "
		}
		text += Text(v)
	}
	return text + ")"
}

// Text returns a value as text: by its own Error or String method, a matrix by
// rows, anything else as fmt's %+v has it. What is long is shortened.
func Text(v any) string {
	switch v := v.(type) {
	case nil:
		return "<nil>"
	case string:
		return v
	}
	if isNil(v) {
		return fmt.Sprintf("%v", v)
	}
	if hasText(v) {
		return fmt.Sprintf("%v", v)
	}
	if m, ok := v.(matrix); ok {
		return matrixText(m)
	}
	r := reflect.ValueOf(v)
	if (r.Kind() == reflect.Slice || r.Kind() == reflect.Array) && r.Len() > longest {
		head := reflect.MakeSlice(reflect.SliceOf(r.Type().Elem()), shown, shown)
		reflect.Copy(head, r)
		text := fmt.Sprintf("%+v", head.Interface())
		return fmt.Sprintf("%s ...] (%d elements)", strings.TrimSuffix(text, "]"), r.Len())
	}
	return fmt.Sprintf("%+v", v)
}

// Slices longer than longest are shown by their first few elements.
const (
	longest = 1000
	shown   = 20
)
