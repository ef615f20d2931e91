package plotting

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

type mosaicConfig struct {
	figureConfig
	columns                 int
	imageWidth, imageHeight int
	black, white            float64 // both 0: from the data
}

const (
	mosaicGap  = 2 * pngScale // PNG pixels between images
	mosaicZoom = 4 * pngScale // most PNG pixels to an image's pixel, each way

	// mosaicLimit is the greatest number of PNG pixels in a mosaic.
	mosaicLimit = 1 << 26
)

// Mosaic draws grey images on a grid, row by row.
//
// images has shape (n, width*height): an image a row, its pixels from left to
// right and from top to bottom, as MNIST has them. The least value is black,
// the greatest white, unless [GrayRange] says otherwise. Every pixel of an
// image becomes a square of whole PNG pixels, so nothing is blurred; images
// too many for the mosaic's size make it larger.
//
// It is an error if there are no images, if their length fits no square and
// [ImageShape] does not fit either, if a value is NaN or infinite, or if the
// mosaic would have more than 67 million pixels.
func Mosaic(images mat.Matrix, opts ...MosaicOption) (*Figure, error) {
	cfg := mosaicConfig{figureConfig: figureConfig{width: 720, height: 720}}
	for _, o := range opts {
		o.applyMosaic(&cfg)
	}
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("plotting: Mosaic: %w", err)
	}
	if err := cfg.fit(images); err != nil {
		return nil, fmt.Errorf("plotting: Mosaic: %w", err)
	}
	n, _ := images.Dims()
	cols := cfg.columns
	rows := (n + cols - 1) / cols

	// The largest whole zoom at which everything fits, or 1.
	zoom := mosaicZoom
	side := func(count, pixels int) int { return count*(pixels*zoom+mosaicGap) - mosaicGap }
	for zoom > 1 && (side(cols, cfg.imageWidth) > cfg.width*pngScale || side(rows, cfg.imageHeight) > cfg.height*pngScale) {
		zoom--
	}
	w, h := side(cols, cfg.imageWidth), side(rows, cfg.imageHeight)
	if w*h > mosaicLimit {
		return nil, fmt.Errorf("plotting: Mosaic: %d images of %d by %d pixels are too many for one picture: draw fewer",
			n, cfg.imageWidth, cfg.imageHeight)
	}
	if err := cfg.checkValues(images); err != nil {
		return nil, fmt.Errorf("plotting: Mosaic: %w", err)
	}

	p := newPlot(cfg.title)
	p.HideAxes()
	p.Add(&mosaic{cfg.picture(images, w, h, zoom)})
	fig := &Figure{Plot: p, margin: 8}
	fig.about = cfg.describe("Mosaic", "%s of %d by %d pixels", countOf(n, "image", "images"), cfg.imageWidth, cfg.imageHeight)
	fig.width = (w+1)/pngScale + 2*int(fig.margin)
	fig.height = (h+1)/pngScale + 2*int(fig.margin)
	if cfg.title != "" {
		title := p.Title.TextStyle.Rectangle(cfg.title).Size().Y + p.Title.Padding
		fig.height += int(math.Ceil(float64(title / cssPixels(1))))
	}
	return fig, nil
}

// fit settles the images' shape and the columns.
func (c *mosaicConfig) fit(images mat.Matrix) error {
	if images == nil {
		return fmt.Errorf("no images: the matrix is nil")
	}
	n, size := images.Dims()
	if n == 0 || size == 0 {
		return fmt.Errorf("no images: the matrix has shape (%d, %d)", n, size)
	}
	if c.imageWidth == 0 && c.imageHeight == 0 {
		side := int(math.Round(math.Sqrt(float64(size))))
		if side*side != size {
			return fmt.Errorf("a row of %d values is not a square image: give ImageShape(width, height)", size)
		}
		c.imageWidth, c.imageHeight = side, side
	}
	if c.imageWidth < 1 || c.imageHeight < 1 || c.imageWidth*c.imageHeight != size {
		return fmt.Errorf("images of %d by %d pixels do not fit rows of %d values", c.imageWidth, c.imageHeight, size)
	}
	if c.columns < 0 {
		return fmt.Errorf("%d columns: there must be at least one", c.columns)
	}
	if c.columns == 0 {
		c.columns = int(math.Ceil(math.Sqrt(float64(n*c.imageHeight) / float64(c.imageWidth))))
	}
	c.columns = min(c.columns, n)

	return nil
}

// checkValues says where a value is no number, and settles the grey range.
func (c *mosaicConfig) checkValues(images mat.Matrix) error {
	n, size := images.Dims()
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := range n {
		for j := range size {
			v := images.At(i, j)
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("value [%d, %d] is %v: every grey value must be a finite number", i, j, v)
			}
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if c.black == 0 && c.white == 0 {
		c.black, c.white = lo, hi
	}
	return nil
}

// picture draws the images into a picture of w by h pixels.
func (c *mosaicConfig) picture(images mat.Matrix, w, h, zoom int) image.Image {
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	n, _ := images.Dims()
	for k := range n {
		left := k % c.columns * (c.imageWidth*zoom + mosaicGap)
		top := k / c.columns * (c.imageHeight*zoom + mosaicGap)
		for y := range c.imageHeight * zoom {
			for x := range c.imageWidth * zoom {
				v := images.At(k, y/zoom*c.imageWidth+x/zoom)
				img.SetGray(left+x, top+y, c.gray(v))
			}
		}
	}
	return img
}

// gray is the grey in which v is drawn.
func (c *mosaicConfig) gray(v float64) color.Gray {
	if c.black == c.white { // all values are the same
		return color.Gray{}
	}
	t := (v - c.black) / (c.white - c.black)
	return color.Gray{Y: uint8(math.Round(0xff * max(0, min(1, t))))}
}

// mosaic is a plotter that draws one picture in its own size, below the title.
type mosaic struct{ img image.Image }

var (
	_ plot.Plotter    = (*mosaic)(nil)
	_ plot.DataRanger = (*mosaic)(nil)
)

// Plot implements [plot.Plotter].
func (m *mosaic) Plot(c draw.Canvas, _ *plot.Plot) {
	b := m.img.Bounds()
	c.DrawImage(vg.Rectangle{
		Min: c.Min,
		Max: c.Min.Add(vg.Point{
			X: cssPixels(float64(b.Dx()) / pngScale),
			Y: cssPixels(float64(b.Dy()) / pngScale),
		}),
	}, m.img)
}

// DataRange implements [plot.DataRanger]; the axes are hidden.
func (m *mosaic) DataRange() (xmin, xmax, ymin, ymax float64) { return 0, 1, 0, 1 }
