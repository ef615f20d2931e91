package plotting

import (
	"io"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// svgCanvas mends what vgsvg writes: where Liberation Sans is missing, Arial has
// the same widths; and the pictures in it are PNG.
type svgCanvas struct{ *vgsvg.Canvas }

func newSVGCanvas(w, h vg.Length) svgCanvas { return svgCanvas{vgsvg.New(w, h)} }

var svgMender = strings.NewReplacer(
	"font-family:Liberation Sans;", "font-family:'Liberation Sans',Arial,Helvetica,sans-serif;",
	"data:image/jpg;base64,", "data:image/png;base64,",
)

// WriteTo implements [io.WriterTo].
func (c svgCanvas) WriteTo(w io.Writer) (int64, error) {
	var buf strings.Builder
	if _, err := c.Canvas.WriteTo(&buf); err != nil {
		return 0, err
	}
	n, err := svgMender.WriteString(w, buf.String())
	return int64(n), err
}
