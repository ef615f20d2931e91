package hidpi_test

import (
	"bytes"
	"image/png"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"github.com/gopherbook/gopherbook/plotting/hidpi"
)

func TestFormat(t *testing.T) {
	w, err := plot.New().WriterTo(2*vg.Inch, vg.Inch, hidpi.Format)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	size, err := png.DecodeConfig(&b)
	if err != nil {
		t.Fatal(err)
	}
	if size.Width != 384 || size.Height != 192 {
		t.Errorf("2 by 1 inches have %d by %d pixels, not 384 by 192", size.Width, size.Height)
	}
}
