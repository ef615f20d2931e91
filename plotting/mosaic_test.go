package plotting_test

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/plotting"
)

func ExampleMosaic() {
	// Two images of two by two pixels.
	images := mat.NewDense(2, 4, []float64{
		0, 1, 1, 0,
		1, 0, 0, 1,
	})
	fig, err := plotting.Mosaic(images, plotting.Columns(2))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(fig.PNGSize())
	// Output: 34 24
}

// rings makes n images of side by side pixels with a ring in each.
func rings(n, side int) *mat.Dense {
	images := mat.NewDense(n, side*side, nil)
	for i := range n {
		for j := range side * side {
			x, y := float64(j%side)-float64(side-1)/2, float64(j/side)-float64(side-1)/2
			d := math.Abs(math.Hypot(x, y) - float64(side)/2*float64(i+1)/float64(n+1))
			images.Set(i, j, max(0, 1-d/2))
		}
	}
	return images
}

func TestMosaicGolden(t *testing.T) {
	checkGolden(t, "mosaic", must(plotting.Mosaic(rings(7, 16), plotting.Columns(4), plotting.Title("Rings"), plotting.Size(200, 200))))
}

// Each pixel of an image is a square of whole pixels in the PNG picture, black
// to white, and the ground between images is white.
func TestMosaicPixels(t *testing.T) {
	images := mat.NewDense(3, 6, []float64{
		0, 2, 4, 8, 10, 12,
		0, 0, 0, 0, 0, 20,
		20, 0, 0, 0, 0, 0,
	})
	img := decode(t, must(plotting.Mosaic(images, plotting.ImageShape(3, 2), plotting.Columns(2))))
	const margin, zoom, gap = 16, 8, 4
	gray := func(x, y int) uint8 { return color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y }
	for k := range 3 {
		left, top := margin+k%2*(3*zoom+gap), margin+k/2*(2*zoom+gap)
		for y := range 2 * zoom {
			for x := range 3 * zoom {
				want := uint8(math.Round(255 * images.At(k, y/zoom*3+x/zoom) / 20))
				if got := gray(left+x, top+y); got != want {
					t.Fatalf("image %d at (%d, %d): grey %d, want %d", k, x, y, got, want)
				}
			}
		}
	}
	if got := gray(margin+3*zoom+1, margin+3); got != 255 {
		t.Errorf("grey %d between two images, want white", got)
	}
}

func TestMosaicGrayRange(t *testing.T) {
	images := mat.NewDense(1, 4, []float64{-5, 0, 0.5, 7})
	img := decode(t, must(plotting.Mosaic(images, plotting.GrayRange(0, 1))))
	for i, want := range []uint8{0, 0, 128, 255} {
		at := color.GrayModel.Convert(img.At(16+i%2*8+3, 16+i/2*8+3)).(color.Gray).Y
		if at != want {
			t.Errorf("value %g is drawn as %d, want %d", images.At(0, i), at, want)
		}
	}
}

// zeros is a matrix of any size that needs no memory.
type zeros struct{ rows, cols int }

func (z zeros) Dims() (r, c int)    { return z.rows, z.cols }
func (z zeros) At(i, j int) float64 { return 0 }
func (z zeros) T() mat.Matrix       { return mat.Transpose{Matrix: z} }

func TestMosaicErrors(t *testing.T) {
	nan := rings(2, 4)
	nan.Set(1, 3, math.NaN())
	for _, test := range []struct {
		name   string
		images mat.Matrix
		opts   []plotting.MosaicOption
		want   string
	}{
		{"nil", nil, nil, "the matrix is nil"},
		{"empty", &mat.Dense{}, nil, "no images"},
		{"not square", mat.NewDense(2, 6, nil), nil, "6 values is not a square image"},
		{"shape", mat.NewDense(2, 6, nil), []plotting.MosaicOption{plotting.ImageShape(4, 2)}, "4 by 2 pixels do not fit rows of 6"},
		{"NaN", nan, nil, "value [1, 3] is NaN"},
		{"columns", rings(2, 4), []plotting.MosaicOption{plotting.Columns(-1)}, "-1 columns"},
		{"too many", zeros{90_000, 784}, nil, "draw fewer"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := plotting.Mosaic(test.images, test.opts...)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want %q in it", err, test.want)
			}
		})
	}
}
