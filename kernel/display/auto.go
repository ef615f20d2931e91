package display

import (
	"fmt"
	"image"
	"reflect"
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
		shapes(&d, v)
	}
	d.Data[MIMETypeText] = textBeside(d, v)
	return d
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
	if v, ok := v.(VegaLiter); ok {
		if spec := v.VegaLite(); spec != nil {
			d.Data[MIMETypeVegaLite] = spec
		}
	}
	// A picture made of pixels comes alone: an SVG of many points beside it would
	// make notebooks large, and front ends would draw it in its place.
	if p, ok := v.(PNGer); ok {
		d.Data[MIMETypePNG] = p.PNG()
		if s, ok := v.(PNGSizer); ok {
			w, h := s.PNGSize()
			d.Metadata = pngSize(w, h)
		}
	} else if v, ok := v.(SVGer); ok {
		d.Data[MIMETypeSVG] = v.SVG()
	}
}

// pngSize is the metadata of a picture to be shown so large, in CSS pixels.
func pngSize(width, height int) MIMEMap {
	return MIMEMap{MIMETypePNG: map[string]any{"width": width, "height": height}}
}

// shapes adds the representations of values that are known by what they look
// like: images, plots and tables.
func shapes(d *Data, v any) {
	if img, ok := v.(image.Image); ok {
		*d = Image(img)
		return
	}
	if png := plotPNG(v); png != nil {
		d.Data[MIMETypePNG] = png
		d.Metadata = pngSize(plotWidth, plotHeight)
		return
	}
	if tabular(v) {
		d.Data[MIMETypeHTML] = tableOf(v).grid().html()
	}
}

// textBeside returns the text of a value that has the representations of d.
func textBeside(d Data, v any) string {
	picture := d.Data[MIMETypePNG] != nil || d.Data[MIMETypeSVG] != nil || d.Data[MIMETypeJPEG] != nil
	if !picture || hasText(v) {
		return Text(v)
	}
	// The picture says more than the value's fields.
	if img, ok := v.(image.Image); ok {
		size := img.Bounds().Size()
		return fmt.Sprintf("<%T, %d by %d pixels>", v, size.X, size.Y)
	}
	return fmt.Sprintf("<%T>", v)
}

// hasText tells whether a value says itself what its text is.
func hasText(v any) bool {
	switch v.(type) {
	case error, fmt.Stringer, fmt.Formatter:
		return true
	}
	return false
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
