// Package hidpi teaches gonum/plot to write PNG pictures that are sharp on fine
// screens: the format "png@2x" of [gonum.org/v1/plot.Plot.WriterTo] has two
// pixels for each CSS pixel, of which there are 96 to an inch.
//
//	w, err := p.WriterTo(4*vg.Inch, 3*vg.Inch, "png@2x") // 768 by 576 pixels
//
// It is imported for its effect. Cells that import gonum/plot have it imported,
// so that a plot that a cell shows is drawn in that format.
package hidpi

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// Format is the name of the format.
const Format = "png@2x"

func init() {
	draw.RegisterFormat(Format, func(w, h vg.Length) vg.CanvasWriterTo {
		return vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(2*96))}
	})
}
