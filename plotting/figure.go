package plotting

import (
	"bytes"
	"fmt"
	"image/color"
	"io"
	"math"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	_ "github.com/gopherbook/gopherbook/plotting/hidpi" // for a Figure's Plot that a cell shows
)

// pngScale is the number of PNG pixels to a CSS pixel, each way.
const pngScale = 2

// A Figure is a drawing that shows itself in a notebook and can be saved.
//
// Make one with [Scatter], [LossCurve] or [Mosaic].
type Figure struct {
	// Plot is what is drawn. Further plotters may be added to it and its
	// settings changed, at any time before the figure is shown or saved.
	Plot *plot.Plot

	width, height int // CSS pixels
	margin        float64
	legend        legend
	equalAspect   bool
	about         string // what is drawn, in words
	chart         object // for Interactive
}

// String says what the figure shows, in words: "Scatter: 300 points in 3 classes".
// It is what a terminal shows of it.
func (f *Figure) String() string { return f.about }

// PNG returns the figure as a PNG picture with two pixels for each CSS pixel.
// Notebooks call it to show the figure.
func (f *Figure) PNG() []byte {
	var buf bytes.Buffer
	w, err := f.WriterTo("png")
	if err == nil {
		_, err = w.WriteTo(&buf)
	}
	if err != nil { // a known format written to memory
		panic(err)
	}
	return buf.Bytes()
}

// PNGSize returns the width and height at which the PNG picture is meant to be
// shown, in CSS pixels.
func (f *Figure) PNGSize() (width, height int) { return f.width, f.height }

// WriterTo draws the figure and returns what writes it. The format is "png",
// "svg" or "pdf".
func (f *Figure) WriterTo(format string) (io.WriterTo, error) {
	w, h := cssPixels(float64(f.width)), cssPixels(float64(f.height))
	var c vg.CanvasWriterTo
	switch format {
	case "png":
		c = vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(96*pngScale))}
	case "svg":
		c = newSVGCanvas(w, h)
	case "pdf":
		c = newPDFCanvas(w, h)
	default:
		return nil, fmt.Errorf("plotting: no format %q; there are png, svg and pdf", format)
	}
	f.draw(draw.New(c))
	return c, nil
}

// Save writes the figure to a file whose name ends in .png, .svg or .pdf. The
// file is written whole or not at all: after an error, what was there before
// is still there.
func (f *Figure) Save(path string) error {
	format := strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
	w, err := f.WriterTo(format)
	if err != nil {
		return fmt.Errorf("plotting: cannot save %s: the name must end in .png, .svg or .pdf", path)
	}
	file, err := renameio.NewPendingFile(path, renameio.WithPermissions(0o644))
	if err != nil {
		return fmt.Errorf("plotting: cannot save %s: %w", path, err)
	}
	defer file.Cleanup()
	if _, err := w.WriteTo(file); err != nil {
		return fmt.Errorf("plotting: cannot save %s: %w", path, err)
	}
	if err := file.CloseAtomicallyReplace(); err != nil {
		return fmt.Errorf("plotting: cannot save %s: %w", path, err)
	}
	return nil
}

// draw draws background, plot and legend.
func (f *Figure) draw(c draw.Canvas) {
	p := *f.Plot // the ranges are adjusted on a copy
	background := p.BackgroundColor
	if background == nil {
		background = color.Transparent
	}
	c.SetColor(background)
	c.Fill(c.Rectangle.Path())

	m := cssPixels(f.margin)
	c = draw.Crop(c, m, -m, m, -m)
	// The legend is as high as the data's area, which a legend beside it
	// leaves as it is.
	side := c
	data := p.DataCanvas(c)
	side.Min.Y, side.Max.Y = data.Min.Y, data.Max.Y
	room := f.legend.width(side.Size().Y)
	if room > c.Size().X/2 {
		room = 0
	}
	c.Max.X -= room
	if f.equalAspect {
		equalAspect(&p, c)
	}
	p.Draw(c)
	if room > 0 {
		f.legend.draw(side)
	}
}

// equalAspect widens the range of one axis until a unit is as long on both, and
// marks both in the same steps.
func equalAspect(p *plot.Plot, c draw.Canvas) {
	x0, x1, y0, y1 := p.X.Min, p.X.Max, p.Y.Min, p.Y.Max
	// The ranges decide the numbers on the axes, and these how much room is
	// left: a few rounds settle it.
	for range 4 {
		size := p.DataCanvas(c).Size()
		w, h := float64(size.X), float64(size.Y)
		if w <= 0 || h <= 0 { // a figure too small for its axes
			return
		}
		unit := math.Max((x1-x0)/w, (y1-y0)/h)
		p.X.Min, p.X.Max = (x0+x1-unit*w)/2, (x0+x1+unit*w)/2
		p.Y.Min, p.Y.Max = (y0+y1-unit*h)/2, (y0+y1+unit*h)/2
		// A number on the axis below needs some 45 CSS pixels.
		most := min(max(3, w/float64(cssPixels(45))), 10)
		step := roundStep(unit*w, most)
		marker := plot.TickerFunc(func(lo, hi float64) []plot.Tick { return stepTicks(lo, hi, step) })
		p.X.Tick.Marker, p.Y.Tick.Marker = marker, marker
	}
}
