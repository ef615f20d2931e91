package tsne

import (
	"math/cmplx"
	"sync"

	"gonum.org/v1/gonum/dsp/fourier"

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
type convolution struct {
	rows, cols int       // of the grid
	step       float64   // between its lines
	data       []float64 // rows*cols numbers: masses, then coefficients

	tall, wide int                   // the padded size
	kernel     []float64             // of each column of the spectrum, its first tall/2+1 rows
	around     [order][order]float64 // the coefficients around a mass, in the quarter after it
	spectrum   []complex128          // rows*(wide/2+1) numbers, transformed along rows
	plans      *sync.Pool            // of *plan
}

// A plan transforms one row or column at a time.
type plan struct {
	row      *fourier.FFT
	column   *fourier.CmplxFFT
	real     []float64
	complex  []complex128
	together []complex128 // some columns
}

const (
	rowsTogether    = 4
	columnsTogether = 4 // of complex numbers that lie in one cache line
)

// resize makes c a convolution on a grid of the given size, all zeros.
func (c *convolution) resize(rows, cols int, step float64) {
	c.data = grow(c.data, rows*cols)
	tall, wide := smooth(2*rows), smooth(2*cols)
	same := c.tall == tall && c.wide == wide
	c.rows, c.cols, c.tall, c.wide = rows, cols, tall, wide
	c.spectrum = grow(c.spectrum, rows*c.width())
	if !same {
		c.plans = &sync.Pool{New: func() any {
			return &plan{
				row: fourier.NewFFT(wide), column: fourier.NewCmplxFFT(tall),
				real: make([]float64, wide), complex: make([]complex128, wide/2+1),
				together: make([]complex128, columnsTogether*tall),
			}
		}}
	}
	if !same || c.step != step {
		c.step = step
		c.transformKernel()
		clear(c.data)
		c.data[0] = 1
		c.run()
		for r := range c.around {
			copy(c.around[r][:], c.data[r*cols:][:order])
		}
	}
	clear(c.data)
}

// width returns the number of columns of the spectrum. The other half mirrors
// them.
func (c *convolution) width() int { return c.wide/2 + 1 }

// smooth returns the least even number from n on that has no prime factors
// above 5, for which the transforms are fast.
func smooth(n int) int {
	for n = max(n+n%2, 2); ; n += 2 {
		rest := n
		for _, factor := range []int{2, 3, 5} {
			for rest%factor == 0 {
				rest /= factor
			}
		}
		if rest == 1 {
			return n
		}
	}
}

// transformKernel sets the kernel. It is even, so its transform is real and
// even too: a quarter says all.
func (c *convolution) transformKernel() {
	height, width := c.tall/2+1, c.width()
	c.kernel = grow(c.kernel, height*width)
	parallel.For(height, rowsTogether, func(lo, hi int) {
		p := c.plans.Get().(*plan)
		defer c.plans.Put(p)
		for r := lo; r < hi; r++ {
			for i := range p.real {
				x, y := c.step*float64(r), c.step*float64(min(i, c.wide-i))
				p.real[i] = 1 / (1 + x*x + y*y)
			}
			p.row.Coefficients(p.complex, p.real)
			for i, v := range p.complex {
				c.kernel[i*height+r] = real(v)
			}
		}
	})
	down, along := splineSpectrum(c.tall), splineSpectrum(c.wide)
	parallel.For(width, columnsTogether, func(lo, hi int) {
		p := c.plans.Get().(*plan)
		defer c.plans.Put(p)
		column := p.together[:c.tall]
		for i := lo; i < hi; i++ {
			kernel := c.kernel[i*height:][:height]
			for r := range column {
				column[r] = complex(kernel[min(r, c.tall-r)], 0)
			}
			p.column.Coefficients(column, column)
			for r := range kernel {
				// The transforms leave the length of a row and of a column as a factor.
				kernel[r] = real(column[r]) / (down[r] * along[i] * float64(c.tall*c.wide))
			}
		}
	})
}

// splineSpectrum returns the squared absolute values of the Fourier transform
// of a spline on n lines, the first n/2+1 of them.
func splineSpectrum(n int) []float64 {
	var w, slope [order]float64
	bspline(0, &w, &slope)
	line := make([]float64, n)
	for m, v := range w {
		line[m%n] += v
	}
	square := make([]float64, n/2+1)
	for i, v := range fourier.NewFFT(n).Coefficients(nil, line) {
		square[i] = real(v * cmplx.Conj(v))
	}
	return square
}

// run convolves what is in data.
func (c *convolution) run() {
	width := c.width()
	parallel.For(c.rows, rowsTogether, func(lo, hi int) {
		p := c.plans.Get().(*plan)
		defer c.plans.Put(p)
		for r := lo; r < hi; r++ {
			clear(p.real[copy(p.real, c.data[r*c.cols:][:c.cols]):])
			p.row.Coefficients(c.spectrum[r*width:][:width], p.real)
		}
	})
	parallel.For(width, columnsTogether, func(lo, hi int) {
		p := c.plans.Get().(*plan)
		defer c.plans.Put(p)
		for r := range c.rows {
			for i, v := range c.spectrum[r*width+lo : r*width+hi] {
				p.together[i*c.tall+r] = v
			}
		}
		for i := range hi - lo {
			column := p.together[i*c.tall:][:c.tall]
			clear(column[c.rows:])
			p.column.Coefficients(column, column)
			height := c.tall/2 + 1
			kernel := c.kernel[(lo+i)*height:][:height]
			for r := range column {
				k := kernel[min(r, c.tall-r)]
				column[r] = complex(real(column[r])*k, imag(column[r])*k)
			}
			p.column.Sequence(column, column)
		}
		for r := range c.rows {
			for i := range hi - lo {
				c.spectrum[r*width+lo+i] = p.together[i*c.tall+r]
			}
		}
	})
	parallel.For(c.rows, rowsTogether, func(lo, hi int) {
		p := c.plans.Get().(*plan)
		defer c.plans.Put(p)
		for r := lo; r < hi; r++ {
			p.row.Sequence(p.real, c.spectrum[r*width:][:width])
			copy(c.data[r*c.cols:][:c.cols], p.real)
		}
	})
}

// grow returns n elements, of no certain value, in buf's memory if it is large
// enough.
func grow[T any](buf []T, n int) []T {
	if cap(buf) < n {
		buf = make([]T, n)
	}
	return buf[:n]
}
