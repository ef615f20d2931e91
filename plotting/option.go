package plotting

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// An Option sets something that every figure has. It may be passed to
// [Scatter], [LossCurve] and [Mosaic].
type Option interface {
	ScatterOption
	LossOption
	MosaicOption
}

// A ScatterOption sets something about a [Scatter].
type ScatterOption interface{ applyScatter(*scatterConfig) }

// A LossOption sets something about a [LossCurve].
type LossOption interface{ applyLoss(*lossConfig) }

// A MosaicOption sets something about a [Mosaic].
type MosaicOption interface{ applyMosaic(*mosaicConfig) }

// figureConfig holds what every figure has.
type figureConfig struct {
	title         string
	interactive   bool
	width, height int // CSS pixels
}

type figureOption func(*figureConfig)

func (o figureOption) applyScatter(c *scatterConfig) { o(&c.figureConfig) }
func (o figureOption) applyLoss(c *lossConfig)       { o(&c.figureConfig) }
func (o figureOption) applyMosaic(c *mosaicConfig)   { o(&c.figureConfig) }

// Title sets the line of text above a figure. The default is none.
func Title(text string) Option {
	return figureOption(func(c *figureConfig) { c.title = text })
}

// Size sets how large a figure is, in CSS pixels: the units in which a browser
// lays out a page, 96 to an inch. PNG pictures have twice as many pixels each
// way, for high-resolution screens. The defaults are 680 by 560 for a Scatter
// and 600 by 360 for a LossCurve. A Mosaic takes the size that its images
// need, within 720 by 720 by default.
func Size(width, height int) Option {
	return figureOption(func(c *figureConfig) { c.width, c.height = width, height })
}

type scatterOption func(*scatterConfig)

func (o scatterOption) applyScatter(c *scatterConfig) { o(c) }

// ClassNames gives the classes names for the legend: names[k] is the name of
// label k. Without it a class is called by its number.
func ClassNames(names ...string) ScatterOption {
	return scatterOption(func(c *scatterConfig) { c.names = names })
}

// MedianLabels writes each class's name on the map, at the median of its
// points, or beside that where two names would lie over each other.
func MedianLabels() ScatterOption {
	return scatterOption(func(c *scatterConfig) { c.medians = true })
}

// Overlay draws a second set of points over the first, such as test points
// over training points. They keep the colours of their classes, are larger and
// have a dark outline. Y and labels have the shapes that [Scatter] asks for;
// name stands in the legend. It may be given more than once; all outlines look
// the same.
func Overlay(name string, Y mat.Matrix, labels []int) ScatterOption {
	return scatterOption(func(c *scatterConfig) {
		c.overlays = append(c.overlays, overlay{name, Y, labels})
	})
}

type lossOption func(*lossConfig)

func (o lossOption) applyLoss(c *lossConfig) { o(c) }

// Validation adds the loss on data that was not trained on, one value an
// epoch. It may have fewer epochs than the training loss, or more.
func Validation(loss []float64) LossOption {
	return lossOption(func(c *lossConfig) { c.validation = loss })
}

// LogScale makes the loss axis logarithmic. All losses must be positive.
func LogScale() LossOption {
	return lossOption(func(c *lossConfig) { c.log = true })
}

type mosaicOption func(*mosaicConfig)

func (o mosaicOption) applyMosaic(c *mosaicConfig) { o(c) }

// Columns sets how many images stand side by side. The default makes the
// mosaic about as wide as it is high.
func Columns(n int) MosaicOption {
	return mosaicOption(func(c *mosaicConfig) { c.columns = n })
}

// ImageShape says that each image is width by height pixels. Without it
// images are taken to be square.
func ImageShape(width, height int) MosaicOption {
	return mosaicOption(func(c *mosaicConfig) { c.imageWidth, c.imageHeight = width, height })
}

// GrayRange sets the values that are drawn black and white. Values outside
// are drawn as the nearer of the two. Without it they are the least and the
// greatest value of all images.
func GrayRange(black, white float64) MosaicOption {
	return mosaicOption(func(c *mosaicConfig) { c.black, c.white = black, white })
}

// describe says what a figure shows: the name of the function that draws it, its
// title, and what is on it.
func (c *figureConfig) describe(kind, format string, args ...any) string {
	if c.title != "" {
		kind = fmt.Sprintf("%s %q", kind, c.title)
	}
	return kind + ": " + fmt.Sprintf(format, args...)
}

// countOf writes a number of things, such as "1 point" and "2 points".
func countOf(n int, thing, things string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %s", n, things)
}

// minSide and maxSide are the least and the greatest width or height of a figure,
// in CSS pixels.
const minSide, maxSide = 50, 10000

// check says what is wrong with the settings that every figure has.
func (c *figureConfig) check() error {
	if min(c.width, c.height) < minSide || max(c.width, c.height) > maxSide {
		return fmt.Errorf("size %d by %d: width and height must be from %d to %d", c.width, c.height, minSide, maxSide)
	}
	return nil
}
