package plotting_test

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/gopherbook/gopherbook/plotting"
)

func ExampleScatter() {
	// Four points of two classes. A trained model's Predict gives such a map.
	Y := mat.NewDense(4, 2, []float64{
		-1, 0.5,
		-1.2, 0.1,
		2, 3,
		2.1, 2.5,
	})
	fig, err := plotting.Scatter(Y, []int{0, 0, 1, 1},
		plotting.Title("Two classes"),
		plotting.ClassNames("cat", "dog"))
	if err != nil {
		fmt.Println(err)
		return
	}
	dir, err := os.MkdirTemp("", "plotting")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	fmt.Println(fig.Save(filepath.Join(dir, "map.svg")))
	// Output: <nil>
}

func TestScatterGolden(t *testing.T) {
	Y, labels := blobs(300, 12)
	test, testLabels := blobs(24, 12)
	checkGolden(t, "scatter", must(plotting.Scatter(Y, labels, plotting.Size(320, 260), plotting.Title("Twelve classes"))))
	checkGolden(t, "scatter_overlay", must(plotting.Scatter(Y, labels, plotting.Size(320, 260),
		plotting.Overlay("test", test, testLabels), plotting.MedianLabels(), plotting.ClassNames("zero", "one"))))
	for i := range labels { // classes over each other
		labels[i] = i % 6
	}
	checkGolden(t, "scatter_medians", must(plotting.Scatter(Y, labels, plotting.Size(320, 260), plotting.MedianLabels())))
}

func TestScatterErrors(t *testing.T) {
	Y, labels := blobs(10, 2)
	bad := mat.DenseCopyOf(Y)
	bad.Set(7, 1, math.NaN())
	inf := mat.DenseCopyOf(Y)
	inf.Set(0, 0, math.Inf(-1))
	for _, test := range []struct {
		name   string
		Y      mat.Matrix
		labels []int
		opts   []plotting.ScatterOption
		want   string
	}{
		{"nil", nil, nil, nil, "Y is nil"},
		{"three columns", mat.NewDense(4, 3, nil), nil, nil, "shape (n, 2), but Y has shape (4, 3)"},
		{"empty", &mat.Dense{}, nil, nil, "shape (0, 0)"},
		{"labels", Y, labels[:9], nil, "10 points but 9 labels"},
		{"NaN", bad, labels, nil, "Y[7, 1] is NaN"},
		{"infinite", inf, labels, nil, "Y[0, 0] is -Inf"},
		{"too large", mat.NewDense(1, 2, []float64{0, 1e101}), nil, nil, "Y[0, 1] is 1e+101"},
		{"overlay", Y, labels, []plotting.ScatterOption{plotting.Overlay("test", bad, labels)}, `overlay "test": Y[7, 1]`},
		{"size", Y, labels, []plotting.ScatterOption{plotting.Size(0, 10)}, "size 0 by 10"},
	} {
		t.Run(test.name, func(t *testing.T) {
			fig, err := plotting.Scatter(test.Y, test.labels, test.opts...)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want %q in it", err, test.want)
			}
			if fig != nil {
				t.Error("a figure came with the error")
			}
		})
	}
}

// A rectangle ten times as wide as high must look so, whatever the figure's
// shape.
func TestScatterEqualAspect(t *testing.T) {
	Y := mat.NewDense(4, 2, []float64{0, 0, 100, 0, 0, 10, 100, 10})
	for _, size := range [][2]int{{400, 300}, {200, 500}} {
		img := decode(t, must(plotting.Scatter(Y, nil, plotting.Size(size[0], size[1]))))
		box := coloured(img)
		marker := markerWidth(img, box)
		w, h := float64(box.Dx()-marker), float64(box.Dy()-marker)
		if math.Abs(w/h-10) > 0.4 {
			t.Errorf("size %v: a 100 by 10 rectangle is drawn %v by %v pixels", size, w, h)
		}
	}
}

// coloured returns the smallest rectangle with all pixels that are not grey.
func coloured(img image.Image) image.Rectangle {
	var box image.Rectangle
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			if max(c.R, c.G, c.B)-min(c.R, c.G, c.B) > 60 {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

// markerWidth is the width of the marker in the box's top left corner.
func markerWidth(img image.Image, box image.Rectangle) int {
	corner := image.Rect(box.Min.X, box.Min.Y, box.Min.X+24, box.Min.Y+24)
	return coloured(img.(interface {
		SubImage(image.Rectangle) image.Image
	}).SubImage(corner)).Dx()
}

// Points of two classes at the same places must both be seen, whichever comes
// first in the data.
func TestScatterInterleaves(t *testing.T) {
	const n = 2000
	Y := mat.NewDense(2*n, 2, nil)
	labels := make([]int, 2*n)
	for i := range 2 * n {
		Y.Set(i, 0, float64(i%n%40))
		Y.Set(i, 1, float64(i%n/40))
		labels[i] = i / n
	}
	img := decode(t, must(plotting.Scatter(Y, labels, plotting.Size(300, 300))))
	var blue, orange int
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			switch {
			case int(c.B) > int(c.R)+15: // blue over orange
				blue++
			case int(c.R) > int(c.B)+60:
				orange++
			}
		}
	}
	if share := float64(blue) / float64(blue+orange); share < 0.3 || share > 0.7 {
		t.Errorf("%d blue and %d orange pixels: one class hides the other", blue, orange)
	}
}

// A digit has the same colour in every map, also where others are missing.
func TestScatterLooksByLabel(t *testing.T) {
	fillOf := func(name string, labels ...int) string {
		Y := mat.NewDense(len(labels), 2, nil)
		fig := must(plotting.Scatter(Y, labels, plotting.ClassNames("zero", "one", "two")))
		// The marker in the legend is the last path before the name.
		before, _, _ := strings.Cut(save(t, fig, "map.svg"), ">"+name+"</text>")
		path := before[strings.LastIndex(before, "<path"):]
		fill := path[strings.Index(path, "fill:#"):]
		return fill[:len("fill:#rrggbb")]
	}
	among, beside := fillOf("two", 0, 1, 2), fillOf("two", 2, 7)
	if among != beside {
		t.Errorf("label 2 has %s among 0, 1, 2, but %s beside 7", among, beside)
	}
	if other := fillOf("one", 0, 1, 2); other == among {
		t.Errorf("labels 1 and 2 both have %s", other)
	}
}

func TestScatterVectorFiles(t *testing.T) {
	for _, test := range []struct {
		points  int
		picture bool
		most    int // bytes
	}{
		{500, false, 200_000},
		{5_000, true, 800_000},
	} {
		Y, labels := blobs(test.points, 10)
		fig := must(plotting.Scatter(Y, labels))
		svg := save(t, fig, "map.svg")
		if got := strings.Contains(svg, "data:image/png"); got != test.picture {
			t.Errorf("%d points: a picture inside the SVG file: %v, want %v", test.points, got, test.picture)
		}
		if len(svg) > test.most {
			t.Errorf("%d points: the SVG file has %d bytes", test.points, len(svg))
		}
		if pdf := save(t, fig, "map.pdf"); len(pdf) > test.most+300_000 {
			t.Errorf("%d points: the PDF file has %d bytes", test.points, len(pdf))
		}
	}
}

// Odd data and sizes give a picture all the same.
func TestScatterOddData(t *testing.T) {
	for name, values := range map[string][]float64{
		"one point":       {3, 4},
		"the same points": {3, 4, 3, 4},
		"far away":        {1e20, 1, 1e20 + 16384, 2},
		"tiny":            {1e-300, 1, 2e-300, 2},
		"huge":            {-1e100, -1e100, 1e100, 1e100},
	} {
		Y := mat.NewDense(len(values)/2, 2, values)
		img := decode(t, must(plotting.Scatter(Y, nil, plotting.Size(160, 120))))
		if coloured(img).Empty() {
			t.Errorf("%s: no point in the picture", name)
		}
		labels := make([]int, len(values)/2)
		decode(t, must(plotting.Scatter(Y, labels, plotting.Size(50, 50),
			plotting.MedianLabels(), plotting.Title("Wider than the figure"), plotting.ClassNames("A name that leaves no room"))))
	}
}

func TestScatterManyClasses(t *testing.T) {
	Y, labels := blobs(410, 41)
	with := must(plotting.Scatter(Y, labels))
	if svg := save(t, with, "map.svg"); strings.Contains(svg, ">40</text>") && strings.Contains(svg, ">37</text>") {
		t.Error("a legend for 41 classes, which have only 40 looks")
	}
	Y, labels = blobs(400, 40)
	if svg := save(t, must(plotting.Scatter(Y, labels)), "map.svg"); !strings.Contains(svg, ">37</text>") {
		t.Error("no legend for 40 classes")
	}
}

func BenchmarkScatter60000PNG(b *testing.B) {
	Y, labels := blobs(60_000, 10)
	for b.Loop() {
		must(plotting.Scatter(Y, labels)).PNG()
	}
}
