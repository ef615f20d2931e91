package tsne

import (
	"sync"

	"github.com/gopherbook/gopherbook/ptsne/internal/f64"
	"github.com/gopherbook/gopherbook/ptsne/internal/parallel"
)

// A convolution replaces masses on the lines of a grid by the coefficients of
// a spline: the sum of the kernels 1/(1+r²) around all masses, interpolated.
// Spread over the grid as splines, masses may lie between its lines.
//
// It multiplies Fourier transforms. The kernel's is divided by that of the
// splines, twice, since what is interpolated depends on where a mass lies and
// on where the sum is asked for. Grids are padded with zeros to twice their
// size, so that nothing reaches round their edges.
//
// The masses are real, so two columns are transformed as the real and the
// imaginary part of one: column c and column c+cols/2.
type convolution struct {
	rows, cols int       // of the grid; there are columns to spare, for whole blocks
	step       float64   // between its lines
	data       []float64 // rows*cols numbers: masses, then coefficients

	down, along *transform
	kernel      []float64     // its transform: blocks of lanes rows, each transposed
	re, im      []float64     // columns transformed, height()*cols numbers
	blocks      [2]*sync.Pool // of *block, for columns and rows

	around [order][order]float64 // the coefficients around a mass, in the quarter after it
}

// resize makes c a convolution on a grid of the given size, or a little wider,
// all zeros.
func (c *convolution) resize(rows, cols int, step float64) {
	c.rows, c.cols = rows, roundUp(cols, 2*lanes)
	c.data = grow(c.data, c.rows*c.cols)
	tall, wide := smooth(2*rows), smooth(2*cols)
	same := c.down != nil && c.down.n == tall && c.along.n == wide
	if !same {
		c.down, c.along = newTransform(tall), newTransform(wide)
		c.blocks[0] = &sync.Pool{New: func() any { return newBlock(tall) }}
		c.blocks[1] = &sync.Pool{New: func() any { return newBlock(wide) }}
	}
	size := roundUp(c.height(), lanes) * c.cols
	c.re, c.im = grow(c.re, size), grow(c.im, size)
	if !same || c.step != step {
		c.step = step
		c.transformKernel()
		clear(c.data)
		c.data[0] = 1
		c.run()
		for r := range c.around {
			copy(c.around[r][:], c.data[r*c.cols:][:order])
		}
	}
	clear(c.data)
}

// height returns the number of rows of the spectrum. The other half mirrors
// them.
func (c *convolution) height() int { return c.down.n/2 + 1 }

func roundUp(n, to int) int { return (n + to - 1) / to * to }

// smooth returns the least number from n on of the form 2^a, 3*2^a or 9*2^a: a
// length for transforms.
func smooth(n int) int {
	best := 0
	for _, odd := range []int{1, 3, 9} {
		for odd < n {
			odd *= 2
		}
		if best == 0 || odd < best {
			best = odd
		}
	}
	return best
}

// each calls f for blocks of lanes rows or columns, with memory for them.
func (c *convolution) each(axis, n int, f func(first int, b *block)) {
	parallel.For(n, lanes, func(lo, _ int) {
		b := c.blocks[axis].Get().(*block)
		defer c.blocks[axis].Put(b)
		f(lo, b)
	})
}

// transformKernel sets the kernel's transform. It is even, so its transform is
// real and even, too.
func (c *convolution) transformKernel() {
	height, tall, wide := c.height(), c.down.n, c.along.n
	half := wide/2 + 1
	columns := make([]float64, height*half) // transformed
	c.each(0, half, func(first int, b *block) {
		clear(b.im)
		for r := range tall {
			for l := range lanes {
				x, y := c.step*float64(min(r, tall-r)), c.step*float64(first+l)
				b.re[r*lanes+l] = 1 / (1 + x*x + y*y)
			}
		}
		c.down.forward(b)
		for r := range height {
			copy(columns[r*half+first:(r+1)*half], b.re[r*lanes:][:lanes])
		}
	})
	down, along := splineSpectrum(tall), splineSpectrum(wide)
	c.kernel = grow(c.kernel, roundUp(height, lanes)*wide)
	c.each(1, height, func(first int, b *block) {
		clear(b.re)
		clear(b.im)
		for l := range min(lanes, height-first) {
			row := columns[(first+l)*half:][:half]
			for i := range wide {
				b.re[i*lanes+l] = row[min(i, wide-i)]
			}
		}
		c.along.forward(b)
		for i := range wide {
			for l := range lanes {
				// The transforms leave the length of a row and of a column as a factor.
				r := min(first+l, tall-1)
				b.re[i*lanes+l] /= down[r] * along[i] * float64(tall*wide)
			}
		}
		copy(c.kernel[first*wide:][:wide*lanes], b.re)
	})
}

// splineSpectrum returns the squared absolute values of the Fourier transform
// of a spline on n lines.
func splineSpectrum(n int) []float64 {
	var w, slope [order]float64
	bspline(0, &w, &slope)
	b := newBlock(n)
	for m, v := range w {
		b.re[m%n*lanes] += v
	}
	newTransform(n).forward(b)
	square := make([]float64, n)
	for i := range square {
		re, im := b.re[i*lanes], b.im[i*lanes]
		square[i] = re*re + im*im
	}
	return square
}

// run convolves what is in data.
func (c *convolution) run() {
	c.each(0, c.cols/2, c.downColumns)
	c.each(1, c.height(), c.convolveRows)
	c.each(0, c.cols/2, c.upColumns)
}

// downColumns transforms columns from first on, and those half of the columns
// further.
func (c *convolution) downColumns(first int, b *block) {
	second := first + c.cols/2
	for r := range c.rows {
		row := c.data[r*c.cols:][:c.cols]
		copy(b.re[r*lanes:][:lanes], row[first:])
		copy(b.im[r*lanes:][:lanes], row[second:])
	}
	clear(b.re[c.rows*lanes:])
	clear(b.im[c.rows*lanes:])
	c.down.forward(b)
	for r := range c.height() {
		// With Z the transform of x+iy, and Z' the conjugate of its mirror image,
		// the transform of x is (Z+Z')/2, that of y is (Z-Z')/2i.
		here, there := r*lanes, (c.down.n-r)%c.down.n*lanes
		re, im := c.re[r*c.cols:][:c.cols], c.im[r*c.cols:][:c.cols]
		for l := range lanes {
			zRe, zIm, mRe, mIm := b.re[here+l], b.im[here+l], b.re[there+l], b.im[there+l]
			re[first+l], im[first+l] = (zRe+mRe)/2, (zIm-mIm)/2
			re[second+l], im[second+l] = (zIm+mIm)/2, (mRe-zRe)/2
		}
	}
}

// convolveRows transforms rows from first on, multiplies them by the kernel and
// transforms them back.
func (c *convolution) convolveRows(first int, b *block) {
	for l := range lanes {
		re, im := c.re[(first+l)*c.cols:][:c.cols], c.im[(first+l)*c.cols:][:c.cols]
		for i, v := range re {
			b.re[i*lanes+l], b.im[i*lanes+l] = v, im[i]
		}
	}
	clear(b.re[c.cols*lanes:])
	clear(b.im[c.cols*lanes:])
	c.along.forward(b)
	kernel := c.kernel[first*c.along.n:][:len(b.re)]
	f64.Mul(b.re, kernel)
	f64.Mul(b.im, kernel)
	c.along.backward(b)
	for l := range lanes {
		re, im := c.re[(first+l)*c.cols:][:c.cols], c.im[(first+l)*c.cols:][:c.cols]
		for i := range re {
			re[i], im[i] = b.re[i*lanes+l], b.im[i*lanes+l]
		}
	}
}

// upColumns transforms back what downColumns has.
func (c *convolution) upColumns(first int, b *block) {
	second := first + c.cols/2
	for r := range c.height() {
		here, there := r*lanes, (c.down.n-r)%c.down.n*lanes
		re, im := c.re[r*c.cols:][:c.cols], c.im[r*c.cols:][:c.cols]
		for l := range lanes {
			xRe, xIm, yRe, yIm := re[first+l], im[first+l], re[second+l], im[second+l]
			b.re[here+l], b.im[here+l] = xRe-yIm, xIm+yRe
			b.re[there+l], b.im[there+l] = xRe+yIm, yRe-xIm
		}
	}
	c.down.backward(b)
	for r := range c.rows {
		row := c.data[r*c.cols:][:c.cols]
		copy(row[first:first+lanes], b.re[r*lanes:])
		copy(row[second:second+lanes], b.im[r*lanes:])
	}
}

// grow returns n elements, of no certain value, in buf's memory if it is large
// enough.
func grow[T any](buf []T, n int) []T {
	if cap(buf) < n {
		buf = make([]T, n)
	}
	return buf[:n]
}
