package plotting

import (
	"image"
	"image/color"
	imagedraw "image/draw"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// layerDPI is the resolution of pictures inside SVG and PDF files.
const layerDPI = 200

// A raster is a transparent image laid over a part of a canvas, on which many
// small markers are drawn far faster than through paths.
type raster struct {
	img  *image.RGBA
	rect vg.Rectangle
	dpi  float64
}

// resolution returns the dots per inch of a canvas that is made of pixels.
func resolution(c draw.Canvas) (dpi float64, pixels bool) {
	canvas := c.Canvas
	for { // gonum/plot wraps canvases in canvases
		inner, ok := canvas.(draw.Canvas)
		if !ok {
			break
		}
		canvas = inner.Canvas
	}
	// vgpdf's canvas has a DPI method too, but no pixels.
	if px, ok := canvas.(interface {
		DPI() float64
		Image() imagedraw.Image
	}); ok {
		return px.DPI(), true
	}
	return layerDPI, false
}

// newRaster returns an empty raster over rect. Its edges lie on the canvas's
// pixels, so that a canvas of pixels takes it over without resampling.
func newRaster(c draw.Canvas, rect vg.Rectangle) *raster {
	dpi, _ := resolution(c)
	pixel := vg.Inch / vg.Length(dpi)
	floor := func(l vg.Length) int { return int(math.Floor(float64(l/pixel) + 1e-6)) }
	ceil := func(l vg.Length) int { return int(math.Ceil(float64(l/pixel) - 1e-6)) }
	x0, y0 := floor(rect.Min.X), floor(rect.Min.Y)
	x1, y1 := ceil(rect.Max.X), ceil(rect.Max.Y)
	return &raster{
		img: image.NewRGBA(image.Rect(0, 0, x1-x0, y1-y0)),
		rect: vg.Rectangle{
			Min: vg.Point{X: vg.Length(x0) * pixel, Y: vg.Length(y0) * pixel},
			Max: vg.Point{X: vg.Length(x1) * pixel, Y: vg.Length(y1) * pixel},
		},
		dpi: dpi,
	}
}

// drawOn puts the raster on the canvas.
func (r *raster) drawOn(c draw.Canvas) { c.DrawImage(r.rect, r.img) }

// marker draws one marker with smooth edges. A positive outline is the width
// of a line of colour inkColor along its edge.
func (r *raster) marker(m marker, pt vg.Point, radius, outline vg.Length, fill color.NRGBA) {
	scale := r.dpi / float64(vg.Inch)
	x := float64(pt.X-r.rect.Min.X) * scale
	y := float64(r.rect.Max.Y-pt.Y) * scale // rows count from the top
	rad, half := float64(radius)*scale, float64(outline)*scale/2
	reach := m.reach(rad) + half + 0.5

	b := r.img.Bounds()
	x0, x1 := max(b.Min.X, int(math.Floor(x-reach))), min(b.Max.X-1, int(math.Ceil(x+reach)))
	y0, y1 := max(b.Min.Y, int(math.Floor(y-reach))), min(b.Max.Y-1, int(math.Ceil(y+reach)))
	alpha := float64(fill.A) / 0xff
	for j := y0; j <= y1; j++ {
		for i := x0; i <= x1; i++ {
			// A pixel's middle is half a pixel further; y grows upwards.
			d := m.distance(float64(i)+0.5-x, y-float64(j)-0.5, rad)
			at := r.img.PixOffset(i, j)
			pix := r.img.Pix[at : at+4 : at+4]
			if cover := 0.5 - d; cover > 0 {
				blend(pix, fill, min(cover, 1)*alpha)
			}
			if half > 0 {
				if cover := half + 0.5 - math.Abs(d); cover > 0 {
					blend(pix, inkColor, min(cover, 1))
				}
			}
		}
	}
}

// blend lays a colour of the given opacity over an alpha-premultiplied pixel.
func blend(pix []uint8, c color.NRGBA, opacity float64) {
	const one = 1 << 16
	a := uint32(opacity * one)
	over := func(new, old uint8) uint8 {
		return uint8((uint32(new)*a + uint32(old)*(one-a) + one/2) >> 16)
	}
	pix[0] = over(c.R, pix[0])
	pix[1] = over(c.G, pix[1])
	pix[2] = over(c.B, pix[2])
	pix[3] = over(0xff, pix[3])
}
